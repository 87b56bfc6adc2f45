using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Receiver.Files;

/// <summary>Records in files of a directory, one folder for each device and stream, each commit synced (<see cref="StreamLog"/>).</summary>
internal sealed partial class FileStore(string directory, ILogger<FileStore> logger) : IRecordStore
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>No device can have this name.</summary>
    private const string LockName = "+lock";

    private readonly string _root = Path.GetFullPath(directory);
    private readonly Dictionary<(string Device, string Stream), StreamLog> _logs = [];
    private SafeFileHandle? _lock;

    /// <summary>A segment that has so many bytes is full. Chosen: half a bed-day of telemetry, and read through in a tenth of a second.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Brings a file's bytes to the disk, or throws.</summary>
    public Action<SafeFileHandle> Sync { get; init; } = DurableFile.SyncData;

    /// <inheritdoc/>
    public string Name => $"files in {_root}";

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, uint>> OpenAsync(CancellationToken stop) => Guarded("opened", () =>
    {
        Directory.CreateDirectory(_root, Private);
        _lock ??= Lock();
        Close(); // what a try that failed half-way may have opened
        foreach (var (device, stream, path) in StreamsOf(_root)) _logs[(device, stream)] = StreamLog.Open(path, SegmentBytes, Sync, LogNote);
        var highest = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var ((device, _), log) in _logs) highest[device] = Math.Max(highest.GetValueOrDefault(device), log.HighestTakeover);
        return (IReadOnlyDictionary<string, uint>)highest;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Kept>> CommitAsync(IReadOnlyList<ReceivedRecord> batch, CancellationToken stop) => Guarded("written", () =>
    {
        var kept = new Kept[batch.Count];
        foreach (var group in Enumerable.Range(0, batch.Count).GroupBy(index => (batch[index].Device, batch[index].Stream)))
        {
            var indices = group.ToList();
            var outcomes = LogOf(group.Key.Device, group.Key.Stream).Append([.. indices.Select(index => batch[index])]);
            for (var i = 0; i < outcomes.Length; i++) kept[indices[i]] = outcomes[i];
        }

        return (IReadOnlyList<Kept>)kept;
    });

    /// <summary>The folders of a store: device, stream, path. What has no device's or stream's name, as <c>lost+found</c>, is no folder of it.</summary>
    public static IEnumerable<(string Device, string Stream, string Path)> StreamsOf(string root) =>
        from device in NamedFoldersOf(root)
        from stream in NamedFoldersOf(device)
        select (Path.GetFileName(device), Path.GetFileName(stream), stream);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Close();
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<string> NamedFoldersOf(string directory) =>
        Directory.EnumerateDirectories(directory).Where(path => Topics.IsName(Path.GetFileName(path))).Order(StringComparer.Ordinal);

    private void Close()
    {
        foreach (var log in _logs.Values) log.Dispose();
        _logs.Clear();
    }

    private StreamLog LogOf(string device, string stream)
    {
        if (_logs.TryGetValue((device, stream), out var log)) return log;
        var folder = Path.Combine(_root, device);
        var path = Path.Combine(folder, stream);
        // Both names come from a record whose topic has been checked: letters, digits, dots, and not only dots.
        Directory.CreateDirectory(folder, Private);
        Directory.CreateDirectory(path, Private);
        DurableFile.SyncDirectory(folder);
        DurableFile.SyncDirectory(_root);
        return _logs[(device, stream)] = StreamLog.Open(path, SegmentBytes, Sync, LogNote);
    }

    private SafeFileHandle Lock()
    {
        try
        {
            return File.OpenHandle(Path.Combine(_root, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException used)
        {
            throw new StoreException($"{_root} is in use by another receiver ({used.Message.TrimEnd('.')}): stop that one first.", used);
        }
    }

    private Task<T> Guarded<T>(string what, Func<T> act)
    {
        try
        {
            return Task.FromResult(act());
        }
        catch (Exception failed) when (failed is UnauthorizedAccessException or (IOException and not StoreException))
        {
            return Task.FromException<T>(new StoreException($"{_root} cannot be {what}: {failed.Message} Give the disk room, or make it writable.", failed));
        }
        catch (StoreException failed)
        {
            return Task.FromException<T>(failed);
        }
    }

    [LoggerMessage(10020, LogLevel.Error, "{Note}")]
    private partial void LogNote(string note);
}
