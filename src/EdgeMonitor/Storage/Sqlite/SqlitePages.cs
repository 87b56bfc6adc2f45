using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// The pages of a database file and of its log, read one by one without SQLite: a place that the disk cannot read costs that page only.
/// Used by one thread.
/// </summary>
internal sealed class SqlitePages : IDisposable
{
    private const int LogHeaderBytes = 32, FrameHeaderBytes = 24; // sqlite.org/fileformat2.html, "WAL file format"
    private const int PageBytesAt = 16, LogPageBytesAt = 8;
    private const int SaltAt = 16, FrameSaltAt = 8, SaltBytes = 8;
    private readonly SafeFileHandle? _database, _log;
    private readonly Dictionary<uint, long> _newest = [];
    private readonly List<long> _frames = [];

    private SqlitePages(string database, string log, int pageBytes)
    {
        PageBytes = pageBytes;
        _database = OpenShared(database);
        _log = OpenShared(log);
        ReadFrames();
    }

    /// <summary>Bytes of a page.</summary>
    public int PageBytes { get; }

    /// <summary>The sizes that the pages of a database may have: what its header or its log's says, else all that this program has ever used.</summary>
    public static IReadOnlyList<int> SizesOf(string database, string log)
    {
        int[] used = [SqliteStore.PageBytes, SqliteStore.EarlierPageBytes];
        var header = new byte[LogHeaderBytes];
        using (var file = OpenShared(database))
        {
            if (TryRead(file, 0, header) && header.AsSpan().StartsWith("SQLite format 3"u8) && BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(PageBytesAt)) is var said && used.Contains(said))
                return [said];
        }

        using (var file = OpenShared(log))
        {
            return TryRead(file, 0, header) && IsLog(header) && BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(LogPageBytesAt)) is var said && used.Contains(said) ? [said] : used;
        }
    }

    /// <summary>Opens a database file together with its log, either of which may be missing or broken.</summary>
    /// <exception cref="IOException">Neither is there, or the disk refuses.</exception>
    public static SqlitePages Open(string database, string log, int pageBytes)
    {
        var pages = new SqlitePages(database, log, pageBytes);
        if (pages._database is not null || pages._log is not null) return pages;
        throw new FileNotFoundException($"There is no file {database}: name one that was set aside.");
    }

    /// <summary>Every version of every page, those of the log first, newest first; the same buffer each time.</summary>
    /// <param name="most">Ends after so many pages of the database file.</param>
    public IEnumerable<byte[]> All(long most = int.MaxValue)
    {
        var page = new byte[PageBytes];
        for (var frame = _frames.Count - 1; frame >= 0; frame--)
        {
            if (TryRead(_log, _frames[frame] + FrameHeaderBytes, page)) yield return page;
        }

        var length = _database is null ? 0 : Math.Min(RandomAccess.GetLength(_database), most * PageBytes);
        for (long at = 0; at < length; at += PageBytes)
        {
            if (TryRead(_database, at, page)) yield return page;
        }
    }

    /// <summary>Reads a page by its number: its newest version, or the one in the database file.</summary>
    /// <param name="number">The page's number, from 1.</param>
    /// <param name="newest">True to look into the log first.</param>
    /// <param name="page">Receives the page.</param>
    /// <param name="fromLog">Becomes true where it came from the log.</param>
    public bool TryRead(uint number, bool newest, byte[] page, ref bool fromLog)
    {
        if (number == 0) return false;
        if (!newest || !_newest.TryGetValue(number, out var frame)) return TryRead(_database, (number - 1L) * PageBytes, page);
        fromLog = true;
        return TryRead(_log, frame + FrameHeaderBytes, page);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database?.Dispose();
        _log?.Dispose();
    }

    private static SafeFileHandle? OpenShared(string path) =>
        File.Exists(path) ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;

    private static bool IsLog(ReadOnlySpan<byte> header) => (BinaryPrimitives.ReadUInt32BigEndian(header) & ~1u) == 0x377F0682;

    /// <summary>A page cut off by the file's end has zeros behind it.</summary>
    private static bool TryRead(SafeFileHandle? file, long at, byte[] page)
    {
        if (file is null) return false;
        try
        {
            var read = 0;
            while (read < page.Length && RandomAccess.Read(file, page.AsSpan(read), at + read) is > 0 and var more) read += more;
            page.AsSpan(read).Clear();
            return read > 0;
        }
        catch (IOException)
        {
            return false; // the disk cannot read this place
        }
    }

    /// <summary>
    /// Finds the log's frames: those written since the log was last begun anew carry its salts; where its own header cannot be read, all count. The
    /// checksums are not asked: they end at the first damage, and what is true is decided by the records' seals.
    /// </summary>
    private void ReadFrames()
    {
        if (_log is null) return;
        var header = new byte[LogHeaderBytes];
        var known = TryRead(_log, 0, header) && IsLog(header);
        var salts = header.AsSpan(SaltAt, SaltBytes).ToArray();
        var frame = new byte[FrameHeaderBytes];
        // The first frame always belongs to the header; where it says other salts, one of them is damaged.
        known &= TryRead(_log, LogHeaderBytes, frame) && frame.AsSpan(FrameSaltAt, SaltBytes).SequenceEqual(salts);
        for (long at = LogHeaderBytes, length = RandomAccess.GetLength(_log); at < length; at += FrameHeaderBytes + PageBytes)
        {
            if (!TryRead(_log, at, frame) || (known && !frame.AsSpan(FrameSaltAt, SaltBytes).SequenceEqual(salts))) continue;
            _frames.Add(at);
            _newest[BinaryPrimitives.ReadUInt32BigEndian(frame)] = at;
        }
    }
}
