using System.Numerics;

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

    /// <summary>As keys (<see cref="KeyOf"/>); a place that was not yet written holds the largest one.</summary>
    private readonly int[] _ring = Enumerable.Repeat(int.MaxValue, (Kept + Vector<int>.Count - 1) / Vector<int>.Count * Vector<int>.Count).ToArray();
    private int _untilNext;
    private int _next;
    private int _count;

    /// <summary>Takes the next value; every one has to come, from the reset on.</summary>
    public void Push(float value)
    {
        if (--_untilNext >= 0) return;
        _untilNext = _step - 1;
        _ring[_next] = KeyOf(value);
        _next = (_next + 1) % Kept;
        _count = Math.Min(_count + 1, Kept);
    }

    /// <summary>The lower quartile and the median; 0 before the first value.</summary>
    public (double Quartile, double Median) Quartiles() => _count == 0 ? (0, 0) : (Ranked(_count / 4), Ranked(_count / 2));

    /// <summary>Forgets all that went before.</summary>
    public void Reset()
    {
        Array.Fill(_ring, int.MaxValue);
        (_untilNext, _next, _count) = (0, 0, 0);
    }

    /// <summary>The value's bits in the order of the values: those of a negative one are turned round. Turning them twice gives them back.</summary>
    private static int KeyOf(float value) => Turned(BitConverter.SingleToInt32Bits(value));

    private static int Turned(int bits) => bits ^ bits >> 31 & int.MaxValue;

    /// <summary>
    /// The value with so many below it, as a sort would place it: bit for bit the largest key with not more than so many keys below it. Counting is a
    /// few vector operations, and sorting at each candidate took a tenth of the monitor's time.
    /// </summary>
    private float Ranked(int rank)
    {
        var key = CountBelow(0) <= rank ? 0 : int.MinValue;
        for (var bit = 1 << 30; bit > 0; bit >>= 1)
        {
            if (CountBelow(key | bit) <= rank) key |= bit;
        }

        return BitConverter.Int32BitsToSingle(Turned(key));
    }

    private int CountBelow(int key)
    {
        var (limit, count) = (new Vector<int>(key), Vector<int>.Zero);
        for (var i = 0; i < _ring.Length; i += Vector<int>.Count) count -= Vector.LessThan(new Vector<int>(_ring, i), limit);
        return Vector.Sum(count);
    }
}
