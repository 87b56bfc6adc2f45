using System.Buffers.Binary;
using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>
/// The pages of a damaged file and of its log, as far as they can be found: check sums and order are not asked for. A page may be there in
/// several versions.
/// </summary>
internal sealed class LitePages : IDisposable
{
    private readonly IStoreFile? _data;
    private readonly byte[] _log;
    private readonly Dictionary<uint, List<int>> _versions = [];
    private readonly List<int> _frames = [];

    private LitePages(IStoreFile? data, byte[] log)
    {
        (_data, _log) = (data, log);
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, LogFrame.Magic);
        for (var at = 0; _log.AsSpan(at).IndexOf(magic) is >= 0 and var found; at += found + 1)
        {
            var page = at + found + LogFrame.HeadBytes;
            if (page + Page.Bytes > _log.Length) break;
            _frames.Add(page);
            var number = Page.NumberOf(_log.AsSpan(page));
            if (!_versions.TryGetValue(number, out var versions)) _versions[number] = versions = [];
            versions.Add(page);
        }
    }

    /// <summary>Opens a file and its log, either of which may be missing.</summary>
    /// <exception cref="IOException">Neither is there, or one cannot be opened.</exception>
    public static LitePages Open(string data, string log)
    {
        var logBytes = File.Exists(log) ? File.ReadAllBytes(log) : [];
        return new LitePages(File.Exists(data) || logBytes.Length == 0 ? DiskFile.OpenForReading(data) : null, logBytes);
    }

    /// <summary>All pages: those of the log, and then those of the file.</summary>
    public IEnumerable<byte[]> All()
    {
        foreach (var at in _frames) yield return _log[at..(at + Page.Bytes)];
        for (var number = 0u; InFile(number) is { } page; number++) yield return page;
    }

    /// <summary>The versions of one page, the newest first.</summary>
    public IEnumerable<byte[]> Versions(uint number)
    {
        var versions = _versions.GetValueOrDefault(number, []);
        for (var newest = versions.Count - 1; newest >= 0; newest--) yield return _log[versions[newest]..(versions[newest] + Page.Bytes)];
        if (InFile(number) is { } page) yield return page;
    }

    /// <inheritdoc/>
    public void Dispose() => _data?.Dispose();

    private byte[]? InFile(uint number)
    {
        var page = new byte[Page.Bytes];
        return _data is not null && _data.Read((long)number * Page.Bytes, page) == page.Length ? page : null;
    }
}
