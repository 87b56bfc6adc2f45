using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// A second, simple QRS detector that knows nothing of the first one: the length of the curve in a window as wide as a complex, against a threshold that
/// follows the beats (after Zong, Moody and Jiang, Computers in Cardiology 30:737–740, 2003). Own: the lead is brought down to 100 to 200 Hz by
/// plain averaging, and the threshold follows the largest lengths of the last seconds. It makes more mistakes than <see cref="QrsDetector"/>, but others: where both
/// agree, both are right.
/// </summary>
internal sealed class PlainBeats
{
    /// <summary>Lowest rate that it works at, Hz: QRS complexes end below 40 Hz.</summary>
    private const double LeastRate = 100;

    /// <summary>Window of the length, s (0.13 in the paper).</summary>
    private const double Window = 0.13;

    /// <summary>No other beat for this time, s (0.25 in the paper, the eye closing).</summary>
    private const double EyeClosing = 0.25;

    /// <summary>Part of a beat's length that makes a beat (a third in the paper; chosen on recordings: T waves of half a beat's length).</summary>
    private const double Share = 0.45;

    /// <summary>How fast a beat's length is followed: part of each (0.1 in the paper), and how fast it is forgotten where none comes, each second.</summary>
    private const double Step = 0.2, Forget = 0.8;

    /// <summary>Smaller complexes are none, mV. IEC 60601-2-27 (unverified): no response to 0.15 mV.</summary>
    private const double LeastHeight = 0.15;

    /// <summary>A beat lies before the end of its window by this, s: half the window.</summary>
    private const double Delay = Window / 2;

    private readonly int _every;
    private readonly int _eyeClosing;
    private readonly int _delay;
    private readonly MovingWindow _length;
    private readonly int _second;
    private readonly int _learning;
    private readonly double _leastLength;
    private double _sum;
    private int _summed;
    private float _one, _two;
    private long _index;
    private double _level;
    private double _floor;
    private double _top;
    private long _topAt;
    private long _lastAt;
    private long _followed;

    /// <param name="sampleRateHz">Samples per second.</param>
    public PlainBeats(double sampleRateHz)
    {
        _every = Math.Max(1, (int)(sampleRateHz / LeastRate));
        var rate = sampleRateHz / _every;
        _length = new MovingWindow((int)Math.Round(Window * rate));
        // Up and down, and each step is in two of the slopes.
        _leastLength = 4 * LeastHeight / _length.Length;
        (_eyeClosing, _delay) = ((int)Math.Round(EyeClosing * rate), (int)Math.Round(Delay * rate));
        (_second, _learning) = ((int)Math.Round(rate), (int)Math.Round(2 * rate));
        Reset();
    }

    /// <summary>Takes consecutive samples of the lead and adds the beats found, as sample indices since the reset.</summary>
    public void Process(ReadOnlySpan<float> samples, BeatTimes found)
    {
        foreach (var sample in samples)
        {
            _sum += sample;
            if (++_summed < _every) continue;
            Take((float)(_sum / _every), found);
            (_sum, _summed) = (0, 0);
        }
    }

    /// <summary>Forgets all that went before.</summary>
    public void Reset()
    {
        _length.Reset();
        (_sum, _summed, _index, _level, _floor, _top, _followed) = (0, 0, 0, 0, 0, 0, 0);
        _lastAt = long.MinValue / 2;
    }

    private void Take(float value, BeatTimes found)
    {
        if (_index == 0) (_one, _two) = (value, value);
        // The slope over two samples: its zero lies at the rate of hum that averaging has left.
        var length = _length.Push(Math.Abs(value - _two));
        (_two, _one) = (_one, value);
        var now = _index++;
        Follow(now, length);
        if (now < _learning) return;
        var threshold = _floor + Share * (_level - _floor);
        if (_top > 0)
        {
            if (length > _top) (_top, _topAt) = (length, now);
            else if (now - _topAt >= _length.Length || length < threshold) End(found);
        }
        else if (length > threshold && now - _lastAt > _eyeClosing)
        {
            (_top, _topAt) = (length, now);
        }
    }

    private void End(BeatTimes found)
    {
        if (_top >= _leastLength)
        {
            _level += Step * (Math.Min(_top, 2 * _level) - _level);
            found.Add((_topAt - _delay) * _every);
            (_lastAt, _followed) = (_topAt, _topAt);
        }

        _top = 0;
    }

    /// <summary>The level in the first seconds is the largest length; later it falls where no beat comes. The floor is what lies between beats.</summary>
    private void Follow(long now, double length)
    {
        if (now < _learning) _level = Math.Max(_level, length);
        _floor += (length - _floor) * (length < _floor ? 0.1 : 0.01);
        if (now - _followed < 2 * _second) return;
        _level = Math.Max(_level * Forget, 1.5 * _floor);
        _followed += _second;
    }
}
