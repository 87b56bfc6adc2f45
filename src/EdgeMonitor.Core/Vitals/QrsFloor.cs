namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The lower quartile and the median of a value over the last two seconds: what it falls to between beats. Unlike the level of rejected peaks it
/// does not depend on what was taken for a beat, so it is right from the first second of a noise on. One value in 20 ms is kept.
/// </summary>
internal sealed class QrsFloor(double sampleRateHz)
{
    /// <summary>Time between two kept values, s: a fifth of the mean they come from.</summary>
    private const double Step = 0.020;

    /// <summary>Values kept: 2 s, so that two beats or more lie in it even at 60 a minute.</summary>
    private const int Kept = 100;

    private readonly int _step = Math.Max(1, (int)Math.Round(Step * sampleRateHz));
    private readonly float[] _ring = new float[Kept];
    private int _next;
    private int _count;

    /// <summary>Takes the value at an index; every one has to come.</summary>
    public void Push(long index, float value)
    {
        if (index % _step != 0) return;
        _ring[_next] = value;
        _next = (_next + 1) % Kept;
        _count = Math.Min(_count + 1, Kept);
    }

    /// <summary>The lower quartile and the median; 0 before the first value.</summary>
    public (double Quartile, double Median) Quartiles()
    {
        Span<float> sorted = stackalloc float[Kept];
        sorted = sorted[.._count];
        _ring.AsSpan(0, _count).CopyTo(sorted);
        sorted.Sort();
        return _count == 0 ? (0, 0) : (sorted[_count / 4], sorted[_count / 2]);
    }

    /// <summary>Forgets all that went before.</summary>
    public void Reset() => (_next, _count) = (0, 0);
}
