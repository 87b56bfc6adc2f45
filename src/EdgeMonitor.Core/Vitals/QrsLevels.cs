namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// What the detector has learned of beats and noise: levels (medians of the last eight, as in Hamilton, 2002), the RR interval, the last beat;
/// and from these the height a candidate needs.
/// </summary>
internal sealed class QrsLevels(double sampleRateHz)
{
    /// <summary>
    /// Where the threshold lies between noise (0) and beats (1) for a candidate that looks like recent beats, and for one that does not. Chosen on
    /// recordings; Hamilton has 0.31 for all. Between the two bounds of likeness the threshold moves in proportion.
    /// </summary>
    private const double ShareForLikeness = 0.3, ShareForOther = 0.5;

    /// <summary>Likeness from which a candidate looks like recent beats, and up to which it does not. Chosen on recordings.</summary>
    private const double Like = 0.8, Unlike = 0.5;

    /// <summary>
    /// A candidate earlier than this part of the RR interval needs a threshold this much higher: most early ones are noise. Chosen on recordings.
    /// </summary>
    private const double EarlyPart = 0.5, EarlyFactor = 1.6;

    /// <summary>At the start the noise is taken as this part of the beats (chosen: P and T waves are then below the threshold).</summary>
    private const double FirstNoise = 0.25;

    /// <summary>One beat counts at most this many times the beats' level, so that artefacts cannot lift it far.</summary>
    private const double LargestStep = 2;

    /// <summary>The beats' level never falls below this many times the noise: in a pause the noise must not become beats.</summary>
    private const double LeastContrast = 1.5;

    /// <summary>
    /// RR interval assumed at the start, s. Chosen: so long that the first search-back does not take the T wave of a heart at 40 a minute.
    /// </summary>
    private const double FirstInterval = 1.2;

    private readonly MedianOfEight _beats = new();
    private readonly MedianOfEight _noise = new();
    private readonly MedianOfEight _intervals = new();
    private readonly MedianOfEight _deviations = new();
    private readonly MedianOfEight _wideSwings = new();

    /// <summary>Typical energy of a beat, mV/s.</summary>
    public double Beats => _beats.Value;

    /// <summary>Typical energy of a peak that is no beat, mV/s.</summary>
    public double Noise => _noise.Value;

    /// <summary>Energy peak of the last one that is no beat, samples since the reset; null when there is none.</summary>
    public long? LastNoise { get; private set; }

    /// <summary>Median RR interval, samples.</summary>
    public double Interval => _intervals.Value;

    /// <summary>Energy peak of the last beat, samples since the reset; negative when there is none.</summary>
    public long LastPeak { get; private set; } = -1;

    /// <summary>Steepest slope of the last beat, mV/s.</summary>
    public double LastSlope { get; private set; }

    /// <summary>Energy peak of the beat before the last, samples since the reset; negative when there is none.</summary>
    public long PeakBefore { get; private set; } = -1;

    /// <summary>Likeness of the last beat to those before it.</summary>
    public double LastLikeness { get; private set; }

    /// <summary>Typical deflection of a beat in the wide band, mV; 0 before the first.</summary>
    public double WideSwing => _wideSwings.Value;

    /// <summary>Typical distance of an RR interval from the median, part of it.</summary>
    public double Irregularity => _deviations.Value / Interval;

    /// <summary>Starts with a first guess of the beats' energy.</summary>
    public void Start(double beats)
    {
        _beats.Fill(beats);
        _noise.Fill(FirstNoise * beats);
    }

    /// <summary>The energy a candidate needs, apart from its time.</summary>
    public double ThresholdFor(QrsCandidate candidate)
        => Noise + ShareFor(candidate.Likeness) * (Beats - Noise);

    /// <summary>The energy a candidate needs now: more when it comes early.</summary>
    public double TimedThresholdFor(QrsCandidate candidate)
    {
        var early = LastPeak >= 0 && candidate.Peak - LastPeak < EarlyPart * Interval;
        return Noise + ShareFor(candidate.Likeness) * (early ? EarlyFactor : 1) * (Beats - Noise);
    }

    /// <summary>Learns from a beat.</summary>
    public void Learn(QrsCandidate beat)
    {
        if (LastPeak >= 0)
        {
            _deviations.Push(Math.Abs(beat.Peak - LastPeak - Interval));
            _intervals.Push(beat.Peak - LastPeak);
            _wideSwings.Push(beat.WideSwing);
        }
        else
        {
            _wideSwings.Fill(beat.WideSwing);
        }

        _beats.Push(Math.Min(beat.Height, LargestStep * Beats));
        (PeakBefore, LastPeak) = (LastPeak, beat.Peak);
        (LastSlope, LastLikeness) = (beat.Slope, beat.Likeness);
    }

    /// <summary>Learns from a peak that is no beat.</summary>
    public void LearnNoise(QrsCandidate noise)
    {
        _noise.Push(Math.Min(noise.Height, Beats));
        LastNoise = noise.Peak;
    }

    /// <summary>Lowers the beats' level in a pause.</summary>
    public void Lower(double factor) => _beats.Scale(Math.Max(factor, Beats > 0 ? Math.Min(1, LeastContrast * Noise / Beats) : 1));

    /// <summary>Forgets all that went before.</summary>
    public void Reset()
    {
        _beats.Fill(0);
        _noise.Fill(0);
        _intervals.Fill(FirstInterval * sampleRateHz);
        _deviations.Fill(0);
        _wideSwings.Fill(0);
        (LastPeak, PeakBefore, LastLikeness) = (-1, -1, 1);
        LastNoise = null;
        LastSlope = 0;
    }

    private static double ShareFor(double likeness)
        => ShareForOther + (ShareForLikeness - ShareForOther) * Math.Clamp((likeness - Unlike) / (Like - Unlike), 0, 1);
}
