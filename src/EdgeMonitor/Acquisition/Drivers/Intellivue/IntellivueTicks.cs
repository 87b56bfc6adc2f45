using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>The monitor's relative time, 1/8 ms since its start, on our line. Its date and time of day are never used.</summary>
internal sealed class IntellivueTicks
{
    /// <summary>Ticks in a millisecond.</summary>
    public const int PerMillisecond = 8;

    private readonly BlockClock _clock = new();
    private uint _last;
    private long _unwrapped;

    /// <summary>The time of a tick, of which the message arrived later by what it spans.</summary>
    /// <param name="ticks">The message's relative time; it begins anew after 2^32.</param>
    /// <param name="span">How long the samples last that it brings.</param>
    /// <param name="arrival">When it arrived.</param>
    public TimeSpan TimeOf(uint ticks, TimeSpan span, TimeSpan arrival)
    {
        _unwrapped += (int)(ticks - _last);
        _last = ticks;
        return _clock.TimeOf(TimeSpan.FromMilliseconds((double)_unwrapped / PerMillisecond), span, arrival);
    }
}
