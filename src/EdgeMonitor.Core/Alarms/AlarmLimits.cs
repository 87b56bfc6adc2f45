using System.Globalization;

namespace EdgeMonitor.Core.Alarms;

/// <summary>One fault of the limits: which, its value and what is allowed.</summary>
/// <param name="Name">Property name.</param>
/// <param name="Value">Value found.</param>
/// <param name="Allowed">What would be accepted.</param>
public sealed record LimitFault(string Name, string Value, string Allowed);

/// <summary>
/// Alarm limits of one patient, within guard rails that no setting can leave (<see cref="AlarmRails"/> has the bounds). The defaults here are an
/// adult's, the project's choices (clinical-algorithms reference §5 and §9); <see cref="For"/> gives those of the other profiles.
/// </summary>
public sealed record AlarmLimits
{
    /// <summary>Who is monitored: whose defaults these limits began with, and whose recommended bounds hold.</summary>
    public PatientProfile Profile { get; init; }

    /// <summary>Heart rate below which <c>hr-low</c> is present, beats per minute.</summary>
    public double HrLow { get; init; } = 50;

    /// <summary>Heart rate above which <c>hr-high</c> is present, beats per minute.</summary>
    public double HrHigh { get; init; } = 120;

    /// <summary>How long the heart rate must be beyond a limit, seconds (time to alarm stays under 10 s with the default, IEC 60601-2-27, unverified).</summary>
    public double HrDelaySeconds { get; init; } = 3;

    /// <summary>How far the heart rate must come back inside a limit to end its alarm, beats per minute.</summary>
    public double HrHysteresis { get; init; } = 2;

    /// <summary>Pulse rate below which <c>pulse-low</c> is present, beats per minute. Chosen: as the heart rate's.</summary>
    public double PulseLow { get; init; } = 50;

    /// <summary>Pulse rate above which <c>pulse-high</c> is present, beats per minute. Chosen: as the heart rate's.</summary>
    public double PulseHigh { get; init; } = 120;

    /// <summary>How long the pulse rate must be beyond a limit, seconds. Chosen: a moving finger disturbs the pulse for longer than the ECG.</summary>
    public double PulseDelaySeconds { get; init; } = 6;

    /// <summary>How far the pulse rate must come back inside a limit to end its alarm, beats per minute.</summary>
    public double PulseHysteresis { get; init; } = 2;

    /// <summary>SpO2 below which <c>spo2-low</c> is present, percent (a factory preset under 85 is not allowed, ISO 80601-2-61, unverified).</summary>
    public double Spo2Low { get; init; } = 90;

    /// <summary>How long SpO2 must be below <see cref="Spo2Low"/> or above <see cref="Spo2High"/>, seconds.</summary>
    public double Spo2DelaySeconds { get; init; } = 10;

    /// <summary>SpO2 below which <c>spo2-extreme-low</c> is present, percent; not above <see cref="Spo2Low"/>.</summary>
    public double Spo2ExtremeLow { get; init; } = 85;

    /// <summary>How long SpO2 must be below <see cref="Spo2ExtremeLow"/>, seconds.</summary>
    public double Spo2ExtremeDelaySeconds { get; init; } = 5;

    /// <summary>SpO2 above which <c>spo2-high</c> is present, percent: for a newborn on oxygen. 100 is off, because nothing lies above it.</summary>
    public double Spo2High { get; init; } = 100;

    /// <summary>How far SpO2 must come back inside a limit to end its alarm, percent.</summary>
    public double Spo2Hysteresis { get; init; } = 1;

    /// <summary>A fall of SpO2 of so many percent points within <see cref="DesaturationSeconds"/> to below <see cref="Spo2Low"/> is <c>spo2-desaturation</c>. Chosen.</summary>
    public double DesaturationDrop { get; init; } = 6;

    /// <summary>Time in which a fall of SpO2 is a rapid one, seconds. Chosen: longer than an oximeter averages, shorter than a slow fall.</summary>
    public double DesaturationSeconds { get; init; } = 20;

    /// <summary>Respiration rate below which <c>resp-low</c> is present, breaths per minute.</summary>
    public double RespLow { get; init; } = 8;

    /// <summary>Respiration rate above which <c>resp-high</c> is present, breaths per minute.</summary>
    public double RespHigh { get; init; } = 30;

    /// <summary>How long the respiration rate must be beyond a limit, seconds (10 to 15 s, clinical reference §9).</summary>
    public double RespDelaySeconds { get; init; } = 12;

    /// <summary>How far the respiration rate must come back inside a limit to end its alarm, breaths per minute.</summary>
    public double RespHysteresis { get; init; } = 1;

    /// <summary>Time without a breath that is apnoea, seconds.</summary>
    public double ApnoeaSeconds { get; init; } = 20;

    /// <summary>Systolic pressure below which <c>systolic-low</c> is present, mmHg.</summary>
    public double SystolicLow { get; init; } = 90;

    /// <summary>Systolic pressure above which <c>systolic-high</c> is present, mmHg.</summary>
    public double SystolicHigh { get; init; } = 160;

    /// <summary>Diastolic pressure below which <c>diastolic-low</c> is present, mmHg; unverified.</summary>
    public double DiastolicLow { get; init; } = 50;

    /// <summary>Diastolic pressure above which <c>diastolic-high</c> is present, mmHg; unverified.</summary>
    public double DiastolicHigh { get; init; } = 100;

    /// <summary>Mean pressure below which <c>mean-low</c> is present, mmHg; unverified.</summary>
    public double MeanLow { get; init; } = 60;

    /// <summary>Mean pressure above which <c>mean-high</c> is present, mmHg; unverified.</summary>
    public double MeanHigh { get; init; } = 120;

