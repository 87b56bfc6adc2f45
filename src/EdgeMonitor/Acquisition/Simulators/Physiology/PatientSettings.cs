namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>The simulated patient at rest. Amplitudes of heart-rate variability are relative to the mean beat interval.</summary>
internal sealed record PatientSettings
{
    /// <summary>Beats a minute; default 72, an adult at rest.</summary>
    public double HeartRate { get; init; } = 72;

    /// <summary>Breaths a minute; default 15, an adult at rest.</summary>
    public double BreathingRate { get; init; } = 15;

    /// <summary>Arterial oxygen saturation, %; default 97.</summary>
    public double SpO2 { get; init; } = 97;

    /// <summary>Body temperature, °C; default 36.8.</summary>
    public double TemperatureCelsius { get; init; } = 36.8;

    /// <summary>Premature ventricular beats a minute outside episodes of ectopy; default 0.</summary>
    public double VentricularBeatsPerMinute { get; init; }

    /// <summary>Amplitude of the 0.1 Hz (LF, Mayer wave) change of the beat interval; default 0.02, that is 17 ms at 72/min (chosen).</summary>
    public double LowFrequencyVariability { get; init; } = 0.02;

    /// <summary>Amplitude of the change of the beat interval with breathing (HF); default 0.025, that is 21 ms at 72/min (chosen).</summary>
    public double HighFrequencyVariability { get; init; } = 0.025;

    /// <summary>Muscle noise on every ECG lead, mV RMS; default 0.01 (chosen: a quiet patient).</summary>
    public double MuscleNoiseMillivolt { get; init; } = 0.01;
}
