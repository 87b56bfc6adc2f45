using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>What the uplink knows of each stream over all connections of this process.</summary>
internal sealed class UplinkBooks
{
    /// <summary>Empty books.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">For the spread of waits.</param>
    /// <param name="work">Where the disk is waited for.</param>
    public UplinkBooks(SealedJournal journal, TimeProvider time, Random random, TaskScheduler work)
    {
        Refusals = JournalStreams.All.ToDictionary(stream => stream, _ => new StreamRefusals(time, random));
        Ledgers = JournalStreams.All.ToDictionary(stream => stream, stream => new StreamLedger(stream));
        Trimmers = [.. JournalStreams.All.Select(stream =>
            new StreamTrimmer(journal, Ledgers[stream], ConfirmedMarks.Keeps(stream) ? new ConfirmedMarks(journal) : null, time, work))];
        Resends = new Resends([.. Ledgers.Values], time, random);
    }

    /// <summary>What the broker has refused, by stream.</summary>
    public IReadOnlyDictionary<string, StreamRefusals> Refusals { get; }

    /// <summary>What was sent and confirmed, by stream.</summary>
    public IReadOnlyDictionary<string, StreamLedger> Ledgers { get; }

    /// <summary>They bring confirmations into the journal, one for each stream.</summary>
    public IReadOnlyList<StreamTrimmer> Trimmers { get; }

    /// <summary>When what waits for the centre is sent again.</summary>
    public Resends Resends { get; }

    /// <summary>True where the last connection was used and nothing was confirmed over it.</summary>
    public bool LastBroughtNothing { get; set; }

    /// <summary>What was alone on its way when connections ended.</summary>
    public LoneRecord Lone { get; } = new();

    /// <summary>What cannot be read.</summary>
    public UnreadableRecords Unreadable { get; } = new();
}
