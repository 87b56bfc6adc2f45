namespace EdgeMonitor.Core.Vitals;

/// <summary>Ventricular beats, or other events among the beats, within the last minute.</summary>
public sealed class EctopyCount
{
    /// <summary>Beats remembered: more than a minute of the fastest heart the QRS detector can follow, one beat in 200 ms.</summary>
    private const int Most = 320;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly TimeSpan[] _times = new TimeSpan[Most];
    private int _first;
    private int _count;

    /// <summary>Takes one.</summary>
    public void Add(TimeSpan at)
    {
        if (_count == Most) DropFirst();
        _times[(_first + _count++) % Most] = at;
    }

    /// <summary>How many lie within the minute before.</summary>
    public int At(TimeSpan now)
    {
        while (_count > 0 && now - _times[_first] > Window) DropFirst();
        return _count;
    }

    /// <summary>What went before says nothing any more.</summary>
    public void Reset() => _count = 0;

    private void DropFirst() => (_first, _count) = ((_first + 1) % Most, _count - 1);
}
