namespace EdgeMonitor.Core.Filters;

/// <summary>
/// Second-order sections one after the other on one signal. State in double, samples in float. Transposed direct form II, per section:
/// <code>y = b0·x + s1;   s1 = b1·x − a1·y + s2;   s2 = b2·x − a2·y</code>
/// The result does not depend on how the signal is cut into calls. Not safe for two threads at once.
/// </summary>
public sealed class BiquadCascade
{
    /// <summary>A state smaller than this is set to 0, far below one count of any converter: denormal numbers are 100 times slower.</summary>
    internal const double Negligible = 1e-60;

    /// <summary>Samples between two looks for such states; a fixed grid, so that the result does not depend on the calls.</summary>
    internal const int FlushInterval = 256;

    private readonly BiquadCoefficients[] _sections;
    private readonly double[] _states;
    private int _untilFlush = FlushInterval;

    /// <summary>Copies the sections.</summary>
    /// <exception cref="ArgumentException">There is no section, or one is not stable.</exception>
    public BiquadCascade(params ReadOnlySpan<BiquadCoefficients> sections)
    {
        RequireStable(sections);
        _sections = sections.ToArray();
        _states = new double[2 * sections.Length];
    }

    /// <summary>Filters consecutive samples.</summary>
    /// <param name="input">Oldest first, finite.</param>
    /// <param name="output">As long as the input or longer; may be the same memory as the input.</param>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (output.Length < input.Length) throw new ArgumentException("The output is shorter than the input.", nameof(output));
        for (var i = 0; i < input.Length; i++) output[i] = (float)Process(input[i]);
    }

    /// <summary>Filters one sample, finite, and gives the result unrounded.</summary>
    public double Process(double sample)
    {
        var states = _states;
        var sections = _sections;
        for (var i = 0; i < sections.Length; i++)
        {
            ref readonly var section = ref sections[i];
            ref var s1 = ref states[2 * i];
            ref var s2 = ref states[2 * i + 1];
            var result = section.B0 * sample + s1;
            s1 = section.B1 * sample - section.A1 * result + s2;
            s2 = section.B2 * sample - section.A2 * result;
            sample = result;
        }

        if (--_untilFlush == 0) Flush();
        return sample;
    }

    /// <summary>Forgets all that went before, as after a gap.</summary>
    public void Reset()
    {
        Array.Clear(_states);
        _untilFlush = FlushInterval;
    }

    /// <summary>As if the signal had stood at this value for ever: no step response after a start on an offset.</summary>
    /// <param name="value">Finite; the unit of the samples.</param>
    public void Settle(double value)
    {
        Reset();
        for (var i = 0; i < _sections.Length; i++)
        {
            var section = _sections[i];
            var result = value * (section.B0 + section.B1 + section.B2) / (1 + section.A1 + section.A2);
            _states[2 * i + 1] = section.B2 * value - section.A2 * result;
            _states[2 * i] = result - section.B0 * value;
            value = result;
        }
    }

    internal static void RequireStable(ReadOnlySpan<BiquadCoefficients> sections)
    {
        if (sections.IsEmpty) throw new ArgumentException("A cascade has at least one section.", nameof(sections));
        foreach (var section in sections)
        {
            if (!section.IsStable) throw new ArgumentException($"{section} is not stable.", nameof(sections));
        }
    }

    private void Flush()
    {
        _untilFlush = FlushInterval;
        foreach (ref var state in _states.AsSpan())
        {
            if (Math.Abs(state) < Negligible) state = 0;
        }
    }
}
