namespace EdgeMonitor.Core.Vitals;

/// <summary>One peak of the QRS energy that may be a beat. Pooled: the detector owns a fixed number and moves them about.</summary>
internal sealed class QrsCandidate
{
    /// <summary>Index of the highest energy, samples since the reset.</summary>
    public long Peak;

    /// <summary>Index of the largest band-passed deflection, filter delay not yet removed.</summary>
    public long Fiducial;

    /// <summary>Energy at the peak, mV/s.</summary>
    public double Height;

    /// <summary>Steepest slope around the peak, mV/s.</summary>
    public double Slope;

    /// <summary>Peak-to-peak deflection around the peak, mV.</summary>
    public double Swing;

    /// <summary>Peak-to-peak deflection around the peak in a band down to P and T waves, mV: wide complexes are large in it.</summary>
    public double WideSwing;

    /// <summary>Mean absolute value around the peak above the band of QRS complexes, mV: muscle noise has as much there.</summary>
    public double Fine;

    /// <summary>Lower quartile and median of the energy in the two seconds up to the decision, mV/s: the noise between the beats.</summary>
    public double EnergyQuartile, EnergyMedian;

    /// <summary>Lower quartile and median of <see cref="Fine"/> in the same time, mV.</summary>
    public double FineQuartile, FineMedian;

    /// <summary>Highest energy from <see cref="QrsFrontEnd.FollowerFrom"/> after the peak up to the decision, mV/s.</summary>
    public double Follower;

    /// <summary>Likeness to recent beats, −1 … 1: the third best correlation.</summary>
    public double Likeness;

    /// <summary>The best correlation with a recent beat, −1 … 1.</summary>
    public double BestLikeness;

    /// <summary>How large it is as a copy of the recent beat that gave <see cref="Likeness"/>: 1 as large, least squares.</summary>
    public double Scale;

    /// <summary>Peak-to-peak deflection in the wide band before the complex, and after it up to the decision, mV: T waves follow beats and nothing else.</summary>
    public double Before, After;

    /// <summary>How sure it is that this is a beat, natural logarithm of the odds.</summary>
    public double Odds;

    /// <summary>The odds of the first decision.</summary>
    public double EarlyOdds;

    /// <summary>True while the decision waits for what comes after.</summary>
    public bool IsOpen;

    /// <summary>True where the decision has waited.</summary>
    public bool WasOpen;

    /// <summary>The band-passed wave around the fiducial (<see cref="QrsShapes"/>), mV.</summary>
    public readonly float[] Shape = new float[QrsShapes.Points];
}