    /// <summary>How far a pressure must come back inside a limit to end its alarm, mmHg.</summary>
    public double PressureHysteresis { get; init; } = 2;

    /// <summary>How long an arterial pressure must be beyond a limit, seconds; a cuff's single value sounds at once. Chosen: a flush of the line is shorter.</summary>
    public double ArterialDelaySeconds { get; init; } = 5;

    /// <summary>Body temperature below which <c>temperature-low</c> is present, °C.</summary>
    public double TemperatureLow { get; init; } = 36;

    /// <summary>Body temperature above which <c>temperature-high</c> is present, °C.</summary>
    public double TemperatureHigh { get; init; } = 39;

    /// <summary>How far the temperature must come back inside a limit to end its alarm, °C.</summary>
    public double TemperatureHysteresis { get; init; } = 0.1;

    /// <summary>Time without a QRS complex that is asystole, seconds (CinC 2015: 4 s).</summary>
    public double AsystoleSeconds { get; init; } = 4;

    /// <summary>Heart rate below which <c>extreme-bradycardia</c> is present, beats per minute (CinC 2015: 40).</summary>
    public double ExtremeHrLow { get; init; } = 40;

    /// <summary>Heart rate above which <c>extreme-tachycardia</c> is present, beats per minute (CinC 2015: 140).</summary>
    public double ExtremeHrHigh { get; init; } = 140;

    /// <summary>Rate above which a run of ventricular beats is <c>ventricular-tachycardia</c>, beats per minute (CinC 2015: 100).</summary>
    public double VentricularTachycardiaRate { get; init; } = 100;

    /// <summary>Ventricular beats in a row that are <c>ventricular-tachycardia</c>, a whole number (CinC 2015: 5).</summary>
    public double VentricularTachycardiaBeats { get; init; } = 5;

    /// <summary>Ventricular beats within a minute above which <c>pvc-rate</c> is present (chosen: 10, as usual for monitors, unverified).</summary>
    public double PvcPerMinute { get; init; } = 10;

    /// <summary>How long the sound of all alarms stays off after a person paused it, seconds (usual maximum 2 minutes, unverified).</summary>
    public double AudioPauseSeconds { get; init; } = 120;

    /// <summary>The limits a patient of this profile begins with. Child and neonate: after presets of common bedside monitors, unverified.</summary>
    public static AlarmLimits For(PatientProfile profile) => profile switch
    {
        PatientProfile.Child => new AlarmLimits
        {
            Profile = profile,
            HrLow = 75,
            HrHigh = 160,
            ExtremeHrLow = 50,
            ExtremeHrHigh = 190,
            VentricularTachycardiaRate = 120,
            PulseLow = 75,
            PulseHigh = 160,
            Spo2ExtremeLow = 80,
            SystolicLow = 70,
            SystolicHigh = 120,
            DiastolicLow = 40,
            DiastolicHigh = 70,
            MeanLow = 50,
            MeanHigh = 90,
        },
        PatientProfile.Neonate => new AlarmLimits
        {
            Profile = profile,
            HrLow = 100,
            HrHigh = 200,
            ExtremeHrLow = 60,
            ExtremeHrHigh = 230,
            VentricularTachycardiaRate = 160,
            PulseLow = 100,
            PulseHigh = 200,
            Spo2Low = 85,
            Spo2ExtremeLow = 80,
            Spo2High = 95,
            RespLow = 30,
            RespHigh = 100,
            SystolicLow = 40,
            SystolicHigh = 90,
            DiastolicLow = 20,
            DiastolicHigh = 60,
            MeanLow = 24,
            MeanHigh = 70,
        },
        _ => new AlarmLimits { Profile = profile },
    };

    /// <summary>Every value that lies outside its rails, or contradicts another; empty for limits that may be used.</summary>
    public IReadOnlyList<LimitFault> Faults()
    {
        var faults = new List<LimitFault>();
        if (!Enum.IsDefined(Profile)) faults.Add(new(nameof(Profile), Profile.ToString(), string.Join(", ", Enum.GetNames<PatientProfile>())));
        foreach (var rail in AlarmRails.All)
        {
            var value = rail.Of(this);
            if (!rail.Absolute.Contain(value)) faults.Add(new(rail.Name, Text(value), $"{rail.Absolute} {rail.Unit}"));
        }

        foreach (var pair in AlarmRails.Pairs)
        {
            // Each limit's hysteresis reaches inside; where both meet, an alarm could never end.
            if (pair.Low(this) + 2 * pair.Hysteresis(this) >= pair.High(this))
                faults.Add(new(pair.LowName, Text(pair.Low(this)), $"less than {pair.HighName} ({Text(pair.High(this))}) by more than twice {pair.HysteresisName}"));
        }

        if (Spo2ExtremeLow > Spo2Low) faults.Add(new(nameof(Spo2ExtremeLow), Text(Spo2ExtremeLow), $"at most Spo2Low ({Text(Spo2Low)})"));
        return faults;
    }

    /// <summary>A sentence for each value that may be used and yet is unusual for this profile; empty for ordinary limits.</summary>
    public IReadOnlyList<string> Advice()
    {
        var advice = new List<string>();
        foreach (var rail in AlarmRails.All)
        {
            var usual = rail.RecommendedFor(Profile);
            if (!usual.Contain(rail.Of(this))) advice.Add($"{rail.Name} = {Text(rail.Of(this))} {rail.Unit} is unusual for {ProfileText()}: {usual} is recommended.");
        }

        return advice;
    }

    private string ProfileText() => Profile == PatientProfile.Adult ? "an adult" : Profile == PatientProfile.Child ? "a child" : "a neonate";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
