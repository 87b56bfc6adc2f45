using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>A recording through a fresh patient monitor, as fast as possible, as the bedside would have lived it.</summary>
internal static class RecordRun
{
    /// <summary>Plays the recording from its beginning and hands on every event.</summary>
    /// <param name="record">The recording.</param>
    /// <param name="settings">How the patient is monitored.</param>
    /// <param name="until">What comes after this time is not played; null plays it all.</param>
    /// <param name="hear">Takes each event.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="IOException">The recording is shorter than its header says, or a file cannot be read.</exception>
    public static void Play(PlayedRecord record, MonitorSettings settings, TimeSpan? until, Action<MonitorEvent> hear, CancellationToken stop)
    {
        var end = until < record.Duration ? until.Value : record.Duration;
        var monitor = new PatientMonitor(settings);
        Tell(new LinkStatus(Replay.Sensor, LinkState.Opening, "", TimeSpan.Zero));
        Tell(new SignalList(Replay.Sensor, [.. record.Signals], TimeSpan.Zero));
        Tell(new LinkStatus(Replay.Sensor, LinkState.Up, "", TimeSpan.Zero));
        foreach (var block in record.Blocks)
        {
            stop.ThrowIfCancellationRequested();
            if (block.At >= end) break;
            Tell(block);
        }

        Hear(monitor.Advance(end));
        Tell(new LinkStatus(Replay.Sensor, LinkState.Ended, "", end));

        void Tell(MonitorInput input) => Hear(monitor.Process(input));

        void Hear(IReadOnlyList<MonitorEvent> events)
        {
            for (var i = 0; i < events.Count; i++) hear(events[i]);
        }
    }
}
