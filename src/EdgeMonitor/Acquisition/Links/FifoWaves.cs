using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>
/// The waves of a chip that collects its samples by its own clock in a FIFO, which is emptied at each turn. Its samples get their times from the turns
/// (<see cref="SampleClock"/>); where the FIFO overflowed or was lost the waves have a gap as long as it was, as near as the turns tell.
/// </summary>
/// <param name="signals">The waves; a sample of the FIFO holds one value of each, in this order.</param>
/// <param name="rate">Samples a second that the chip is set to, Hz.</param>
internal sealed class FifoWaves(IReadOnlyList<SignalDescriptor> signals, double rate)
{
    private readonly SampleClock _clock = new(rate);
    private TimeSpan? _emptiedAt;
    private long _index;

    /// <summary>Samples before the next one, lost ones included.</summary>
    public long Index => _index;

    /// <summary>Samples were lost since the FIFO was last empty; to be told before those that are left.</summary>
    /// <param name="at">Now.</param>
    /// <param name="left">Samples that are left in the FIFO.</param>
    /// <param name="atLeast">How many were lost, as far as the chip knows; at least 1.</param>
    public void Lose(TimeSpan at, int left, int atLeast)
    {
        if (_index == 0) return; // Nothing has been told yet: there is nothing to have a gap in.
        var passed = _emptiedAt is { } before ? (long)Math.Round((at - before).TotalSeconds * rate) : 0;
        _index += Math.Max(atLeast, passed - left);
        _emptiedAt = at;
    }

    /// <summary>Samples were taken from the FIFO, which is empty now.</summary>
    /// <param name="at">Now.</param>
    /// <param name="values">Their values: all of the first sample, all of the second one and so on.</param>
    /// <param name="inputs">Takes a block of each wave.</param>
    public void Take(TimeSpan at, ReadOnlySpan<int> values, ICollection<MonitorInput> inputs)
    {
        _emptiedAt = at;
        var count = values.Length / signals.Count;
        if (count == 0) return;
        _clock.Arrive(at);
        var first = _clock.TimeOf(_index);
        for (var wave = 0; wave < signals.Count; wave++)
        {
            var samples = new int[count];
            for (var i = 0; i < count; i++) samples[i] = values[i * signals.Count + wave];
            inputs.Add(new SampleBlock(signals[wave], _index, first, samples));
        }

        _index += count;
        _clock.Settle(_index);
    }
}
