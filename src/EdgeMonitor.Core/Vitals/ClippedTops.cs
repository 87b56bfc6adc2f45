namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Counts where a signal is cut off without knowing where its converter ends: it stands still at the largest or the smallest value of the window, and had
/// come there steeply. A wave that turns round by itself is slow at its top; one that is cut off is not.
/// </summary>
internal sealed class ClippedTops
{
    /// <summary>Least samples of one value. Chosen: two equal ones are usual at the top of a sampled wave.</summary>
    private const int LeastSamples = 3;

    /// <summary>
    /// Within this time before and after the top, s, the wave has moved by this part of its range at least. Chosen: a QRS complex cut at two thirds moves by
    /// 0.3, a pulse and a breath by 0.12, the top of a T wave by 0.02, that of a pulse or a breath by 0.05; beside a baseline that is the lowest value one
    /// side is slow.
    /// </summary>
    private const double BesideEcg = 0.02, BesidePulse = 0.05, BesideBreath = 0.2, LeastMove = 0.1;

    private readonly int _beside;
    private readonly float[] _lowest, _highest;
    private readonly int[] _tops, _samples;
    private int _next;

    /// <param name="sampleRateHz">Samples per second.</param>
    /// <param name="seconds">Seconds in the window.</param>
    /// <param name="kind">How fast the wave is.</param>
    public ClippedTops(double sampleRateHz, int seconds, WaveKind kind)
    {
        var beside = kind switch { WaveKind.Ecg => BesideEcg, WaveKind.Pulse => BesidePulse, _ => BesideBreath };
        _beside = Math.Max(1, (int)Math.Round(beside * sampleRateHz));
        (_lowest, _highest, _tops, _samples) = (new float[seconds], new float[seconds], new int[seconds], new int[seconds]);
        Reset();
    }

    /// <summary>Tops that are cut off in the window.</summary>
    public int Tops { get; private set; }

    /// <summary>Samples that they have together.</summary>
    public int Samples { get; private set; }

    /// <summary>Takes the next second.</summary>
    public void Take(ReadOnlySpan<float> second)
    {
        var (low, high) = Extremes.Of(second);
        (_lowest[_next], _highest[_next]) = (low, high);
        for (var i = 0; i < _lowest.Length; i++) (low, high) = (Math.Min(low, _lowest[i]), Math.Max(high, _highest[i]));
        (_tops[_next], _samples[_next]) = (0, 0);
        if (high > low) Count(second, low, high);
        _next = (_next + 1) % _lowest.Length;
        (Tops, Samples) = (0, 0);
        for (var i = 0; i < _tops.Length; i++) (Tops, Samples) = (Tops + _tops[i], Samples + _samples[i]);
    }

    /// <summary>Forgets all that went before.</summary>
    public void Reset()
    {
        Array.Fill(_lowest, float.MaxValue);
        Array.Fill(_highest, float.MinValue);
        Array.Clear(_tops);
        Array.Clear(_samples);
        (_next, Tops, Samples) = (0, 0, 0);
    }

    private void Count(ReadOnlySpan<float> second, float low, float high)
    {
        for (var first = 0; first < second.Length;)
        {
            var value = second[first];
            if (value > low && value < high)
            {
                first++;
                continue;
            }

            var end = first + 1;
            while (end < second.Length && second[end] == value) end++;
            if (end - first >= LeastSamples && IsSteep(second, first, end, LeastMove * (high - low)))
            {
                _tops[_next]++;
                _samples[_next] += end - first;
            }

            first = end;
        }
    }

    /// <summary>What lies at the edge of the second is judged by the side that is there.</summary>
    private bool IsSteep(ReadOnlySpan<float> second, int first, int end, double move)
    {
        double before = first >= _beside ? Math.Abs(second[first - _beside] - second[first]) : float.MaxValue;
        double after = end - 1 + _beside < second.Length ? Math.Abs(second[end - 1 + _beside] - second[first]) : float.MaxValue;
        if (before == float.MaxValue && after == float.MaxValue) return false;
        return before >= move && after >= move;
    }
}
