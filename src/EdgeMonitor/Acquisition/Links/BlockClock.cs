namespace EdgeMonitor.Acquisition.Links;

/// <summary>
/// Times on the monitor's line for samples that come in whole blocks, each of which says, or lets count, where it lies on the device's own relative clock. What that clock
/// measures between two blocks is believed; where it does not fit the arrivals, the arrivals are right. The counterpart of <see cref="SampleClock"/> for irregular frames.
/// </summary>
internal sealed class BlockClock
{
    /// <summary>Beyond this the two have nothing to do with each other, and a new beginning is made (chosen, as <see cref="SampleClock.ReanchorBeyond"/>).</summary>
    private static readonly TimeSpan BreakBeyond = SampleClock.ReanchorBeyond;

    private TimeSpan? _anchor;
    private TimeSpan _settledAt;

    /// <summary>The time of a block's first sample.</summary>
    /// <param name="device">The first sample's time on the device's clock.</param>
    /// <param name="span">How long the block lasts; it arrives when its last sample was taken, or later.</param>
    /// <param name="arrival">When it arrived.</param>
    public TimeSpan TimeOf(TimeSpan device, TimeSpan span, TimeSpan arrival)
    {
        var end = device + span;
        var most = (long)(Math.Max(0, (arrival - _settledAt).Ticks) * SampleClock.MaxSlew);
        if (_anchor is not { } anchor || (arrival - end - anchor).Duration() > BreakBeyond) _anchor = arrival - end;
        else _anchor = anchor + TimeSpan.FromTicks(Math.Clamp((arrival - end - anchor).Ticks, -most, most));
        _settledAt = arrival;
        return _anchor.Value + device;
    }
}
