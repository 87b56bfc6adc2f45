using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>A WFDB recording as the monitor's inputs, from the opening of its link to its end.</summary>
internal static class RecordingInputs
{
    /// <summary>All inputs, in order.</summary>
    /// <exception cref="IOException">The recording is shorter than its header says, or a file cannot be read.</exception>
    public static IEnumerable<MonitorInput> Of(WfdbRecord record)
    {
        yield return new LinkStatus(Replay.Sensor, LinkState.Opening, "", TimeSpan.Zero);
        yield return new SignalList(Replay.Sensor, record.Signals, TimeSpan.Zero);
        yield return new LinkStatus(Replay.Sensor, LinkState.Up, "", TimeSpan.Zero);
        foreach (var block in record.ReadBlocks()) yield return block;
        yield return new TimePassed(record.Duration);
        yield return new LinkStatus(Replay.Sensor, LinkState.Ended, "", record.Duration);
    }
}
