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

    /// <summary>Likeness to recent beats, −1 … 1.</summary>
    public double Likeness;

    /// <summary>The band-passed wave around the fiducial (<see cref="QrsShapes"/>), mV.</summary>
    public readonly float[] Shape = new float[QrsShapes.Points];
}
