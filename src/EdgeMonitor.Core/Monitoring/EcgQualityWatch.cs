using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// Says that an ECG is not to be trusted: where noise hides the beats for long, and where an alarm of it is held back. It stands beside the
/// patient's alarms and in the place of none.
/// </summary>
internal sealed class EcgQualityWatch(string sensor, AlarmSettings settings)
{
    /// <summary>Noise of this length is said (clinical reference §7: windows of 10 s).</summary>
    private static readonly TimeSpan LongNoise = TimeSpan.FromSeconds(10);

    private TimeSpan? _noisySince;

    /// <param name="quality">The lead's quality.</param>
    /// <param name="heldUntil">Until when an alarm is held back.</param>
    /// <param name="isRegular">True where the beats follow each other so evenly that they are no noise, whatever its level.</param>
    /// <param name="isMissing">True where the lead is off or brings nothing: that has alarms of its own.</param>
    /// <param name="board">The alarm conditions.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes the transitions.</param>
    public void SaySecond(SignalQualityIndex quality, TimeSpan heldUntil, bool isRegular, bool isMissing, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (isMissing || isRegular || !quality.IsNoisy) _noisySince = null;
        else _noisySince ??= now;
        var evidence = isMissing ? new AlarmEvidence(Presence.Unknown, "The lead brings nothing of the patient.")
            : heldUntil > now ? new(Presence.Present, "Pulses contradict the ECG: an alarm of it is held back. Check the electrodes.", Quality: quality.Quality, Priority: AlarmPriority.Medium, Faults: quality.Faults)
            : now - _noisySince >= LongNoise ? new(Presence.Present, ReasonOf(quality), Quality: quality.Quality, Faults: quality.Faults)
            : _noisySince is not null ? new(Presence.Unknown, "Noise hides the beats, but not yet for long.")
            : new(Presence.Absent, "Beats can be told from noise.", Quality: quality.Quality);
        board.Judge(settings.Rules.EcgQuality, sensor, evidence, now, events);
    }

    private static string ReasonOf(SignalQualityIndex quality)
        => quality.HidesBeats ? "Noise hides the beats. Check the electrodes." : "Two detectors do not find the same beats. Check the electrodes.";
}
