namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>
/// The pulse wave at the finger, 0 (no blood pulse) to about 1.3, sampled forward in time: for each beat a systolic wave and, after the dicrotic
/// notch, a diastolic one, a transit time after the R peak.
/// </summary>
internal sealed class Photoplethysmogram(Patient patient)
{
    /// <summary>From the R peak to the foot of the pulse at the finger, s (chosen within the usual 0.2 to 0.25 s).</summary>
    public const double TransitSeconds = 0.22;

    /// <summary>From the foot to the systolic peak, s (chosen).</summary>
    public const double RiseSeconds = 0.14;

    /// <summary>From the R peak to the systolic peak, s.</summary>
    public const double PeakDelaySeconds = TransitSeconds + RiseSeconds;

    /// <summary>From the systolic to the diastolic peak at a beat interval of 1 s, s; it shrinks with the root of the interval (chosen).</summary>
    private const double DiastolicDelaySeconds = 0.26;

    /// <summary>Standard deviations of the two waves, s, and the height of the second (chosen; between them a notch is seen).</summary>
    private const double SystolicWidth = 0.055, DiastolicWidth = 0.09, DiastolicHeight = 0.38;

    /// <summary>Change of the pulse's height and of the baseline with breathing, relative (chosen).</summary>
    private const double BreathingHeight = 0.12, BreathingBaseline = 0.08;

    /// <summary>A beat's stroke follows the time the heart had to fill; relative height limits (chosen).</summary>
    private const double SmallestStroke = 0.35, LargestStroke = 1.2, VentricularStroke = 0.6;

    private const double MotionHeight = 0.9, NoiseHeight = 0.003;

    private readonly BeatWindow _beats = new(new Rhythm(patient), aheadSeconds: 0, behindSeconds: 1.4);
    private readonly Breathing _breathing = new(patient);
    private readonly SeededNoise _noise = new(patient.Seed, "pleth");
    private readonly Artefact _motion = new(patient.Seed, "pleth");

    /// <summary>The next sample; times must not go back.</summary>
    public double At(double seconds)
    {
        var breath = _breathing.VolumeAt(seconds);
        var pulse = 0.0;
        foreach (var beat in _beats.MoveTo(seconds))
            pulse += StrokeOf(beat) * ShapeAt(seconds - beat.Seconds - PeakDelaySeconds, beat.IntervalSeconds);
        var motion = patient.Scenario.At(seconds).Kind == EpisodeKind.Motion ? MotionHeight * _motion.At(seconds) : 0;
        var baseline = BreathingBaseline * (1 - breath);
        return Math.Max(0, pulse * (1 - BreathingHeight * breath) + baseline + NoiseHeight * _noise.Gaussian() + motion);
    }

    /// <summary>The height of a beat's pulse relative to one at rest: an early beat finds the heart half filled, one after a pause well filled.</summary>
    public double StrokeOf(Beat beat)
    {
        var filling = Math.Sqrt(beat.IntervalSeconds * patient.Settings.HeartRate / 60);
        return Math.Clamp(filling * (beat.Kind == BeatKind.Ventricular ? VentricularStroke : 1), SmallestStroke, LargestStroke);
    }

    private static double ShapeAt(double sincePeak, double interval)
    {
        var systolic = sincePeak / SystolicWidth;
        var diastolic = (sincePeak - DiastolicDelaySeconds * Math.Sqrt(Math.Clamp(interval, 0.3, 1.5))) / DiastolicWidth;
        return Math.Exp(-systolic * systolic / 2) + DiastolicHeight * Math.Exp(-diastolic * diastolic / 2);
    }
}
