using System.Buffers;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>Gives a dialogue its turns on an open link: sends what it says, and wakes it when it wants to be.</summary>
/// <param name="dialogue">The host's part.</param>
/// <param name="link">The open port.</param>
/// <param name="clock">The monitor's line.</param>
internal sealed class HostTurn(ISensorDialogue dialogue, ISerialLink link, MonitorClock clock)
{
    /// <summary>Most a single wait lasts: timers have a limit.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly ArrayBufferWriter<byte> _output = new();

    /// <summary>One turn.</summary>
    public async ValueTask TakeAsync(ICollection<MonitorInput> inputs, CancellationToken stop)
    {
        dialogue.Turn(clock.Now, _output, inputs);
        await SendAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Reads as the link does, and takes every turn that falls due while it waits.</summary>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="inputs">Takes the turns' inputs.</param>
    /// <param name="write">Passes them on.</param>
    /// <param name="stop">Ends the wait.</param>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, ICollection<MonitorInput> inputs, Action write, CancellationToken stop)
    {
        var reading = link.ReadAsync(buffer, stop).AsTask();
        try
        {
            while (!reading.IsCompleted && dialogue.NextTurn is { } due)
            {
                var wait = due - clock.Now;
                if (wait > TimeSpan.Zero)
                {
                    using var timer = CancellationTokenSource.CreateLinkedTokenSource(stop);
                    await Task.WhenAny(reading, Task.Delay(wait < LongestWait ? wait : LongestWait, clock.Provider, timer.Token)).ConfigureAwait(false);
                    await timer.CancelAsync().ConfigureAwait(false);
                    continue;
                }

                await TakeAsync(inputs, stop).ConfigureAwait(false);
                write();
            }
        }
        finally
        {
            // Left behind where a turn has thrown: the port is closed next, which ends the read, and nobody looks at how.
            if (!reading.IsCompleted) _ = reading.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        return await reading.ConfigureAwait(false);
    }

    /// <summary>Says what the device must still be told, as far as the link takes it within the limit.</summary>
    public async ValueTask EndAsync(TimeSpan limit)
    {
        _output.ResetWrittenCount();
        dialogue.End(_output);
        if (_output.WrittenCount == 0) return;
        using var patience = new CancellationTokenSource(limit, clock.Provider);
        try
        {
            await SendAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The cable is out: the device's own safeguards end what it does.
        }
    }

    private async ValueTask SendAsync(CancellationToken stop)
    {
        if (_output.WrittenCount == 0) return;
        try
        {
            await link.WriteAsync(_output.WrittenMemory, stop).ConfigureAwait(false);
        }
        finally
        {
            _output.ResetWrittenCount();
        }
    }
}
