using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>Holds the oximeter's saturation against its two limits, and misses it. The device averages by itself: nothing is computed again.</summary>
internal sealed class OximeterStage(AlarmRules rules, AlarmLimits limits)
{
    private readonly LimitWatch _low = new(rules.Spo2Low, limits.Spo2Low, limits.Spo2Hysteresis, IsUpper: false);
    private readonly LimitWatch _extremeLow = new(rules.Spo2ExtremeLow, limits.Spo2ExtremeLow, limits.Spo2Hysteresis, IsUpper: false);

    /// <param name="saturation">The reading.</param>
    /// <param name="probeOff">True while the device says that the probe is off: that has an alarm of its own.</param>
    /// <param name="isOnlyMonitor">True where no other sensor shows that the patient lives.</param>
    /// <param name="board">Takes the evidence.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void Process(Reading saturation, bool probeOff, bool isOnlyMonitor, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        Judge(_low, saturation, board, now, events);
        Judge(_extremeLow, saturation, board, now, events);
        var missing = saturation.Value is not null ? new AlarmEvidence(Presence.Absent, "There is a value.")
            : probeOff ? new AlarmEvidence(Presence.Absent, "The probe is off.")
            : new AlarmEvidence(Presence.Present, "The oximeter finds no value.", Priority: isOnlyMonitor ? AlarmPriority.High : null);
        board.Judge(rules.Spo2Missing, saturation.Sensor, missing, now, events);
    }

    private static void Judge(LimitWatch watch, Reading reading, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var evidence = watch.Judge(reading, board.IsSignalled(watch.Rule, reading.Sensor));
        // A poor value may be wrong: it can raise an alarm, but it is no proof that the patient is well.
        if (evidence.Presence == Presence.Absent && reading.Quality == SignalQuality.Poor)
            evidence = evidence with { Presence = Presence.Unknown, Reason = "Back inside the limit, but of poor quality." };
        board.Judge(watch.Rule, reading.Sensor, evidence, now, events);
    }
}
