using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>Holds the readings of all sensors against their limits: a new limit is a line in the table. SpO2, the ECG and the pulse have stages of their own.</summary>
internal sealed class ReadingLimits(AlarmSettings settings)
{
    private static readonly uint[] Breaths = [Mdc.Co2RespRate, Mdc.AwayRespRate, Mdc.TthorRespRate, Mdc.RespRate];
    private static readonly uint[] CuffSystolic = [Mdc.PressBldNoninvSys, Mdc.PressCuffSys];
    private static readonly uint[] CuffDiastolic = [Mdc.PressBldNoninvDia, Mdc.PressCuffDia];
    private static readonly uint[] CuffMean = [Mdc.PressBldNoninvMean, Mdc.PressCuffMean];

    /// <summary>The skin is colder than the body by degrees: it is not held against the limits of the body.</summary>
    private static readonly uint[] Temperatures = [Mdc.TempBody, Mdc.TempTymp, Mdc.Temp];

    private static readonly Line[] Lines =
    [
        new(Breaths, r => r.RespLow, l => l.RespLow, l => l.RespHysteresis, IsUpper: false),
        new(Breaths, r => r.RespHigh, l => l.RespHigh, l => l.RespHysteresis, IsUpper: true),
        new(CuffSystolic, r => r.SystolicLow, l => l.SystolicLow, l => l.PressureHysteresis, IsUpper: false),
        new(CuffSystolic, r => r.SystolicHigh, l => l.SystolicHigh, l => l.PressureHysteresis, IsUpper: true),
        new(CuffDiastolic, r => r.DiastolicLow, l => l.DiastolicLow, l => l.PressureHysteresis, IsUpper: false),
        new(CuffDiastolic, r => r.DiastolicHigh, l => l.DiastolicHigh, l => l.PressureHysteresis, IsUpper: true),
        new(CuffMean, r => r.MeanLow, l => l.MeanLow, l => l.PressureHysteresis, IsUpper: false),
        new(CuffMean, r => r.MeanHigh, l => l.MeanHigh, l => l.PressureHysteresis, IsUpper: true),
        new([Mdc.PressBldArtSys], r => r.ArterialSystolicLow, l => l.SystolicLow, l => l.PressureHysteresis, IsUpper: false),
        new([Mdc.PressBldArtSys], r => r.ArterialSystolicHigh, l => l.SystolicHigh, l => l.PressureHysteresis, IsUpper: true),
        new([Mdc.PressBldArtDia], r => r.ArterialDiastolicLow, l => l.DiastolicLow, l => l.PressureHysteresis, IsUpper: false),
        new([Mdc.PressBldArtDia], r => r.ArterialDiastolicHigh, l => l.DiastolicHigh, l => l.PressureHysteresis, IsUpper: true),
        new([Mdc.PressBldArtMean], r => r.ArterialMeanLow, l => l.MeanLow, l => l.PressureHysteresis, IsUpper: false),
        new([Mdc.PressBldArtMean], r => r.ArterialMeanHigh, l => l.MeanHigh, l => l.PressureHysteresis, IsUpper: true),
        new(Temperatures, r => r.TemperatureLow, l => l.TemperatureLow, l => l.TemperatureHysteresis, IsUpper: false),
        new(Temperatures, r => r.TemperatureHigh, l => l.TemperatureHigh, l => l.TemperatureHysteresis, IsUpper: true),
    ];

    private TimeSpan _judgedUnder;

    /// <summary>Judges a reading that has just come; <paramref name="vitals"/> has it already.</summary>
    public void Process(Reading reading, VitalSigns vitals, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var line in Lines)
        {
            var rank = Array.IndexOf(line.Codes, reading.Mdc);
            if (rank < 0 || HasBetter(line.Codes.AsSpan(0, rank), reading.Sensor, vitals, now)) continue;
            Judge(new LimitWatch(line.Rule(settings.Rules), line.Limit(settings.Limits), line.Hysteresis(settings.Limits), line.IsUpper), reading, settings, board, now, events);
        }
    }

    /// <summary>
    /// Once a second: a value that was measured once stays the newest for long. It is held against limits that were changed meanwhile, and says
    /// nothing any more once it is stale.
    /// </summary>
    public void SaySecond(VitalSigns vitals, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var changed = settings.ChangedAt != _judgedUnder;
        _judgedUnder = settings.ChangedAt;
        for (var i = 0; i < vitals.Count; i++)
        {
            var reading = vitals[i];
            if (!VitalSigns.IsMeasuredNowAndThen(reading.Mdc)) continue;
            var current = VitalSigns.AsOf(reading, now);
            if (changed || !ReferenceEquals(current, reading)) Process(current, vitals, board, now, events);
        }
    }

    /// <summary>Gives the board the evidence of one reading.</summary>
    public static void Judge(LimitWatch watch, Reading reading, AlarmSettings settings, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var evidence = watch.Judge(reading, settings.NeedsHysteresis(board.StateOf(watch.Rule, reading.Sensor)));
        // A poor value may be wrong: it can raise an alarm, but it is no proof that the patient is well.
        if (evidence.Presence == Presence.Absent && reading.Quality == SignalQuality.Poor)
            evidence = evidence with { Presence = Presence.Unknown, Reason = "Back inside the limit, but of poor quality." };
        board.Judge(watch.Rule, reading.Sensor, evidence, now, events);
    }

    /// <summary>
    /// True where the same sensor measures the same in a better way: only one of two may speak, or they would begin and end each other's alarm. A
    /// better one that has just no value counts too: the other may be an old number that the device holds.
    /// </summary>
    private static bool HasBetter(ReadOnlySpan<uint> better, string sensor, VitalSigns vitals, TimeSpan now)
    {
        foreach (var mdc in better)
        {
            if (vitals.Of(sensor, mdc) is { } reading && now - reading.At <= VitalSigns.MaxAgeOf(mdc)) return true;
        }

        return false;
    }

    /// <param name="Codes">What is held against the limit, the best way to measure it first.</param>
    /// <param name="Rule">The condition.</param>
    /// <param name="Limit">The limit.</param>
    /// <param name="Hysteresis">How far inside a value must come back.</param>
    /// <param name="IsUpper">True where values above are the alarm.</param>
    private sealed record Line(uint[] Codes, Func<AlarmRules, AlarmRule> Rule, Func<AlarmLimits, double> Limit, Func<AlarmLimits, double> Hysteresis, bool IsUpper);
}
