namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The shapes of the last eight beats. A candidate that looks like some of them is more likely a beat than its height alone says; muscle
/// noise and P waves look like none. Nearest neighbours rather than one average, so that two alternating kinds of beats are both known.
/// </summary>
internal sealed class QrsShapes
{
    /// <summary>Points of a shape, <see cref="Step"/> apart, the fiducial in the middle: 180 ms, a QRS complex and its edges.</summary>
    public const int Points = Core + 2 * Slack;

    /// <summary>Time between two points, s.</summary>
    public const double Step = 0.005;

    private const int Core = 32;

    /// <summary>Points by which two shapes may be shifted against each other: ±10 ms, the jitter of the fiducial.</summary>
    private const int Slack = 2;

    private const int Kept = 8;

    /// <summary>The likeness counted is the third best, so that one artefact among the kept shapes, or two, cannot vouch for the next.</summary>
    private const int Rank = 3;

    private readonly float[] _kept = new float[Kept * Points];
    private int _count;
    private int _next;

    /// <summary>Remembers the shape of a beat, in place of the oldest.</summary>
    public void Add(ReadOnlySpan<float> shape)
    {
        shape.CopyTo(_kept.AsSpan(_next * Points, Points));
        _next = (_next + 1) % Kept;
        _count = Math.Min(_count + 1, Kept);
    }

    /// <summary>True when as many shapes are known as are kept: from then on a likeness says something.</summary>
    public bool AreKnown => _count == Kept;

    /// <summary>Compares a candidate with the kept shapes; all alike until eight are kept.</summary>
    public void Compare(QrsCandidate candidate)
    {
        (candidate.Likeness, candidate.BestLikeness, candidate.Scale) = (1, 1, 1);
        if (!AreKnown) return;
        Span<double> likeness = stackalloc double[Kept];
        Span<double> scales = stackalloc double[Kept];
        for (var i = 0; i < Kept; i++) likeness[i] = Correlation(candidate.Shape, _kept.AsSpan(i * Points, Points), out scales[i]);
        likeness.Sort(scales);
        (candidate.Likeness, candidate.BestLikeness, candidate.Scale) = (likeness[Kept - Rank], likeness[Kept - 1], scales[Kept - Rank]);
    }

    /// <summary>Forgets all shapes.</summary>
    public void Reset() => (_count, _next) = (0, 0);

    /// <summary>The best correlation over the allowed shifts, and the scale there. No mean is removed: the band-pass has done that.</summary>
    private static double Correlation(ReadOnlySpan<float> shape, ReadOnlySpan<float> kept, out double scale)
    {
        var middle = kept.Slice(Slack, Core);
        var keptPower = Product(middle, middle);
        var best = -1.0;
        scale = 0;
        for (var shift = 0; shift <= 2 * Slack; shift++)
        {
            var part = shape.Slice(shift, Core);
            var power = keptPower * Product(part, part);
            if (power <= 0) continue;
            var product = Product(part, middle);
            var correlation = product / Math.Sqrt(power);
            if (correlation > best) (best, scale) = (correlation, product / keptPower);
        }

        return best;
    }

    private static double Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
