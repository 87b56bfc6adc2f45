using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// Holds the oximeter's pulse rate against its limits where no ECG does: a patient monitored by an oximeter alone has his heart rate watched too.
/// </summary>
internal sealed class PulseLimits(AlarmSettings settings)
{
    public void Process(Reading reading, VitalSigns vitals, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (reading.Mdc != Mdc.PulsOximPulsRate) return;
        var (rules, limits) = (settings.Rules, settings.Limits);
        if (EcgIsWatched(vitals, now))
        {
            var watched = new AlarmEvidence(Presence.Absent, "The heart rate of the ECG is watched.");
            board.Judge(rules.PulseLow, reading.Sensor, watched, now, events);
            board.Judge(rules.PulseHigh, reading.Sensor, watched, now, events);
            return;
        }

        ReadingLimits.Judge(new(rules.PulseLow, limits.PulseLow, limits.PulseHysteresis, IsUpper: false), reading, settings, board, now, events);
        ReadingLimits.Judge(new(rules.PulseHigh, limits.PulseHigh, limits.PulseHysteresis, IsUpper: true), reading, settings, board, now, events);
    }

    /// <summary>True where an ECG has a heart rate to be trusted: its limits then protect the patient.</summary>
    private static bool EcgIsWatched(VitalSigns vitals, TimeSpan now)
    {
        for (var i = 0; i < vitals.Count; i++)
        {
            if (vitals[i] is { Mdc: Mdc.EcgHeartRate, Value: not null, Quality: not SignalQuality.Poor } rate && now - rate.At <= VitalSigns.MaxAge) return true;
        }

        return false;
    }
}
