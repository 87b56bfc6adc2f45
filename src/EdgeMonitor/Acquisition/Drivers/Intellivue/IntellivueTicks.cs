namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>
/// The monitor's relative time, 1/8 ms since its start, on our line. Its date and time of day are never used. What it measures between two messages is believed; where
/// that does not fit the arrivals, the arrivals are right.
/// </summary>
internal sealed class IntellivueTicks
{
    /// <summary>Ticks in a millisecond.</summary>
    public const int PerMillisecond = 8;

    /// <summary>Most our line follows a late or early arrival, s per s: as the clock of steady streams (SampleClock) does.</summary>
    private const double MaxSlew = 0.005;

    /// <summary>Beyond this the two have nothing to do with each other, and a new beginning is made (chosen: two wave messages).</summary>
    private static readonly TimeSpan BreakBeyond = TimeSpan.FromSeconds(0.5);

    private TimeSpan? _anchor;
    private TimeSpan _settledAt;
    private uint _last;
    private long _unwrapped;

    /// <summary>The time of a tick, of which the message arrived later by what it spans.</summary>
    /// <param name="ticks">The message's relative time.</param>
    /// <param name="span">How long the samples last that it brings.</param>
    /// <param name="arrival">When it arrived.</param>
    public TimeSpan TimeOf(uint ticks, TimeSpan span, TimeSpan arrival)
    {
        _unwrapped += (int)(ticks - _last);
        _last = ticks;
        var end = TimeSpan.FromMilliseconds((double)_unwrapped / PerMillisecond) + span;
        var behind = arrival - end - (_anchor ?? TimeSpan.Zero);
        if (_anchor is null || behind.Duration() > BreakBeyond) _anchor = arrival - end;
        else _anchor += TimeSpan.FromTicks(Math.Clamp(behind.Ticks, -Most(arrival), Most(arrival)));
        _settledAt = arrival;
        return _anchor.Value + end - span;
    }

    private long Most(TimeSpan arrival) => (long)(Math.Max(0, (arrival - _settledAt).Ticks) * MaxSlew);
}
