namespace EdgeMonitor.Acquisition.Links;

/// <summary>
/// Times on the monitor's line for samples that come in whole blocks, each of which says, or lets count, where it lies on the device's own relative clock. What that clock
/// measures between two blocks is believed; where it does not fit the arrivals, the arrivals are right. A block cannot arrive before its end was measured: so the earliest arrivals
/// set the line, and no block ends later than it arrived. The counterpart of <see cref="SampleClock"/> for irregular frames.
/// </summary>
internal sealed class BlockClock
{
    /// <summary>Beyond this the two have nothing to do with each other, and a new beginning is made (chosen, as <see cref="SampleClock.ReanchorBeyond"/>).</summary>
    private static readonly TimeSpan BreakBeyond = SampleClock.ReanchorBeyond;

    /// <summary>How soon lateness is taken for a slow device and not for a delay on the way, s (chosen: a hundred blocks, so that jitter hardly moves the line).</summary>
    private const double SettleSeconds = 25;

    private TimeSpan? _anchor;
    private TimeSpan _settledAt;

    /// <summary>The time of a block's first sample.</summary>
    /// <param name="device">The first sample's time on the device's clock.</param>
    /// <param name="span">How long the block lasts; it arrives when its last sample was taken, or later.</param>
    /// <param name="arrival">When it arrived.</param>
    public TimeSpan TimeOf(TimeSpan device, TimeSpan span, TimeSpan arrival)
    {
        var end = device + span;
        var anchor = _anchor ?? arrival - end;
        var late = arrival - end - anchor;
        // A time ahead of its arrival would move the whole monitor's time, and make all other sensors late: it is put right at once.
        if (late > TimeSpan.Zero && late <= BreakBeyond)
        {
            var move = (arrival - _settledAt) * Math.Min(late.TotalSeconds / SettleSeconds, SampleClock.MaxSlew);
            if (move < late) late = move;
        }

        _anchor = anchor + late;
        _settledAt = arrival;
        return _anchor.Value + device;
    }
}
