using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>Holds the oximeter's saturation against its two limits. The device averages by itself: nothing is computed again.</summary>
internal sealed class OximeterStage(AlarmRules rules, AlarmLimits limits)
{
    private readonly LimitWatch _low = new(rules.Spo2Low, limits.Spo2Low, limits.Spo2Hysteresis, IsUpper: false);
    private readonly LimitWatch _extremeLow = new(rules.Spo2ExtremeLow, limits.Spo2ExtremeLow, limits.Spo2Hysteresis, IsUpper: false);

    public void Process(Reading saturation, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        Judge(_low, saturation, board, now, events);
        Judge(_extremeLow, saturation, board, now, events);
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
