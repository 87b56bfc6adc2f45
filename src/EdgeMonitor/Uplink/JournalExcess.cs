using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Finds what is beyond the journal's bounds: how many of the oldest records of which stream must go. Telemetry goes for every reason; audit only when no
/// telemetry is left, alarms only when neither is. A bound that is reached is left by a part of it, so that records go by the hour and not one by one.
/// </summary>
internal sealed class JournalExcess(JournalBounds bounds, Func<long?> freeBytes, RecordAge age)
{
    /// <summary>Most records that one range gives up. Chosen: an hour of telemetry.</summary>
    public const int MostRecords = 3600;

    /// <summary>A bound of bytes is left by this part of it. Chosen: about an hour of what it holds by default.</summary>
    private const int BytesPart = 64;

    /// <summary>Records may be this part older than their bound. Chosen: an hour of the default.</summary>
    private const int AgePart = 72;

    /// <summary>
    /// Telemetry that a disk below its reserve still takes, bytes. Chosen: two hours of twelve leads, a quarter of the default reserve. What fills the disk is
    /// hardly ever the journal, and a few MiB given up would not make the reserve whole: they would only be lost.
    /// </summary>
    public const long LeastHeld = 64 << 20;

    /// <summary>Unused bytes in the store from which on what comes needs no more of the disk; twice that is made at a time. Chosen: ten minutes of twelve leads.</summary>
    private const long RoomToGoOn = 4 << 20;

    /// <summary>Audit records that do not count as something to give up. Chosen: the gaps of some thousand alarms.</summary>
    private const int GapsLeft = 16;

    /// <summary>The oldest records that are too many; null where every bound is kept.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public GivenUpRange? Find(SealedJournal journal)
    {
        var stream = NextToGo(journal);
        return stream is null ? null : BeyondReserve(journal, stream) ?? BeyondBytes(journal, stream) ?? BeyondAge(journal, stream);
    }

    /// <summary>The oldest records of the stream that goes next, on a disk that is full; null where nothing is left.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static GivenUpRange? FindOnFullDisk(SealedJournal journal)
    {
        if (NextToGo(journal) is not { } stream) return null;
        // Telemetry by the hour, so that this does not come again at once; of audit and alarms only what must be.
        var count = stream == JournalStreams.Telemetry ? Math.Clamp(journal.Count(stream) / BytesPart, StorageBounds.Portion, MostRecords) : StorageBounds.Portion;
        return Oldest(journal, stream, count, GivenUpCause.FullDisk);
    }

    /// <summary>True where every bound is kept by so much that what was said of it is over.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public bool IsFar(SealedJournal journal)
    {
        var stream = JournalStreams.Telemetry;
        var isRoomy = freeBytes() is not { } free || bounds.ReserveBytes == 0 || free + journal.ReusableBytes >= bounds.ReserveBytes + (bounds.ReserveBytes / 4);
        var isYoung = journal.FirstSequence(stream) is not { } first || AgeOf(journal, stream, first) is not { } oldest || oldest < bounds.Telemetry.Age - (bounds.Telemetry.Age / (AgePart / 2));
        return isRoomy && isYoung && journal.Bytes(stream) <= Share(journal, stream) / 8 * 7;
    }

    /// <summary>What tells of the gaps is itself audit: a few such records do not keep alarms from going when nothing else is left.</summary>
    private static string? NextToGo(SealedJournal journal) =>
        JournalBounds.Order.FirstOrDefault(stream => journal.Count(stream) > (stream == JournalStreams.Audit ? GapsLeft : 0));

    private GivenUpRange? BeyondReserve(SealedJournal journal, string stream)
    {
        // Audit and alarms are small: they go when the disk is full, not when it is nearly full. Telemetry takes no more of the disk: the oldest makes room for what comes.
        if (stream != JournalStreams.Telemetry || bounds.ReserveBytes == 0 || freeBytes() is not { } free) return null;
        var unused = journal.ReusableBytes;
        if (free + unused >= bounds.ReserveBytes || unused >= RoomToGoOn || journal.Bytes(stream) <= LeastHeld) return null;
        return OldestBytes(journal, stream, (2 * RoomToGoOn) - unused, GivenUpCause.Reserve(bounds.ReserveBytes));
    }

    private GivenUpRange? BeyondBytes(SealedJournal journal, string stream)
    {
        var (held, most) = (journal.Bytes(stream), Share(journal, stream));
        if (held <= most) return null;
        return OldestBytes(journal, stream, held - most + (most / BytesPart), GivenUpCause.Bytes(stream, bounds.Of(stream).Bytes));
    }

    private GivenUpRange? BeyondAge(SealedJournal journal, string stream)
    {
        var most = bounds.Of(stream).Age;
        if (journal.FirstSequence(stream) is not { } first || AgeOf(journal, stream, first) is not { } oldest || oldest <= most + (most / AgePart)) return null;
        // What was stored before is older: the highest one that is surely too old takes all before it along.
        var (low, high) = (first, Math.Min(first + MostRecords - 1, journal.LastSequence(stream)));
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (AgeOf(journal, stream, middle) is { } known && known >= most) low = middle;
            else high = middle - 1;
        }

        return new GivenUpRange(stream, first, low, GivenUpCause.Age(stream, most));
    }

    private long Share(SealedJournal journal, string stream) => stream == JournalStreams.Telemetry
        ? bounds.TelemetryShare(journal.Bytes(JournalStreams.Audit), journal.Bytes(JournalStreams.Alarms))
        : bounds.Of(stream).Bytes;

    private static GivenUpRange? OldestBytes(SealedJournal journal, string stream, long bytes, string cause)
    {
        var each = Math.Max(1, journal.Bytes(stream) / Math.Max(1, journal.Count(stream)));
        return Oldest(journal, stream, Math.Clamp((bytes + each - 1) / each, 1, MostRecords), cause);
    }

    private static GivenUpRange? Oldest(SealedJournal journal, string stream, long count, string cause) =>
        journal.FirstSequence(stream) is { } first ? new GivenUpRange(stream, first, Math.Min(first + count - 1, journal.LastSequence(stream)), cause) : null;

    /// <summary>The age of the record with this number, or of the next one that can be read; null where there is none.</summary>
    private TimeSpan? AgeOf(SealedJournal journal, string stream, long sequence) => journal.ReadFrom(stream, sequence - 1, 4).Records
        .Select(record => RecordCodec.TryDecode(record.Bytes.Span)).OfType<Wire.Record>().Select(age.Of).Cast<TimeSpan?>().FirstOrDefault();
}
