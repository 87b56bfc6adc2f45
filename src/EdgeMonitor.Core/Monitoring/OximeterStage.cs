using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// Holds the oximeters' saturation against its limits, sees a rapid fall, and misses it. The device averages by itself: nothing is computed
/// again.
/// </summary>
internal sealed class OximeterStage(AlarmSettings settings)
{
    private readonly List<(string Sensor, FallWatch Falls)> _falls = [];

    /// <param name="saturation">The reading.</param>
    /// <param name="probeOff">True while the device says that the probe is off: that has an alarm of its own.</param>
    /// <param name="isOnlyMonitor">True where no other sensor shows that the patient lives.</param>
    /// <param name="board">Takes the evidence.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void Process(Reading saturation, bool probeOff, bool isOnlyMonitor, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var (rules, limits) = (settings.Rules, settings.Limits);
        Judge(new(rules.Spo2Low, limits.Spo2Low, limits.Spo2Hysteresis, IsUpper: false));
        Judge(new(rules.Spo2ExtremeLow, limits.Spo2ExtremeLow, limits.Spo2Hysteresis, IsUpper: false));
        Judge(new(rules.Spo2High, limits.Spo2High, limits.Spo2Hysteresis, IsUpper: true));
        board.Judge(rules.Spo2Desaturation, saturation.Sensor, FallOf(saturation, board.StateOf(rules.Spo2Desaturation, saturation.Sensor)), now, events);
        var missing = saturation.Value is not null ? new AlarmEvidence(Presence.Absent, "There is a value.")
            : probeOff ? new AlarmEvidence(Presence.Absent, "The probe is off.")
            : new AlarmEvidence(Presence.Present, "The oximeter finds no value.", Priority: isOnlyMonitor ? AlarmPriority.High : null);
        board.Judge(rules.Spo2Missing, saturation.Sensor, missing, now, events);

        void Judge(LimitWatch watch) => ReadingLimits.Judge(watch, saturation, settings, board, now, events);
    }

    /// <summary>Another patient: what went before is not his.</summary>
    public void Forget() => _falls.Clear();

    /// <summary>A fall sounds at once and lasts until the value is back above the lower limit: one that stays low has not recovered.</summary>
    private AlarmEvidence FallOf(Reading saturation, AlarmState state)
    {
        var limits = settings.Limits;
        if (saturation.Value is not { } value) return new(Presence.Unknown, $"No value: {saturation.Reason}.", null, limits.Spo2Low, saturation.Unit);
        if (saturation.Quality == SignalQuality.Poor)
            return new(Presence.Unknown, "The value is of poor quality: a fall cannot be told from a disturbance.", value, limits.Spo2Low, saturation.Unit, saturation.Quality);
        var falls = FallsOf(saturation.Sensor);
        falls.Add(saturation.At, value);
        var fallen = falls.FallTo(saturation.At, value, TimeSpan.FromSeconds(limits.DesaturationSeconds)) >= limits.DesaturationDrop;
        var low = value < limits.Spo2Low + (settings.NeedsHysteresis(state) ? limits.Spo2Hysteresis : 0);
        var present = low && (fallen || state.IsSignalled);
        return new(
            present ? Presence.Present : Presence.Absent, present ? "The saturation falls rapidly." : "No rapid fall.", value, limits.Spo2Low, saturation.Unit, saturation.Quality);
    }

    private FallWatch FallsOf(string sensor)
    {
        foreach (var (known, falls) in _falls)
        {
            if (known == sensor) return falls;
        }

        _falls.Add((sensor, new FallWatch()));
        return _falls[^1].Falls;
    }
}
