using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>Tries a provider on a pseudo-terminal before a patient depends on it: open, every byte value both ways, and an end to a waiting read.</summary>
internal static class SerialLinkCheck
{
    /// <summary>Most a step may take (chosen: because it takes a millisecond on an idle box, and a start is not held up for long).</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(2);

    private static readonly byte[] AllBytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    /// <summary>Runs the check; null where the provider passed, else why not, in one sentence.</summary>
    public static async Task<string?> RunAsync(ISerialLinkProvider provider, CancellationToken stop)
    {
        try
        {
            using var device = PseudoTerminal.Open();
            var link = provider.Open(device.Path, new SerialSettings(9600));
            await using var _ = link.ConfigureAwait(false);
            return await ReceivesAsync(link, device, stop).ConfigureAwait(false)
                ?? await SendsAsync(link, device, stop).ConfigureAwait(false)
                ?? await StopsWaitingAsync(link, stop).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is IOException or TypeLoadException or TypeInitializationException or BadImageFormatException or PlatformNotSupportedException)
        {
            return $"it failed on a pseudo-terminal ({failed.Message})";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"it did not answer within {StepLimit.TotalSeconds} s on a pseudo-terminal";
        }
    }

    private static async Task<string?> ReceivesAsync(ISerialLink link, PseudoTerminal device, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(StepLimit, TimeProvider.System);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        device.Write(AllBytes);
        var received = new byte[AllBytes.Length];
        for (var count = 0; count < received.Length;)
        {
            var more = await link.ReadAsync(received.AsMemory(count), ending.Token).ConfigureAwait(false);
            if (more == 0) return "it took an open pseudo-terminal for a broken line";
            count += more;
        }

        return received.AsSpan().SequenceEqual(AllBytes) ? null : "it changed the bytes it received";
    }

    private static async Task<string?> SendsAsync(ISerialLink link, PseudoTerminal device, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(StepLimit, TimeProvider.System);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        await link.WriteAsync(AllBytes, ending.Token).ConfigureAwait(false);
        var sent = new byte[AllBytes.Length];
        for (var count = 0; count < sent.Length;)
        {
            var more = device.Read(sent.AsSpan(count));
            if (more <= 0) await Task.Delay(LookAgain, TimeProvider.System, ending.Token).ConfigureAwait(false);
            else count += more;
        }

        return sent.AsSpan().SequenceEqual(AllBytes) ? null : "it changed the bytes it sent";
    }

    private static async Task<string?> StopsWaitingAsync(ISerialLink link, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var waiting = link.ReadAsync(new byte[1], ending.Token).AsTask();
        await ending.CancelAsync().ConfigureAwait(false);
        try
        {
            await waiting.WaitAsync(StepLimit, TimeProvider.System, stop).ConfigureAwait(false);
            return "it read a byte that nobody sent";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
        catch (TimeoutException)
        {
            return "it cannot end a waiting read";
        }
    }
}
