namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// The guard rails of all alarm settings, a line each. Absolute bounds are chosen: wide enough for every patient and narrow enough to refuse
/// a slip. Recommended bounds (adult, child, neonate) are chosen around the presets of common bedside monitors; unverified.
/// </summary>
public static class AlarmRails
{
    /// <summary>Every rail, in the order of the settings.</summary>
    public static IReadOnlyList<AlarmRail> All { get; } =
    [
        new(nameof(AlarmLimits.HrLow), l => l.HrLow, "bpm", (20, 150), (40, 70), (50, 110), (80, 130)),
        new(nameof(AlarmLimits.HrHigh), l => l.HrHigh, "bpm", (60, 250), (90, 150), (120, 190), (160, 220)),
        new(nameof(AlarmLimits.HrDelaySeconds), l => l.HrDelaySeconds, "s", (0, 10), (2, 5)),
        new(nameof(AlarmLimits.HrHysteresis), l => l.HrHysteresis, "bpm", (0, 10), (1, 5)),
        new(nameof(AlarmLimits.PulseLow), l => l.PulseLow, "bpm", (20, 150), (40, 70), (50, 110), (80, 130)),
        new(nameof(AlarmLimits.PulseHigh), l => l.PulseHigh, "bpm", (60, 250), (90, 150), (120, 190), (160, 220)),
        new(nameof(AlarmLimits.PulseDelaySeconds), l => l.PulseDelaySeconds, "s", (0, 15), (2, 10)),
        new(nameof(AlarmLimits.PulseHysteresis), l => l.PulseHysteresis, "bpm", (0, 10), (1, 5)),
        new(nameof(AlarmLimits.Spo2Low), l => l.Spo2Low, "%", (50, 99), (85, 95), (85, 95), (80, 92)),
        new(nameof(AlarmLimits.Spo2DelaySeconds), l => l.Spo2DelaySeconds, "s", (0, 30), (5, 15)),
        new(nameof(AlarmLimits.Spo2ExtremeLow), l => l.Spo2ExtremeLow, "%", (40, 95), (75, 88), (75, 88), (70, 85)),
        new(nameof(AlarmLimits.Spo2ExtremeDelaySeconds), l => l.Spo2ExtremeDelaySeconds, "s", (0, 15), (0, 10)),
        new(nameof(AlarmLimits.Spo2High), l => l.Spo2High, "%", (85, 100), (92, 100), (92, 100), (90, 100)),
        new(nameof(AlarmLimits.Spo2Hysteresis), l => l.Spo2Hysteresis, "%", (0, 5), (1, 2)),
        new(nameof(AlarmLimits.DesaturationDrop), l => l.DesaturationDrop, "%", (3, 20), (4, 10)),
        new(nameof(AlarmLimits.DesaturationSeconds), l => l.DesaturationSeconds, "s", (5, 60), (10, 40)),
        new(nameof(AlarmLimits.RespLow), l => l.RespLow, "/min", (3, 60), (6, 12), (6, 20), (15, 40)),
        new(nameof(AlarmLimits.RespHigh), l => l.RespHigh, "/min", (10, 120), (20, 40), (25, 60), (60, 110)),
        new(nameof(AlarmLimits.RespDelaySeconds), l => l.RespDelaySeconds, "s", (0, 30), (10, 15)),
        new(nameof(AlarmLimits.RespHysteresis), l => l.RespHysteresis, "/min", (0, 5), (1, 3)),
        new(nameof(AlarmLimits.ApnoeaSeconds), l => l.ApnoeaSeconds, "s", (10, 40), (15, 30), (10, 25), (10, 20)),
        new(nameof(AlarmLimits.SystolicLow), l => l.SystolicLow, "mmHg", (20, 180), (80, 110), (55, 100), (30, 60)),
        new(nameof(AlarmLimits.SystolicHigh), l => l.SystolicHigh, "mmHg", (40, 280), (130, 200), (100, 150), (70, 110)),
        new(nameof(AlarmLimits.DiastolicLow), l => l.DiastolicLow, "mmHg", (10, 130), (35, 70), (25, 60), (12, 35)),
        new(nameof(AlarmLimits.DiastolicHigh), l => l.DiastolicHigh, "mmHg", (25, 200), (80, 120), (60, 100), (45, 75)),
        new(nameof(AlarmLimits.MeanLow), l => l.MeanLow, "mmHg", (15, 150), (50, 80), (35, 70), (18, 45)),
        new(nameof(AlarmLimits.MeanHigh), l => l.MeanHigh, "mmHg", (30, 230), (90, 140), (75, 120), (55, 90)),
        new(nameof(AlarmLimits.PressureHysteresis), l => l.PressureHysteresis, "mmHg", (0, 10), (1, 5)),
        new(nameof(AlarmLimits.ArterialDelaySeconds), l => l.ArterialDelaySeconds, "s", (0, 15), (3, 10)),
        new(nameof(AlarmLimits.TemperatureLow), l => l.TemperatureLow, "°C", (20, 38), (35, 36.5), (35, 36.5), (35.5, 36.5)),
        new(nameof(AlarmLimits.TemperatureHigh), l => l.TemperatureHigh, "°C", (36, 43), (37.5, 40), (37.5, 40), (37.5, 39)),
        new(nameof(AlarmLimits.TemperatureHysteresis), l => l.TemperatureHysteresis, "°C", (0, 1), (0.1, 0.3)),
        new(nameof(AlarmLimits.AsystoleSeconds), l => l.AsystoleSeconds, "s", (3, 6), (3, 5)),
        new(nameof(AlarmLimits.ExtremeHrLow), l => l.ExtremeHrLow, "bpm", (15, 100), (30, 45), (40, 60), (50, 80)),
        new(nameof(AlarmLimits.ExtremeHrHigh), l => l.ExtremeHrHigh, "bpm", (110, 280), (130, 180), (160, 230), (200, 260)),
        new(nameof(AlarmLimits.VentricularTachycardiaRate), l => l.VentricularTachycardiaRate, "bpm", (80, 200), (90, 130), (100, 150), (120, 180)),
        new(nameof(AlarmLimits.VentricularTachycardiaBeats), l => l.VentricularTachycardiaBeats, "beats", (3, 12), (3, 6)),
        new(nameof(AlarmLimits.PvcPerMinute), l => l.PvcPerMinute, "/min", (1, 60), (5, 20)),
        new(nameof(AlarmLimits.AudioPauseSeconds), l => l.AudioPauseSeconds, "s", (10, 180), (30, 120)),
    ];

