namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Finds pulses in a pleth or arterial pressure wave as it comes, by the slope sum function and a threshold that follows its peaks (Zong et al.,
/// Computers in Cardiology 30:259–262, 2003), and judges each (<see cref="PulseQuality"/>).
/// <para>
/// Deviations: the threshold starts at the highest slope sum of 3 s, not at three times the mean of 10 s; soon after a pulse it is higher, so that
/// the dicrotic wave is no pulse; an artefact can raise it threefold at most; a pulse is given 0.4 s after its foot, when its shape is known. No
/// search backwards: what was missed stays missed, because a pulse made up would be an alarm held back.
/// </para>
/// </summary>
public sealed class PulseDetector
{
    /// <summary>Lowest and highest sampling rate, Hz: below the upstroke has too few samples, above nothing is gained.</summary>
    public const double LowestRate = 25, HighestRate = 1000;

    /// <summary>Time of learning after a start, s. Chosen: two beats of a slow heart, as the interval rule of the pulse quality needs.</summary>
    private const double LearningSeconds = 3;

    /// <summary>
    /// No second pulse within this time, s. Deviation: 0.24 s (250 a minute) in place of 0.3 s, so that a fast heart is not taken for half its rate.
    /// </summary>
    private const double EyeClosingSeconds = 0.24;

    /// <summary>Threshold over the usual peak: soon after a pulse, and later (Zong: 0.6, and a third in his program).</summary>
    private const double EarlyPart = 0.6, LatePart = 0.35;

    /// <summary>Part of the usual interval for which it is soon. Chosen: the dicrotic wave comes before.</summary>
    private const double EarlyInterval = 0.55;

    /// <summary>Share of a new peak in the usual one (Zong's program: a tenth; chosen a little quicker for the pleth's breathing waves).</summary>
    private const double NewShare = 0.15;

    /// <summary>A peak counts at most as this many times the usual one. Chosen.</summary>
    private const double MostPeak = 3;

    /// <summary>Without a pulse for this long the threshold falls (qppg), to half in each <see cref="HalfSeconds"/>.</summary>
    private const double PatienceSeconds = 2.5, HalfSeconds = 1;

    /// <summary>The upstroke is over when the slope sum has not risen for this long, s.</summary>
    private const double TopSeconds = 0.06;

    /// <summary>The foot lies at most this long before the top of the slope sum, s: window and the longest upstroke.</summary>
    private const double FootSeconds = 0.4;

    private readonly double _sampleRate;
    private readonly double _smallest;
    private readonly SlopeSum _slope;
    private readonly PulseShapes _shapes;
    private readonly PulseQuality _quality;
    private readonly Pulse[] _found = new Pulse[64];
    private readonly long[] _tops = new long[4];
    private int _topCount;
    private int _foundCount;
    private long _start;
    private long _now;
    private double _level;
    private double _interval;
    private double _top;
    private long _topAt;
    private long _lastTop;
    private long _lastFoot;
    private bool _rising;

    /// <summary>A detector that has seen nothing.</summary>
    /// <param name="sampleRateHz">Samples per second, <see cref="LowestRate"/> to <see cref="HighestRate"/>.</param>
    /// <param name="smallestHeight">A pulse is at least this high, in the wave's unit; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public PulseDetector(double sampleRateHz, double smallestHeight)
    {
        if (!(sampleRateHz >= LowestRate) || !(sampleRateHz <= HighestRate))
            throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, "A rate is 25 to 1000 Hz.");
        if (!(smallestHeight > 0)) throw new ArgumentOutOfRangeException(nameof(smallestHeight), smallestHeight, "A pulse has a height.");
        (_sampleRate, _smallest) = (sampleRateHz, smallestHeight);
        _slope = new SlopeSum(sampleRateHz);
        _shapes = new PulseShapes(sampleRateHz, _slope.Delay);
        _quality = new PulseQuality(sampleRateHz, _shapes.Length);
        Reset(0);
    }

    /// <summary>Takes consecutive samples; pulses that were found must be taken after each call of at most 10 s.</summary>
    /// <param name="samples">Oldest first, finite.</param>
    public void Process(ReadOnlySpan<float> samples)
    {
        foreach (var sample in samples) Push(sample);
    }

    /// <summary>The next pulse; false when none waits.</summary>
    public bool TryTakePulse(out Pulse pulse)
    {
        pulse = default;
        if (_foundCount == 0) return false;
        pulse = _found[0];
        _foundCount--;
        Array.Copy(_found, 1, _found, 0, _foundCount);
        return true;
    }

    /// <summary>Forgets all that went before, as after a gap.</summary>
    /// <param name="nextIndex">Index of the next sample.</param>
    public void Reset(long nextIndex)
    {
        _slope.Reset();
        _shapes.Reset(nextIndex);
        _quality.Reset();
        (_start, _now, _lastTop, _lastFoot) = (nextIndex, nextIndex, nextIndex, nextIndex);
        (_level, _interval, _top, _rising) = (0, 0, 0, false);
        (_topCount, _foundCount) = (0, 0);
    }

    private void Push(float sample)
    {
        var slope = _slope.Push(sample);
        _shapes.Push(sample, (float)_slope.Wave);
        if (_now - _start < LearningSeconds * _sampleRate) _level = Math.Max(_level, slope);
        else Seek(slope);
        if (_topCount > 0 && _now >= _tops[0] + _shapes.After) Finish();
        _now++;
    }

    private void Seek(double slope)
    {
        if (!_rising)
        {
            var since = _now - _lastTop;
            if (since > PatienceSeconds * _sampleRate) _level *= Math.Pow(0.5, 1 / (HalfSeconds * _sampleRate));
            var early = since < EarlyInterval * _interval;
            if (slope < (early ? EarlyPart : LatePart) * _level || slope < _smallest / 2 || since < EyeClosingSeconds * _sampleRate) return;
            (_rising, _top, _topAt) = (true, slope, _now);
        }
        else if (slope > _top)
        {
            (_top, _topAt) = (slope, _now);
        }
        else if (_now - _topAt >= TopSeconds * _sampleRate)
        {
            _rising = false;
            Accept();
        }
    }

    private void Accept()
    {
        _level += NewShare * (Math.Min(_top, MostPeak * _level) - _level);
        var interval = _topAt - _lastTop;
        // One long interval may be a missed pulse: the usual one follows slowly, and never beyond 1.5 s.
        _interval += (_interval == 0 ? 1 : 0.2) * (Math.Min(interval, 1.5 * _sampleRate) - _interval);
        _lastTop = _topAt;
        if (_topCount < _tops.Length) _tops[_topCount++] = _topAt;
    }

    /// <summary>The oldest upstroke's shape is known now: it is a pulse, good or not.</summary>
    private void Finish()
    {
        var top = _tops[0];
        _topCount--;
        Array.Copy(_tops, 1, _tops, 0, _topCount);
        if (!_shapes.TryRead(top, (long)(FootSeconds * _sampleRate), out var shape) || shape.Peak - shape.Foot < _smallest) return;
        // Two tops on one rise are one pulse.
        if (shape.FootIndex <= _lastFoot) return;
        _lastFoot = shape.FootIndex;
        var (likeness, good) = _quality.Judge(shape, _shapes.Shape);
        if (_foundCount == _found.Length) throw new InvalidOperationException("Pulses were not taken from the detector.");
        _found[_foundCount++] = new Pulse(shape.FootIndex - _slope.Delay, _now, shape.Foot, shape.Peak, likeness, good) { Steepness = (float)shape.Steepness };
    }
}
