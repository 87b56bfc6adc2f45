namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Whether what looks like breaths in an impedance wave is the heart: as many as there were beats, or each at the same time after a beat. It does not need an even heart, as a comparison
/// of two averaged rates does: in atrial fibrillation these differ although every beat moves the wave.
/// </summary>
internal sealed class HeartInBreaths
{
    /// <summary>Counts that differ by this part are one: a small beat is missed now and then. Chosen.</summary>
    private const double CountPart = 0.12;

    /// <summary>
    /// A breath is tied to a beat that lies within this of the usual delay, s; all but one of the last eight must be, and there must be this many a beat. Chosen: breathing is slower than
    /// half the heart rate in adults, and where it is not, it lies anywhere between the beats.
    /// </summary>
    private const double Tie = 0.08, LeastPerBeat = 0.55;
    private const int MostLoose = 1;

    /// <summary>Above this rate, beats a minute, any time is near to a beat, and only the counts tell.</summary>
    private const double HighestTied = 120;

    /// <summary>Delays that are tried, s: from the beat to the moment at which blood has moved the wave and the filters have passed it on.</summary>
    private const double LongestDelay = 1, DelayStep = 0.04;

    private readonly double _sampleRate;
    private readonly long[] _beats = new long[64];
    private long _count;

    /// <param name="sampleRateHz">Samples per second of the wave.</param>
    public HeartInBreaths(double sampleRateHz) => _sampleRate = sampleRateHz;

    /// <summary>Takes the next beat.</summary>
    /// <param name="index">Its place in the wave, samples; one that is not after the last begins anew.</param>
    public void Add(long index)
    {
        if (_count > 0 && index <= _beats[(_count - 1) % _beats.Length]) _count = 0;
        _beats[_count++ % _beats.Length] = index;
    }

    public void Reset() => _count = 0;

    /// <summary>True where the breaths are the heart.</summary>
    /// <param name="breaths">Places of the last breaths' tops, oldest first, without a pause between; at least five.</param>
    public bool Are(ReadOnlySpan<long> breaths)
    {
        var first = breaths[0];
        if (_count == 0 || _beats[Math.Max(0, _count - _beats.Length) % _beats.Length] > first) return false;
        // The newest beats may not be known yet: what came after the last of them is not counted.
        var known = _beats[(_count - 1) % _beats.Length];
        while (breaths.Length > 5 && breaths[^1] > known) breaths = breaths[..^1];
        var last = breaths[^1];
        if (last > known + 2 * _sampleRate || last <= first) return false;
        var beats = 0;
        for (var i = Math.Max(0, _count - _beats.Length); i < _count; i++)
        {
            var beat = _beats[i % _beats.Length];
            if (beat > first && beat <= last) beats++;
        }

        if (beats == 0) return false;
        var perBeat = (breaths.Length - 1) / (double)beats;
        if (Math.Abs(perBeat - 1) <= CountPart) return true;
        var rate = 60 * beats * _sampleRate / (last - first);
        return perBeat >= LeastPerBeat && rate <= HighestTied && AreTied(breaths);
    }

    private bool AreTied(ReadOnlySpan<long> breaths)
    {
        for (var delay = 0.0; delay < LongestDelay; delay += DelayStep)
        {
            var loose = 0;
            foreach (var breath in breaths)
            {
                if (!IsNearBeat(breath - (long)(delay * _sampleRate))) loose++;
            }

            if (loose <= MostLoose) return true;
        }

        return false;
    }

    private bool IsNearBeat(long index)
    {
        for (var i = Math.Max(0, _count - _beats.Length); i < _count; i++)
        {
            if (Math.Abs(_beats[i % _beats.Length] - index) <= Tie * _sampleRate) return true;
        }

        return false;
    }
}
