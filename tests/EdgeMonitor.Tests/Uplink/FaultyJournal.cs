using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>How an append fails.</summary>
internal enum AppendFault
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Nothing was stored, and the journal says so.</summary>
    Refused,

    /// <summary>Nothing was stored, and nobody knows.</summary>
    DoubtfulLost,

    /// <summary>Everything was stored, and nobody knows.</summary>
    DoubtfulStored,
}

/// <summary>A journal whose records a test can spoil and whose appends, trims and reads it can make fail.</summary>
internal sealed class FaultyJournal(IJournal inner) : IJournal
{
    private readonly HashSet<(string Stream, long Sequence)> _spoilt = [];
    private volatile AppendFault _appendFault;
    private volatile bool _trimFails;
    private volatile string _unreadableStream = "";

    /// <summary>How every append fails from now on.</summary>
    public AppendFault AppendFault
    {
        get => _appendFault;
        set => _appendFault = value;
    }

    /// <summary>Every question for a last sequence waits for this.</summary>
    public ManualResetEventSlim Answers { get; } = new(initialState: true);

    /// <summary>True to make every trim fail.</summary>
    public bool TrimFails
    {
        get => _trimFails;
        set => _trimFails = value;
    }

    /// <summary>A stream whose reads fail; empty for none.</summary>
    public string UnreadableStream
    {
        get => _unreadableStream;
        set => _unreadableStream = value;
    }

    /// <inheritdoc/>
    public string Provider => inner.Provider;

    /// <inheritdoc/>
    public long ReusableBytes => inner.ReusableBytes;

    /// <summary>How often it was asked to give pages back to the disk.</summary>
    public int Reclaims { get; private set; }

    /// <inheritdoc/>
    public bool Reclaim()
    {
        Reclaims++;
        return inner.Reclaim();
    }

    /// <summary>From now on a bit of the record is wrong.</summary>
    public void Spoil(string stream, long sequence) => _spoilt.Add((stream, sequence));

    /// <inheritdoc/>
    public void Restore(IReadOnlyList<JournalRecord> records) => inner.Restore(records);

    /// <inheritdoc/>
    public void Append(IReadOnlyList<JournalRecord> records)
    {
        var fault = AppendFault;
        if (fault is AppendFault.None or AppendFault.DoubtfulStored) inner.Append(records);
        if (fault != AppendFault.None) throw new JournalException("The disk does not answer.") { MayBeStored = fault != AppendFault.Refused };
    }

    /// <inheritdoc/>
    public IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit)
    {
        if (stream == UnreadableStream) throw new JournalException("The disk does not answer.");
        return [.. inner.ReadFrom(stream, after, limit).Select(Spoilt)];
    }

    /// <inheritdoc/>
    public void Trim(string stream, long first, long last)
    {
        if (TrimFails) throw new JournalException("The disk is full.");
        inner.Trim(stream, first, last);
    }

    /// <inheritdoc/>
    public long LastSequence(string stream)
    {
        Answers.Wait();
        return inner.LastSequence(stream);
    }

    /// <inheritdoc/>
    public long? FirstSequence(string stream) => inner.FirstSequence(stream);

    /// <inheritdoc/>
    public long Count(string stream) => inner.Count(stream);

    public long Bytes(string stream) => inner.Bytes(stream);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private JournalRecord Spoilt(JournalRecord record)
    {
        if (!_spoilt.Contains((record.Stream, record.Sequence))) return record;
        byte[] bytes = record.Bytes.ToArray();
        bytes[^1] ^= 1;
        return record with { Bytes = bytes };
    }
}
