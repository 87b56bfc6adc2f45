using System.Globalization;
using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

[assembly: SensorDriver<WfdbDriver>("wfdb")]

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>
/// Plays a WFDB recording as if it were a sensor. While it plays, the recording's time is the monitor's time, so that a recording gives the
/// same inputs, in the same order and with the same times, at any speed.
/// </summary>
internal sealed class WfdbDriver : ISensorDriver
{
    private const string AllowedSpeeds = "max or a number from 0.1 to 10000, 1 being the speed it was recorded at";
    private const double SlowestSpeed = 0.1, FastestSpeed = 10_000;

    /// <summary>Chosen: a hundred blocks of a recording played at its own speed, and still soon enough for a person who waits for it.</summary>
    private static readonly TimeSpan UsualSilence = TimeSpan.FromSeconds(2);

    private readonly string _name;
    private readonly string _path;
    private readonly MonitorClock _clock;
    private readonly double? _speed;
    private readonly bool _repeat;

    private WfdbDriver(SensorContext context)
    {
        context.AllowOnly("Speed", "Repeat");
        _name = context.Name;
        _path = context.RequireLink("the path of a WFDB header file (.hea)");
        if (!_path.EndsWith(".hea", StringComparison.OrdinalIgnoreCase))
            throw new SensorSettingException("Link", _path, "the path of a WFDB header file (.hea)");
        _clock = context.Clock;
        _speed = ParseSpeed(context.Settings.GetValueOrDefault("Speed", "1"));
        _repeat = ParseRepeat(context.Settings.GetValueOrDefault("Repeat", "false"));
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.File, "WFDB recordings (.hea)", [new Delivery(0, 0, 0, IsWave: true)]);

    /// <inheritdoc/>
    public TimeSpan MaxSilence => UsualSilence / Math.Min(1, _speed ?? 1);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context) => new WfdbDriver(context);

    /// <inheritdoc/>
    public async Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
    {
        // Files are read synchronously and a channel with room never waits: leave the caller's thread first.
        await Task.Yield();
        using var record = OpenVerified(stop);
        using var recorded = _clock.FollowRecording();
        await inputs.WriteAsync(new SignalList(_name, record.Signals, recorded.Start), stop);
        var began = _clock.Provider.GetTimestamp();
        var pass = 0L;
        do
        {
            foreach (var span in record.ReadSpans(recorded.Start, earlierPasses: pass))
            {
                await WaitUntilDueAsync(began, span.End - recorded.Start, stop);
                foreach (var block in span.Blocks) await inputs.WriteAsync(block, stop);
                recorded.Reach(span.End);
            }

            pass++;
        }
        while (_repeat && record.FrameCount > 0);
    }

    /// <summary>Opens the recording. One that is whole must agree with its checksums; one that is cut short is played as far as it goes.</summary>
    private WfdbRecord OpenVerified(CancellationToken stop)
    {
        WfdbRecord? record = null;
        try
        {
            record = WfdbRecord.Open(_path, _name);
            if (record.Shortage is null) record.Verify(stop);
            var verified = record;
            record = null;
            return verified;
        }
        catch (InvalidDataException e)
        {
            // For the supervisor bad contents are what a bad line is: the link does not work.
            throw new IOException(e.Message, e);
        }
        finally
        {
            record?.Dispose();
        }
    }

    /// <summary>
    /// Waits until so much of the recording is due, counted from its beginning, so that errors of single waits do not add up; behind
    /// time, or at full speed, it goes on at once.
    /// </summary>
    private async ValueTask WaitUntilDueAsync(long began, TimeSpan played, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (_speed is not { } speed) return;
        var wait = played / speed - _clock.Provider.GetElapsedTime(began);
        // Timers count whole milliseconds and cut off the rest: rounded up, so that nothing is sent before it is due.
        if (wait > TimeSpan.Zero) await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _clock.Provider, stop);
    }

    private static double? ParseSpeed(string text)
    {
        if (text.Equals("max", StringComparison.OrdinalIgnoreCase)) return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed)
            && speed is >= SlowestSpeed and <= FastestSpeed
            ? speed
            : throw new SensorSettingException("Settings:Speed", text, AllowedSpeeds);
    }

    private static bool ParseRepeat(string text) =>
        bool.TryParse(text, out var repeat) ? repeat : throw new SensorSettingException("Settings:Repeat", text, "true or false");
}
