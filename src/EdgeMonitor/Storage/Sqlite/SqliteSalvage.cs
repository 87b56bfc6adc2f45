using System.Buffers.Binary;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// Finds records in a database file that SQLite itself can no longer read. Every place of every page, in the file and in its log, is asked whether
/// a record begins there; no tree, no index and no checksum is needed. What is found may be old, or torn: the caller checks the seals.
/// </summary>
internal sealed class SqliteSalvage(SqlitePages pages) : IDisposable
{
    private const string LogSuffix = "-wal", IndexSuffix = "-shm";
    private const int FirstPages = 1024; // chosen: the table's first page is among the first ten
    private readonly SqlitePages _pages = pages;
    private readonly Dictionary<long, HashSet<string>> _names = [];
    private readonly byte[] _overflow = new byte[pages.PageBytes];

    /// <inheritdoc cref="IJournalProvider.Salvage"/>
    public static IEnumerable<JournalRecord> Read(string file)
    {
        // journal.sqlite.damaged-1 has its log in journal.sqlite-wal.damaged-1; the log and its index are read with their database.
        var (directory, name) = (Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFileName(file));
        if (name.Contains(IndexSuffix, StringComparison.Ordinal)) yield break;
        var database = Path.Combine(directory, name.Replace(LogSuffix, "", StringComparison.Ordinal));
        if (database != Path.Combine(directory, name) && File.Exists(database)) yield break;
        var tail = Path.GetFileName(database).IndexOf(JournalDirectory.SetAsideMark, StringComparison.Ordinal);
        var log = tail < 0 ? database + LogSuffix : Path.Combine(directory, Path.GetFileName(database).Insert(tail, LogSuffix));
        foreach (var size in SqlitePages.SizesOf(database, log))
        {
            using var salvage = new SqliteSalvage(SqlitePages.Open(database, log, size));
            foreach (var record in salvage.Records()) yield return record;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pages.Dispose();

    private IEnumerable<JournalRecord> Records()
    {
        ReadNames();
        foreach (var page in _pages.All())
        {
            for (var at = 0; at < page.Length; at++)
            {
                if (!SqliteCell.TryRead(page, at, out var cell) || cell.IsText) continue;
                foreach (var record in Records(page, cell)) yield return record;
            }
        }
    }

    /// <summary>The streams' names, which are needed before the first record: a table made at the beginning, and hardly more than a page.</summary>
    private void ReadNames()
    {
        foreach (var page in _pages.All(FirstPages))
        {
            for (var at = 0; at < page.Length; at++)
            {
                if (!SqliteCell.TryRead(page, at, out var cell) || cell.Name(page) is not { } name) continue;
                if (!_names.TryGetValue(cell.Row, out var names)) _names[cell.Row] = names = [];
                names.Add(name);
            }
        }
    }

    /// <summary>A record under each name that its stream may have; a stream whose name is lost may be any that the journal uses.</summary>
    private IEnumerable<JournalRecord> Records(byte[] page, SqliteCell cell)
    {
        var id = cell.Row >> SqliteStore.SequenceBits;
        var sequence = cell.Row & ((1L << SqliteStore.SequenceBits) - 1);
        var found = _names.GetValueOrDefault(id, []);
        string[] names = found.Any(JournalStreams.Stored.Contains) ? [.. found] : [.. found, .. JournalStreams.Stored];
        foreach (var bytes in Contents(page, cell))
        {
            foreach (var name in names) yield return new JournalRecord(name, sequence, bytes);
        }
    }

    /// <summary>The bytes of a record; two versions where a page that it overflows to is in the log as well.</summary>
    private IEnumerable<byte[]> Contents(byte[] page, SqliteCell cell)
    {
        var fromLog = false;
        if (Content(page, cell, newest: true, ref fromLog) is { } newest) yield return newest;
        if (fromLog && Content(page, cell, newest: false, ref fromLog) is { } older) yield return older;
    }

    private byte[]? Content(byte[] page, SqliteCell cell, bool newest, ref bool fromLog)
    {
        var payload = new byte[cell.PayloadBytes];
        var filled = cell.LocalBytes;
        page.AsSpan(cell.PayloadAt, filled).CopyTo(payload);
        var next = filled == payload.Length ? 0 : BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(cell.PayloadAt + filled));
        while (filled < payload.Length)
        {
            if (!_pages.TryRead(next, newest, _overflow, ref fromLog)) return null;
            next = BinaryPrimitives.ReadUInt32BigEndian(_overflow);
            var part = Math.Min(payload.Length - filled, _overflow.Length - sizeof(uint));
            _overflow.AsSpan(sizeof(uint), part).CopyTo(payload.AsSpan(filled));
            filled += part;
        }

        return payload[cell.ValueAt..(cell.ValueAt + cell.ValueBytes)];
    }
}
