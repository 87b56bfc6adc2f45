namespace EdgeMonitor.Core.Vitals;

/// <summary>Where a pulse begins, its lowest and highest value, and how much of it stood still.</summary>
/// <param name="FootIndex">Index of the foot in the low-passed wave.</param>
/// <param name="Foot">Lowest raw value about the foot.</param>
/// <param name="Peak">Highest raw value of the rise.</param>
/// <param name="StillPart">Part of the shape whose raw samples equal the one before, in long runs, 0 … 1.</param>
/// <param name="Unrest">All rises within the shape over that of the pulse itself; near 1 where nothing else moves.</param>
/// <param name="Steepness">The steepest rise of the low-passed wave from foot to peak, parts of the whole rise a second.</param>
/// <param name="IsWhole">True where the wave stops falling before the rise and stops rising after it, within the time of a pulse.</param>
internal readonly record struct PulseShape(long FootIndex, float Foot, float Peak, double StillPart, double Unrest, double Steepness, bool IsWhole);

/// <summary>The last seconds of a pulse wave, raw and low-passed, from which the shape of a pulse is read once it has gone by.</summary>
internal sealed class PulseShapes
{
    /// <summary>Kept, s: more than the longest way from a foot to the end of its shape.</summary>
    private const double KeptSeconds = 2;

    /// <summary>The shape reaches this far before and after the top of the slope sum, s. Chosen: the upstroke and the fall of a fast pulse.</summary>
    private const double BeforeSeconds = 0.3, AfterSeconds = 0.2;

    /// <summary>A run of equal samples counts as still from this length, s: a coarse converter repeats shorter ones on a healthy wave.</summary>
    private const double StillRun = 0.12;

    /// <summary>The foot is where the wave leaves its lowest value by this part of the rise: the lowest sample itself lies anywhere on a flat stretch.</summary>
    private const double FootPart = 0.1;

    private readonly float[] _raw;
    private readonly float[] _smooth;
    private readonly float[] _still;
    private readonly double _sampleRate;
    private readonly int _stillRun;
    private readonly int _before;
    private readonly int _delay;
    private long _next;
    private long _start;
    private int _run;
    private float _last = float.NaN;

    public PulseShapes(double sampleRateHz, int delay)
    {
        var kept = (int)Math.Ceiling(KeptSeconds * sampleRateHz);
        (_raw, _smooth, _still) = (new float[kept], new float[kept], new float[kept]);
        _before = (int)Math.Round(BeforeSeconds * sampleRateHz);
        After = (int)Math.Round(AfterSeconds * sampleRateHz);
        _stillRun = Math.Max(3, (int)Math.Round(StillRun * sampleRateHz));
        (_delay, _sampleRate) = (delay, sampleRateHz);
        Shape = new float[_before + After];
    }

    /// <summary>Samples of the shape after the top of the slope sum: so long it must be waited.</summary>
    public int After { get; }

    /// <summary>Samples of a shape.</summary>
    public int Length => Shape.Length;

    /// <summary>The shape last read: the low-passed wave about the top of the slope sum without its straight line, sum of squares 1.</summary>
    public float[] Shape { get; }

    public void Push(float raw, float smooth)
    {
        var place = (int)(_next % _raw.Length);
        _run = raw == _last ? _run + 1 : 0;
        _last = raw;
        (_raw[place], _smooth[place], _still[place]) = (raw, smooth, _run >= _stillRun ? 1 : 0);
        _next++;
    }

    /// <summary>Forgets all that went before.</summary>
    public void Reset(long nextIndex) => (_next, _start, _run, _last) = (nextIndex, nextIndex, 0, float.NaN);

    /// <summary>Reads the pulse about a top of the slope sum; false where the wave does not reach back far enough or is flat.</summary>
    /// <param name="top">Index of the top.</param>
    /// <param name="reach">Samples before it within which the foot lies.</param>
    /// <param name="shape">What was read.</param>
    public bool TryRead(long top, long reach, out PulseShape shape)
    {
        shape = default;
        var oldest = Math.Max(_start, _next - _raw.Length);
        if (top - Math.Max(reach, _before) < oldest || top + After > _next) return false;
        var (foot, peak) = (top, top);
        for (var i = top; i >= top - reach; i--)
        {
            if (Smooth(i) < Smooth(foot)) foot = i;
        }

        for (var i = foot; i < top + After; i++)
        {
            if (Smooth(i) > Smooth(peak)) peak = i;
        }

        var (lowest, highest) = (float.MaxValue, float.MinValue);
        for (var i = Math.Max(oldest, foot - 2L * _delay); i <= foot; i++) lowest = Math.Min(lowest, Raw(i));
        for (var i = Math.Max(oldest, foot - _delay); i < top + After; i++) highest = Math.Max(highest, Raw(i));
        var rise = Smooth(peak) - Smooth(foot);
        var steepest = 0f;
        for (var i = foot + 1; i <= peak; i++) steepest = Math.Max(steepest, Smooth(i) - Smooth(i - 1));
        var isWhole = foot > top - reach && peak < top + After - 1;
        var leaves = top;
        while (leaves > foot && Smooth(leaves) > Smooth(foot) + FootPart * rise) leaves--;
        shape = new PulseShape(leaves, lowest, highest, StillPart(top), RisesAbout(top) / rise, steepest * _sampleRate / rise, isWhole);
        return Normalise(top);
    }

    private float Raw(long index) => _raw[(int)(index % _raw.Length)];

    private float Smooth(long index) => _smooth[(int)(index % _smooth.Length)];

    private double StillPart(long top)
    {
        var still = 0f;
        for (var i = top - _before; i < top + After; i++) still += _still[(int)(i % _still.Length)];
        return still / Shape.Length;
    }

    private double RisesAbout(long top)
    {
        var rises = 0.0;
        for (var i = top - _before + 1; i < top + After; i++) rises += Math.Max(0, Smooth(i) - Smooth(i - 1));
        return rises;
    }

    private bool Normalise(long top)
    {
        // The least-squares line: x runs from −middle to +middle.
        var middle = (Shape.Length - 1) / 2.0;
        var (mean, product, squares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Shape.Length; i++)
        {
            Shape[i] = Smooth(top - _before + i);
            mean += Shape[i];
            product += (i - middle) * Shape[i];
            squares += (i - middle) * (i - middle);
        }

        mean /= Shape.Length;
        var slope = product / squares;
        var power = 0.0;
        for (var i = 0; i < Shape.Length; i++)
        {
            Shape[i] -= (float)(mean + slope * (i - middle));
            power += Shape[i] * (double)Shape[i];
        }

        if (!(power > 0)) return false;
        var factor = (float)(1 / Math.Sqrt(power));
        for (var i = 0; i < Shape.Length; i++) Shape[i] *= factor;
        return true;
    }
}
