namespace EdgeMonitor.Core.Filters;

/// <summary>
/// The mean of the last N values in constant time. The running sum is replaced at every turn of the ring by one that was added up afresh,
/// so that rounding errors of a huge artefact do not stay. Before N values have come the missing ones count as 0.
/// </summary>
public sealed class MovingWindow
{
    private readonly float[] _ring;
    private int _next;
    private double _sum;
    private double _freshSum;

    /// <summary>An empty window.</summary>
    /// <param name="length">Number of values, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public MovingWindow(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        _ring = new float[length];
    }

    /// <summary>Number of values the mean is taken over.</summary>
    public int Length => _ring.Length;

    /// <summary>The mean of the values in the window, in their unit.</summary>
    public double Mean => _sum / _ring.Length;

    /// <summary>Takes the next value, finite, and gives the new mean.</summary>
    public double Push(float value)
    {
        _sum += (double)value - _ring[_next];
        _freshSum += value;
        _ring[_next] = value;
        if (++_next == _ring.Length)
        {
            _next = 0;
            _sum = _freshSum;
            _freshSum = 0;
        }

        return Mean;
    }

    /// <summary>Takes consecutive values, oldest first, and writes the mean after each.</summary>
    /// <param name="input">Finite values.</param>
    /// <param name="output">As long as the input or longer; may be the same memory as the input.</param>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (output.Length < input.Length) throw new ArgumentException("The output is shorter than the input.", nameof(output));
        for (var i = 0; i < input.Length; i++) output[i] = (float)Push(input[i]);
    }

    /// <summary>Empties the window.</summary>
    public void Reset()
    {
        Array.Clear(_ring);
        _next = 0;
        _sum = 0;
        _freshSum = 0;
    }
}
