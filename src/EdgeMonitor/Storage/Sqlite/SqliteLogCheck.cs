using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// Tells a log that a power cut has torn from one that was damaged later. SQLite ends the log at the first frame whose checksum is wrong, silently. A
/// power cut can tear only what was not synced yet: removals, and one commit with new records. Where more of these stand behind the first wrong frame,
/// they were synced, and would be lost without a word. sqlite.org/fileformat2.html, "WAL file format" and "Checksum algorithm".
/// </summary>
internal static class SqliteLogCheck
{
    private const int HeaderBytes = 32, FrameHeaderBytes = 24, ChecksummedHeaderBytes = 24, ChecksummedFrameBytes = 8;
    private const uint Magic = 0x377F0682;
    private const int SaltAt = 16, FrameSaltAt = 8, SaltBytes = 8, FrameSumAt = 16, HeaderSumAt = 24, CommitAt = 4;

    /// <summary>How many commits stand behind the first damage, and are lost to SQLite; 0 where there is none but what a power cut explains. A log has some megabytes.</summary>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public static int LostCommits(string database, string log) =>
        File.Exists(log) ? SqlitePages.SizesOf(database, log).Max(size => LostCommits(database, File.ReadAllBytes(log), FrameHeaderBytes + size)) : 0;

    private static int LostCommits(string database, byte[] bytes, int frameBytes)
    {
        if (bytes.Length < HeaderBytes + frameBytes) return 0;
        var bigEndian = (bytes[3] & 1) == 1;
        var header = bytes.AsSpan(0, HeaderBytes);
        var sum = Sum(header[..ChecksummedHeaderBytes], (0, 0), bigEndian);
        var headerIsGood = (BinaryPrimitives.ReadUInt32BigEndian(header) & ~1u) == Magic && sum == SumAt(header, HeaderSumAt);
        return headerIsGood ? Appends(database, Behind(bytes, frameBytes, header.Slice(SaltAt, SaltBytes), sum)) : WithoutHeader(bytes, frameBytes);
    }

    /// <summary>The rows of records in each commit behind the first wrong frame.</summary>
    private static List<HashSet<long>> Behind(byte[] log, int frameBytes, ReadOnlySpan<byte> salts, (uint, uint) sum)
    {
        var (good, bigEndian) = (true, (log[3] & 1) == 1);
        var (commits, rows) = (new List<HashSet<long>>(), new HashSet<long>());
        for (var at = HeaderBytes; at + frameBytes <= log.Length; at += frameBytes)
        {
            var frame = log.AsSpan(at, frameBytes);
            var isOurs = frame.Slice(FrameSaltAt, SaltBytes).SequenceEqual(salts);
            sum = good ? SumOfFrame(frame, sum, bigEndian) : sum;
            good = good && isOurs && sum == SumAt(frame, FrameSumAt);
            if (good || !isOurs) continue;
            AddRows(frame[FrameHeaderBytes..], rows);
            if (BinaryPrimitives.ReadUInt32BigEndian(frame[CommitAt..]) == 0) continue;
            commits.Add(rows);
            rows = [];
        }

        return commits;
    }

    private static void AddRows(ReadOnlySpan<byte> page, HashSet<long> rows)
    {
        for (var at = 0; at < page.Length; at++)
        {
            if (SqliteCell.TryRead(page, at, out var cell) && !cell.IsText) rows.Add(cell.Row);
        }
    }

    /// <summary>How many commits have records that SQLite would not know; one of them may be torn. What cannot be read is damaged in another way, and is found so.</summary>
    private static int Appends(string database, List<HashSet<long>> commits)
    {
        if (commits.Count < 2) return 0;
        try
        {
            using var connection = SqliteStore.OpenForReading(database);
            var known = StreamTable.Read(connection, SqliteFormat.Of(connection)).All.ToDictionary(stream => stream.Id, stream => stream.RowOf(stream.Last));
            var seen = new HashSet<long>();
            var appends = 0;
            foreach (var rows in commits)
            {
                var before = seen.Count;
                seen.UnionWith(rows.Where(row => row > known.GetValueOrDefault(row >> SqliteStore.SequenceBits)));
                if (seen.Count > before) appends++;
            }

            return appends > 1 ? appends : 0;
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    /// <summary>A header fits into one sector, which no power cut tears: where frames follow that belong together, it was damaged and they all are lost.</summary>
    private static int WithoutHeader(byte[] log, int frameBytes)
    {
        var commits = 0;
        for (var at = HeaderBytes + frameBytes; at + frameBytes <= log.Length; at += frameBytes)
        {
            var before = log.AsSpan(at - frameBytes, frameBytes);
            var frame = log.AsSpan(at, frameBytes);
            var isIntact = before.Slice(FrameSaltAt, SaltBytes).SequenceEqual(frame.Slice(FrameSaltAt, SaltBytes))
                && (SumOfFrame(frame, SumAt(before, FrameSumAt), bigEndian: false) == SumAt(frame, FrameSumAt)
                    || SumOfFrame(frame, SumAt(before, FrameSumAt), bigEndian: true) == SumAt(frame, FrameSumAt));
            if (isIntact && BinaryPrimitives.ReadUInt32BigEndian(frame[CommitAt..]) != 0) commits++;
        }

        return commits;
    }

    private static (uint, uint) SumAt(ReadOnlySpan<byte> bytes, int at) =>
        (BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + sizeof(uint))..]));

    private static (uint, uint) SumOfFrame(ReadOnlySpan<byte> frame, (uint, uint) before, bool bigEndian) =>
        Sum(frame[FrameHeaderBytes..], Sum(frame[..ChecksummedFrameBytes], before, bigEndian), bigEndian);

    private static (uint, uint) Sum(ReadOnlySpan<byte> bytes, (uint First, uint Second) sum, bool bigEndian)
    {
        var (first, second) = sum;
        for (var at = 0; at < bytes.Length; at += 2 * sizeof(uint))
        {
            first += Word(bytes[at..], bigEndian) + second;
            second += Word(bytes[(at + sizeof(uint))..], bigEndian) + first;
        }

        return (first, second);
    }

    private static uint Word(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