    /// <summary>Settings that must leave room between them: the lower, the upper, and the hysteresis of both.</summary>
    internal static IReadOnlyList<LimitPair> Pairs { get; } =
    [
        new(nameof(AlarmLimits.HrLow), l => l.HrLow, nameof(AlarmLimits.HrHigh), l => l.HrHigh, nameof(AlarmLimits.HrHysteresis), l => l.HrHysteresis),
        new(nameof(AlarmLimits.PulseLow), l => l.PulseLow, nameof(AlarmLimits.PulseHigh), l => l.PulseHigh, nameof(AlarmLimits.PulseHysteresis), l => l.PulseHysteresis),
        new(nameof(AlarmLimits.Spo2Low), l => l.Spo2Low, nameof(AlarmLimits.Spo2High), l => l.Spo2High, nameof(AlarmLimits.Spo2Hysteresis), l => l.Spo2Hysteresis),
        new(nameof(AlarmLimits.RespLow), l => l.RespLow, nameof(AlarmLimits.RespHigh), l => l.RespHigh, nameof(AlarmLimits.RespHysteresis), l => l.RespHysteresis),
        new(nameof(AlarmLimits.SystolicLow), l => l.SystolicLow, nameof(AlarmLimits.SystolicHigh), l => l.SystolicHigh, nameof(AlarmLimits.PressureHysteresis), l => l.PressureHysteresis),
        new(nameof(AlarmLimits.DiastolicLow), l => l.DiastolicLow, nameof(AlarmLimits.DiastolicHigh), l => l.DiastolicHigh, nameof(AlarmLimits.PressureHysteresis), l => l.PressureHysteresis),
        new(nameof(AlarmLimits.MeanLow), l => l.MeanLow, nameof(AlarmLimits.MeanHigh), l => l.MeanHigh, nameof(AlarmLimits.PressureHysteresis), l => l.PressureHysteresis),
        new(nameof(AlarmLimits.TemperatureLow), l => l.TemperatureLow, nameof(AlarmLimits.TemperatureHigh), l => l.TemperatureHigh, nameof(AlarmLimits.TemperatureHysteresis), l => l.TemperatureHysteresis),
    ];

    /// <summary>A lower and an upper limit of one measurement.</summary>
    internal sealed record LimitPair(string LowName, Func<AlarmLimits, double> Low, string HighName, Func<AlarmLimits, double> High, string HysteresisName, Func<AlarmLimits, double> Hysteresis);
}
