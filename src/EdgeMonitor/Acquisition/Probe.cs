using System.Buffers;
using System.Threading.Channels;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Acquisition;

/// <summary>A device that answers to a driver's description.</summary>
/// <param name="Driver">The driver.</param>
/// <param name="Line">The line settings at which it was understood.</param>
/// <param name="GoodFrames">Frames understood; 0 where it had to be asked, and has answered.</param>
/// <param name="DroppedBytes">Bytes that belonged to no frame.</param>
/// <param name="Identity">What it says it is; null where it does not.</param>
internal sealed record ProbeFinding(SensorDriverAttribute Driver, SerialSettings Line, long GoodFrames, long DroppedBytes, DeviceIdentity? Identity = null);

/// <summary>
/// Finds out on request what hangs on a serial port: listens at every line setting that a driver knows, and only where nobody speaks asks, each driver
/// as its own session would. A driver's session starts nothing on a patient by itself.
/// </summary>
/// <param name="links">Opens the port.</param>
/// <param name="clock">The monitor's line.</param>
/// <param name="listen">How long it listens at each setting. A device that sends once a second needs more than two.</param>
/// <param name="ask">How long each driver may ask.</param>
internal sealed class Probe(SensorLinks links, MonitorClock clock, TimeSpan listen, TimeSpan ask)
{
    /// <summary>Frames that make a finding. Chosen: chance makes one of a few bytes, hardly three; a device without a rhythm, or with a slow one, need show but one.</summary>
    private const int EnoughFrames = 3;

    /// <summary>Most that is kept of what is heard, bytes. Chosen: three seconds at 921,600 baud.</summary>
    private const int MostBytes = 1 << 18;

    /// <summary>Told what is being tried, one sentence.</summary>
    public Action<string>? Trying { get; init; }

    /// <summary>Bytes heard at any setting.</summary>
    public long Heard { get; private set; }

    /// <summary>Tries the port; the likeliest driver first, none where nothing known was understood.</summary>
    /// <exception cref="IOException">The port cannot be opened, or hung up.</exception>
    public async Task<IReadOnlyList<ProbeFinding>> RunAsync(string path, CancellationToken stop)
    {
        var drivers = SensorDrivers.All.Where(driver => driver.Description.Link == LinkKind.Serial).ToList();
        foreach (var line in drivers.SelectMany(driver => driver.Description.Lines).Distinct())
        {
            Trying?.Invoke($"Listening at {line} ...");
            var heard = await ListenAsync(path, line, stop).ConfigureAwait(false);
            Heard += heard.Length;
            var found = drivers.Where(driver => driver.Description.Lines.Contains(line)).Select(driver => Understand(driver, line, heard)).OfType<ProbeFinding>()
                .OrderBy(finding => finding.DroppedBytes).ThenByDescending(finding => finding.GoodFrames).ToList();
            if (found.Count > 0) return found;
        }

        foreach (var driver in drivers)
        {
            if (driver.CreateDecoder("probe") is not ISensorDialogue) continue;
            Trying?.Invoke($"Asking as {driver.Name} does ...");
            if (await AskAsync(driver, path, stop).ConfigureAwait(false) is { } found) return [found];
        }

        return [];
    }

    private async Task<byte[]> ListenAsync(string path, SerialSettings line, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(listen, clock.Provider);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var heard = new byte[MostBytes];
        var count = 0;
        var link = links.SerialPorts.Open(path, line);
        await using var _ = link.ConfigureAwait(false);
        try
        {
            while (count < heard.Length)
            {
                var more = await link.ReadAsync(heard.AsMemory(count), ending.Token).ConfigureAwait(false);
                if (more == 0) throw new IOException($"{path} hung up; check the device's cable.");
                count += more;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Heard long enough.
        }

        return heard[..count];
    }

    private static ProbeFinding? Understand(SensorDriverAttribute driver, SerialSettings line, byte[] heard)
    {
        if (driver.CreateDecoder("probe") is not { } decoder) return null;
        var inputs = new List<MonitorInput>();
        var bytes = new ReadOnlySequence<byte>(heard);
        decoder.Decode(ref bytes, static _ => TimeSpan.Zero, inputs);
        var enough = decoder.FrameRate is > 2 and < double.PositiveInfinity ? EnoughFrames : 1;
        if (decoder.GoodFrames < enough || decoder.DroppedBytes * 2 > heard.Length) return null;
        return new ProbeFinding(driver, line, decoder.GoodFrames, decoder.DroppedBytes, inputs.OfType<DeviceIdentity>().FirstOrDefault());
    }

    /// <summary>A session of the driver, until it brings anything that only an answer can bring.</summary>
    private async Task<ProbeFinding?> AskAsync(SensorDriverAttribute driver, string path, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(ask, clock.Provider);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var answers = Channel.CreateBounded<MonitorInput>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropWrite });
        try
        {
            var session = driver.Create(new SensorContext("probe", path, new Dictionary<string, string>(), clock, links)).RunAsync(answers.Writer, ending.Token);
            DeviceIdentity? identity = null;
            var answered = false;
            while (!answered && await Task.WhenAny(session, answers.Reader.WaitToReadAsync(ending.Token).AsTask()).ConfigureAwait(false) != session)
            {
                while (answers.Reader.TryRead(out var input))
                {
                    identity = input as DeviceIdentity ?? identity;
                    answered |= input is DeviceIdentity or SampleBlock or Reading { Reason: not NoData.Disconnected };
                }

                if (ending.IsCancellationRequested) break;
            }

            await ending.CancelAsync().ConfigureAwait(false);
            await session.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.ThrowIfCancellationRequested();
            return answered ? new ProbeFinding(driver, driver.Description.Lines[0], 0, 0, identity) : null;
        }
        catch (SensorSettingException)
        {
            return null; // it cannot be used without settings that only a person knows
        }
    }
}
