using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

/// <summary>Records whose bytes follow from their stream and sequence, so that whoever reads them can tell whether they are right.</summary>
internal static class KnownRecords
{
    public static byte[] BytesOf(string stream, long sequence, int length)
    {
        var bytes = new byte[length];
        new Random((int)(sequence * 31) + stream.Length).NextBytes(bytes);
        return bytes;
    }

    public static JournalRecord[] Make(string stream, long first, int count, int length = 300) =>
        [.. Enumerable.Range(0, count).Select(i => new JournalRecord(stream, first + i, BytesOf(stream, first + i, length)))];

    /// <summary>The first thing wrong with the stream's stored records, which must follow each other; null where all are right.</summary>
    public static string? Fault(IJournalReader journal, string stream, long first, long last)
    {
        var next = first;
        while (next <= last)
        {
            var records = journal.ReadFrom(stream, next - 1, 64);
            if (records.Count == 0) return $"{stream} {next} is missing";
            foreach (var record in records)
            {
                if (record.Sequence != next) return $"{stream} {next} is missing, {record.Sequence} is there";
                if (!record.Bytes.Span.SequenceEqual(BytesOf(stream, next, record.Bytes.Length))) return $"{stream} {next} has other bytes";
                next++;
            }
        }

        return next == last + 1 ? null : $"{stream} goes on to {next - 1}";
    }
}
