using System.Globalization;

namespace EdgeMonitor.Core.Alarms;

/// <summary>One fault of the limits: which, its value and what is allowed.</summary>
/// <param name="Name">Property name.</param>
/// <param name="Value">Value found.</param>
/// <param name="Allowed">What would be accepted.</param>
public sealed record LimitFault(string Name, string Value, string Allowed);

/// <summary>
/// Alarm limits of one patient, within guard rails that no setting can leave. Defaults are the project's choices for an adult
/// (clinical-algorithms reference §5 and §9); the rails are chosen wide enough for every patient and narrow enough to refuse a slip.
/// </summary>
public sealed record AlarmLimits
{
    /// <summary>Heart rate below which <c>hr-low</c> is present, beats per minute; 20 to 150.</summary>
    public double HrLow { get; init; } = 50;

    /// <summary>Heart rate above which <c>hr-high</c> is present, beats per minute; 60 to 250.</summary>
    public double HrHigh { get; init; } = 120;

    /// <summary>How long the heart rate must be beyond a limit, seconds; 0 to 10 (time to alarm stays under 10 s with the default, IEC 60601-2-27, unverified).</summary>
    public double HrDelaySeconds { get; init; } = 3;

    /// <summary>How far the heart rate must come back inside a limit to end its alarm, beats per minute; 0 to 10.</summary>
    public double HrHysteresis { get; init; } = 2;

    /// <summary>SpO2 below which <c>spo2-low</c> is present, percent; 50 to 99 (a factory preset under 85 is not allowed, ISO 80601-2-61, unverified).</summary>
    public double Spo2Low { get; init; } = 90;

    /// <summary>How long SpO2 must be below <see cref="Spo2Low"/>, seconds; 0 to 30.</summary>
    public double Spo2DelaySeconds { get; init; } = 10;

    /// <summary>SpO2 below which <c>spo2-extreme-low</c> is present, percent; 40 to 95 and not above <see cref="Spo2Low"/>.</summary>
    public double Spo2ExtremeLow { get; init; } = 85;

    /// <summary>How long SpO2 must be below <see cref="Spo2ExtremeLow"/>, seconds; 0 to 15.</summary>
    public double Spo2ExtremeDelaySeconds { get; init; } = 5;

    /// <summary>How far SpO2 must come back above a limit to end its alarm, percent; 0 to 5.</summary>
    public double Spo2Hysteresis { get; init; } = 1;

    /// <summary>Time without a QRS complex that is asystole, seconds; 3 to 6 (CinC 2015: 4 s).</summary>
    public double AsystoleSeconds { get; init; } = 4;

    /// <summary>Heart rate below which <c>extreme-bradycardia</c> is present, beats per minute; 15 to 100 (CinC 2015: 40).</summary>
    public double ExtremeHrLow { get; init; } = 40;

    /// <summary>Heart rate above which <c>extreme-tachycardia</c> is present, beats per minute; 110 to 280 (CinC 2015: 140).</summary>
    public double ExtremeHrHigh { get; init; } = 140;

    /// <summary>Rate above which a run of ventricular beats is <c>ventricular-tachycardia</c>, beats per minute; 80 to 200 (CinC 2015: 100).</summary>
    public double VentricularTachycardiaRate { get; init; } = 100;

    /// <summary>Ventricular beats in a row that are <c>ventricular-tachycardia</c>, a whole number; 3 to 12 (CinC 2015: 5).</summary>
    public double VentricularTachycardiaBeats { get; init; } = 5;

    /// <summary>Ventricular beats within a minute above which <c>pvc-rate</c> is present; 1 to 60 (chosen: 10, as usual for monitors, unverified).</summary>
    public double PvcPerMinute { get; init; } = 10;

    /// <summary>How long the sound of all alarms stays off after a person paused it, seconds; 10 to 180 (usual maximum 2 minutes, unverified).</summary>
    public double AudioPauseSeconds { get; init; } = 120;

    /// <summary>Every value that lies outside its rails, or contradicts another; empty for limits that may be used.</summary>
    public IReadOnlyList<LimitFault> Faults()
    {
        var faults = new List<LimitFault>();
        Within(nameof(HrLow), HrLow, 20, 150, "bpm");
        Within(nameof(HrHigh), HrHigh, 60, 250, "bpm");
        Within(nameof(HrDelaySeconds), HrDelaySeconds, 0, 10, "s");
        Within(nameof(HrHysteresis), HrHysteresis, 0, 10, "bpm");
        Within(nameof(Spo2Low), Spo2Low, 50, 99, "%");
        Within(nameof(Spo2DelaySeconds), Spo2DelaySeconds, 0, 30, "s");
        Within(nameof(Spo2ExtremeLow), Spo2ExtremeLow, 40, 95, "%");
        Within(nameof(Spo2ExtremeDelaySeconds), Spo2ExtremeDelaySeconds, 0, 15, "s");
        Within(nameof(Spo2Hysteresis), Spo2Hysteresis, 0, 5, "%");
        Within(nameof(AsystoleSeconds), AsystoleSeconds, 3, 6, "s");
        Within(nameof(ExtremeHrLow), ExtremeHrLow, 15, 100, "bpm");
        Within(nameof(ExtremeHrHigh), ExtremeHrHigh, 110, 280, "bpm");
        Within(nameof(VentricularTachycardiaRate), VentricularTachycardiaRate, 80, 200, "bpm");
        Within(nameof(VentricularTachycardiaBeats), VentricularTachycardiaBeats, 3, 12, "beats");
        Within(nameof(PvcPerMinute), PvcPerMinute, 1, 60, "1/min");
        Within(nameof(AudioPauseSeconds), AudioPauseSeconds, 10, 180, "s");
        if (HrLow + 2 * HrHysteresis >= HrHigh) faults.Add(new(nameof(HrLow), Text(HrLow), $"less than HrHigh ({Text(HrHigh)}) by more than twice HrHysteresis"));
        if (Spo2ExtremeLow > Spo2Low) faults.Add(new(nameof(Spo2ExtremeLow), Text(Spo2ExtremeLow), $"at most Spo2Low ({Text(Spo2Low)})"));
        return faults;

        void Within(string name, double value, double lowest, double highest, string unit)
        {
            if (!(value >= lowest && value <= highest)) faults.Add(new(name, Text(value), $"{Text(lowest)} to {Text(highest)} {unit}"));
        }

        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}
