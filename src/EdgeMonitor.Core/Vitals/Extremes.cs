using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeMonitor.Core.Vitals;

/// <summary>The smallest and the largest of many values, some at a time.</summary>
internal static class Extremes
{
    /// <param name="values">Finite, at least one.</param>
    public static (float Low, float High) Of(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var (lows, highs) = (new Vector<float>(values[0]), new Vector<float>(values[0]));
        foreach (var vector in vectors) (lows, highs) = (Vector.Min(lows, vector), Vector.Max(highs, vector));
        var (low, high) = (values[0], values[0]);
        for (var i = 0; i < Vector<float>.Count; i++) (low, high) = (Math.Min(low, lows[i]), Math.Max(high, highs[i]));
        foreach (var value in values[(vectors.Length * Vector<float>.Count)..]) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return (low, high);
    }
}
