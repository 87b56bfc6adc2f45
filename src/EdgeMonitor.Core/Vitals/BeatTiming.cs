namespace EdgeMonitor.Core.Vitals;

/// <summary>The RR intervals of a lead: the usual one, that between two usual beats, how uneven they are, and the last few. Intervals in s.</summary>
internal sealed class BeatTiming
{
    /// <summary>How the usual interval follows: part of each, an interval counting 0.5 to 1.5 of it. Chosen.</summary>
    private const double Step = 0.1, ShortestPart = 0.5, LongestPart = 1.5;

    /// <summary>How the unevenness follows, and the most that counts of a beat. Chosen.</summary>
    private const double UnevennessStep = 0.05, MostUneven = 0.5;

    /// <summary>Intervals outside are no RR intervals, s: no two beats are nearer, and after a pause the next beat tells nothing.</summary>
    private const double Shortest = 0.25, Longest = 2.5;

    /// <summary>Before any interval is known, s: 75 beats per minute.</summary>
    private const double Assumed = 0.8;

    private double _usual, _sinus;

    /// <summary>Running mean of all.</summary>
    public double Usual => _usual > 0 ? _usual : Assumed;

    /// <summary>Running mean of those between two beats of the usual kind; all of them before there are any.</summary>
    public double Sinus => _sinus > 0 ? _sinus : Usual;

    /// <summary>True once the usual one is known.</summary>
    public bool IsKnown => _usual > 0;

    /// <summary>Running mean of the absolute logarithm of interval over usual interval: 0.02 in sinus rhythm, 0.2 in atrial fibrillation.</summary>
    public double Unevenness { get; private set; } = 0.05;

    /// <summary>Learns an interval.</summary>
    /// <param name="interval">0 where it is not known.</param>
    /// <param name="betweenUsual">True where the beats at both its ends are of the usual kind.</param>
    public void Learn(double interval, bool betweenUsual)
    {
        if (interval is <= Shortest or >= Longest) return;
        Unevenness += UnevennessStep * (Math.Min(MostUneven, Math.Abs(Math.Log(interval / Usual))) - Unevenness);
        _usual = Follow(_usual, interval);
        if (betweenUsual) _sinus = Follow(_sinus, interval);
    }

    private static double Follow(double mean, double interval)
        => mean == 0 ? interval : mean + Step * (Math.Clamp(interval, ShortestPart * mean, LongestPart * mean) - mean);
}
