using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>The lanes of one connection in the order in which they may send: alarms, audit, live telemetry, older telemetry. Used by one thread.</summary>
internal sealed class UplinkLanes
{
    private UplinkLanes(IReadOnlyList<UplinkLane> lanes) => InOrder = lanes;

    /// <summary>No lanes: the connection is not up yet.</summary>
    public static UplinkLanes None { get; } = new([]);

    /// <summary>All lanes.</summary>
    public IReadOnlyList<UplinkLane> InOrder { get; }

    /// <summary>That of older telemetry.</summary>
    public UplinkLane Backlog => InOrder[^1];

    /// <summary>The lanes of a connection that has just come up: what is stored now is the backlog.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static UplinkLanes Of(SealedJournal journal, UplinkBooks books, TimeProvider time)
    {
        var marks = new ConfirmedMarks(journal);
        marks.Load();
        var lanes = new List<UplinkLane>();
        foreach (var stream in (string[])[JournalStreams.Alarms, JournalStreams.Audit])
        {
            var (after, kept) = ConfirmedMarks.Keeps(stream) ? (marks.Floor(), marks) : (0, null);
            lanes.Add(Lane(new LaneRange(stream, after, long.MaxValue, journal.LastSequence(stream)), kept));
        }

        var boundary = journal.LastSequence(JournalStreams.Telemetry);
        lanes.Add(Lane(new LaneRange(JournalStreams.Telemetry, boundary, long.MaxValue, boundary)));
        lanes.Add(Lane(new LaneRange(JournalStreams.Telemetry, 0, boundary, boundary), isBacklog: true));
        return new UplinkLanes(lanes);

        UplinkLane Lane(LaneRange range, ConfirmedMarks? kept = null, bool isBacklog = false) =>
            new(journal, range, books.Ledgers[range.Stream], books.Refusals[range.Stream], kept, time) { IsBacklog = isBacklog };
    }

    /// <summary>Something was appended.</summary>
    public void Wake()
    {
        foreach (var lane in InOrder) lane.Wake();
    }

    /// <summary>Records were released or put back: a stream's last lane is the one that goes through what is sent again.</summary>
    public void Rewind(IEnumerable<(string Stream, long Lowest, long Highest)> released)
    {
        foreach (var (stream, lowest, highest) in released) InOrder.LastOrDefault(lane => lane.Stream == stream)?.Rewind(lowest, highest);
    }
}
