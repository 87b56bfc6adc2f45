using EdgeMonitor.Storage.RecordFiles;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>What is looked at before records are stored or read.</summary>
internal static class LitePlan
{
    private const int MaxNameLength = 64;

    /// <summary>Checks that the records are their streams' next ones, and returns each stream's last.</summary>
    /// <exception cref="ArgumentException">They are not: the caller's mistake, nothing is stored.</exception>
    public static IReadOnlyDictionary<string, long> Check(LiteStore store, IReadOnlyList<JournalRecord> records)
    {
        var lasts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            CheckOne(record);
            var last = lasts.TryGetValue(record.Stream, out var planned) ? planned : store.LastOf(record.Stream);
            if (record.Sequence != last + 1)
                throw new ArgumentException($"Sequence {record.Sequence} of stream {record.Stream} is out of turn: {last + 1} is next.");
            lasts[record.Stream] = record.Sequence;
        }

        return lasts;
    }

    /// <summary>Checks that the records have numbers that were used.</summary>
    /// <exception cref="ArgumentException">They have not: the caller's mistake, nothing is stored.</exception>
    public static void CheckOld(LiteStore store, IReadOnlyList<JournalRecord> records)
    {
        foreach (var record in records)
        {
            CheckOne(record);
            if (record.Sequence < 1 || record.Sequence > store.LastOf(record.Stream))
                throw new ArgumentException($"Sequence {record.Sequence} of stream {record.Stream} was never used: only what was stored before can come back.");
        }
    }

    /// <summary>The entries as runs that lie in one file and follow each other.</summary>
    public static IEnumerable<(RecordIndex.Entry First, RecordIndex.Entry Last)> Runs(IReadOnlyList<RecordIndex.Entry> entries)
    {
        var first = 0;
        for (var next = 1; next <= entries.Count; next++)
        {
            if (next < entries.Count && entries[next].File == entries[first].File && entries[next].Sequence == entries[next - 1].Sequence + 1) continue;
            yield return (entries[first], entries[next - 1]);
            first = next;
        }
    }

    private static void CheckOne(JournalRecord record)
    {
        if (record.Stream.Length is 0 or > MaxNameLength) throw new ArgumentException($"A stream's name has 1 to {MaxNameLength} characters.");
        if (record.Bytes.Length > LiteFile.MaxRecordBytes) throw new ArgumentException($"A record has at most {LiteFile.MaxRecordBytes} bytes.");
    }
}
