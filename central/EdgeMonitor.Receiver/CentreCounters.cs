namespace EdgeMonitor.Receiver;

/// <summary>What the receiver has done since its start. Written by one thread, but for <see cref="Dropped"/>.</summary>
internal sealed class CentreCounters
{
    private long _dropped;

    /// <summary>Records stored.</summary>
    public long Stored { get; set; }

    /// <summary>Records that were stored already.</summary>
    public long Doubles { get; set; }

    /// <summary>Records whose key another one has: never acknowledged.</summary>
    public long Contradictions { get; set; }

    /// <summary>Records of a box that another one has taken over from: never acknowledged.</summary>
    public long Refused { get; set; }

    /// <summary>Messages that are no records.</summary>
    public long Malformed { get; set; }

    /// <summary>Messages for which there was no room while they waited for their commit: the boxes send them again.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Commits.</summary>
    public long Commits { get; set; }

    /// <summary>Commits that failed.</summary>
    public long Failures { get; set; }

    /// <summary>One message more was dropped.</summary>
    public void CountDropped() => Interlocked.Increment(ref _dropped);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Stored} records stored in {Commits} commits, {Doubles} doubles, {Contradictions} contradictions, {Refused} refused, {Malformed} malformed, {Dropped} dropped";
}
