namespace EdgeMonitor.Core.Vitals;

/// <summary>Beats found and not yet taken, oldest first; of fixed size.</summary>
internal sealed class BeatRing(int capacity)
{
    private readonly Beat[] _beats = new Beat[capacity];
    private int _first;

    /// <summary>Number of beats waiting.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next beat.</summary>
    /// <exception cref="InvalidOperationException">The ring is full: nobody has taken the beats.</exception>
    public void Add(in Beat beat)
    {
        if (Count == _beats.Length) throw new InvalidOperationException("Beats were not taken from the detector.");
        _beats[(_first + Count++) % _beats.Length] = beat;
    }

    /// <summary>Takes the oldest beat; false when none waits.</summary>
    public bool TryTake(out Beat beat)
    {
        beat = default;
        if (Count == 0) return false;
        beat = _beats[_first];
        _first = (_first + 1) % _beats.Length;
        Count--;
        return true;
    }

    /// <summary>Drops all.</summary>
    public void Clear() => (_first, Count) = (0, 0);
}
