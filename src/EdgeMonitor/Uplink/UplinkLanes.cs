using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// The lanes of one connection in the order in which they may send: alarms, audit, live telemetry, older telemetry; behind each stream what of it is
/// sent again. Used by one thread.
/// </summary>
internal sealed class UplinkLanes
{
    private readonly IReadOnlyList<UplinkLane> _stored;
    private readonly IReadOnlyList<ResendLane> _again;

    private UplinkLanes(IReadOnlyList<UplinkLane> stored, IReadOnlyList<ResendLane> again)
    {
        (_stored, _again) = (stored, again);
        InOrder = [.. stored.Where(lane => !lane.IsBacklog).SelectMany(lane => (IUplinkLane[])[lane, again.Single(other => other.Stream == lane.Stream)]), .. stored.Where(lane => lane.IsBacklog)];
    }

    /// <summary>No lanes: the connection is not up yet.</summary>
    public static UplinkLanes None { get; } = new([], []);

    /// <summary>All lanes.</summary>
    public IReadOnlyList<IUplinkLane> InOrder { get; }

    /// <summary>That of older telemetry.</summary>
    public UplinkLane Backlog => _stored[^1];

    /// <summary>The lanes of a connection that has just come up: what is stored now is the backlog.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="books">What is known of the streams.</param>
    /// <param name="time">The clock.</param>
    /// <param name="upTo">The last sequence of each stream that is sent, all as historical; null for all, what comes later as live.</param>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static UplinkLanes Of(SealedJournal journal, UplinkBooks books, TimeProvider time, IReadOnlyDictionary<string, long>? upTo = null)
    {
        var marks = new ConfirmedMarks(journal);
        marks.Load();
        var lanes = new List<UplinkLane>();
        foreach (var stream in (string[])[JournalStreams.Alarms, JournalStreams.Audit])
        {
            var (after, kept) = ConfirmedMarks.Keeps(stream) ? (marks.Floor(), marks) : (0, null);
            lanes.Add(Lane(new LaneRange(stream, after, LastOf(stream) ?? long.MaxValue, BoundaryOf(stream)), kept));
        }

        var boundary = BoundaryOf(JournalStreams.Telemetry);
        lanes.Add(Lane(new LaneRange(JournalStreams.Telemetry, boundary, LastOf(JournalStreams.Telemetry) ?? long.MaxValue, boundary)));
        lanes.Add(Lane(new LaneRange(JournalStreams.Telemetry, 0, boundary, boundary), isBacklog: true));
        return new UplinkLanes(lanes, [.. books.Ledgers.Values.Select(ledger => new ResendLane(journal, ledger, books.Refusals[ledger.Stream], time))]);

        long? LastOf(string stream) => upTo?[stream];

        long BoundaryOf(string stream) => LastOf(stream) ?? journal.LastSequence(stream);

        UplinkLane Lane(LaneRange range, ConfirmedMarks? kept = null, bool isBacklog = false) =>
            new(journal, range, books.Ledgers[range.Stream], books.Refusals[range.Stream], kept, time) { IsBacklog = isBacklog };
    }

    /// <summary>True to let what was refused before wait for everything else.</summary>
    public bool RefusedWait
    {
        set
        {
            foreach (var lane in _stored) lane.RefusedWait = value;
        }
    }

    /// <summary>Something was appended.</summary>
    public void Wake()
    {
        foreach (var lane in _stored) lane.Wake();
    }

    /// <summary>Records were put back into the journal: a stream's last lane goes through them.</summary>
    public void Rewind(string stream, long lowest, long highest) => _stored.LastOrDefault(lane => lane.Stream == stream)?.Rewind(lowest, highest);

    /// <summary>Records of a stream from this one on were released, to be sent again.</summary>
    public void SendAgain(string stream, long lowest) => _again.FirstOrDefault(lane => lane.Stream == stream)?.Rewind(lowest);
}
