namespace EdgeMonitor.Core.Vitals;

/// <summary>The median of the last eight values (mean of the two middle ones): three outliers in eight do not move it far.</summary>
internal sealed class MedianOfEight
{
    private const int Length = 8;

    private readonly double[] _values = new double[Length];
    private int _next;

    /// <summary>The median; after <see cref="Fill"/> and until eight values have come, of them and the filling.</summary>
    public double Value { get; private set; }

    /// <summary>As if the last eight values had been this one.</summary>
    public void Fill(double value)
    {
        Array.Fill(_values, value);
        Value = value;
    }

    /// <summary>Takes a value in place of the oldest.</summary>
    public void Push(double value)
    {
        _values[_next] = value;
        _next = (_next + 1) % Length;
        Update();
    }

    /// <summary>Multiplies all eight values.</summary>
    public void Scale(double factor)
    {
        for (var i = 0; i < Length; i++) _values[i] *= factor;
        Update();
    }

    private void Update()
    {
        Span<double> sorted = stackalloc double[Length];
        _values.CopyTo(sorted);
        sorted.Sort();
        Value = (sorted[Length / 2 - 1] + sorted[Length / 2]) / 2;
    }
}
