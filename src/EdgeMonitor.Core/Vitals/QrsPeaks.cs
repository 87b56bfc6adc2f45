namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Finds the peaks of the QRS energy: a maximum counts when the energy has fallen to half of it, or after 175 ms. An energy that never falls,
/// as of mains hum, gives weak peaks all alike, which raise the noise level.
/// </summary>
internal sealed class QrsPeaks(double sampleRateHz)
{
    /// <summary>Fall that ends a peak, part of its height. Source: Hamilton, 2002.</summary>
    private const double Fall = 0.5;

    /// <summary>A peak is over after this time even without a fall, s (Hamilton, 2002).</summary>
    private const double LongestPeak = 0.175;

    private readonly long _longest = (long)(LongestPeak * sampleRateHz);

    /// <summary>Index of the highest energy of the peak that is under way, or of the one just ended.</summary>
    public long At { get; private set; }

    /// <summary>Its height, mV/s.</summary>
    public double Height { get; private set; }

    /// <summary>True while a peak is under way.</summary>
    public bool Rising { get; private set; }

    private double _floor;

    /// <summary>Takes the energy at an index; true when a peak has just ended.</summary>
    public bool Push(long index, double energy)
    {
        if (!Rising)
        {
            if (energy <= _floor)
            {
                _floor = energy;
                return false;
            }

            (Rising, Height, At) = (true, energy, index);
            return false;
        }

        if (energy > Height)
        {
            (Height, At) = (energy, index);
            return false;
        }

        if (energy >= Fall * Height && index - At <= _longest) return false;
        Rising = false;
        _floor = energy;
        return true;
    }

    /// <summary>Forgets all that went before.</summary>
    public void Reset()
    {
        (Rising, Height, At) = (false, 0, 0);
        _floor = 0;
    }
}
