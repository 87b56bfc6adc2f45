namespace EdgeMonitor.Core.Vitals;

/// <summary>How many of the pulses of the last 10 s were no good ones: the noise of a pulse wave.</summary>
internal sealed class GoodPulses
{
    private readonly (int Good, int Bad)[] _seconds = new (int, int)[SignalQualityIndex.WindowSeconds];
    private int _now;

    /// <summary>True where a pulse was seen.</summary>
    public bool Any { get; private set; }

    /// <summary>Part that was not good, 0 … 1; 0 where there was none.</summary>
    public double BadPart { get; private set; }

    /// <summary>Takes a pulse.</summary>
    public void Add(bool isGood)
    {
        if (isGood) _seconds[_now].Good++;
        else _seconds[_now].Bad++;
        Measure();
    }

    /// <summary>A second is over.</summary>
    public void EndSecond()
    {
        _now = (_now + 1) % _seconds.Length;
        _seconds[_now] = default;
        Measure();
    }

    private void Measure()
    {
        var (good, bad) = (0, 0);
        foreach (var second in _seconds) (good, bad) = (good + second.Good, bad + second.Bad);
        Any = good + bad > 0;
        BadPart = Any ? (double)bad / (good + bad) : 0;
    }
}
