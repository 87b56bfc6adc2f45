using System.Buffers;
using System.Globalization;
using EdgeMonitor.Storage;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Receiver.Files;

/// <summary>
/// The records of one stream of one device: segments that only grow, numbered from 1. Whatever does not follow a segment's last whole frame was
/// never acknowledged, as nothing is before its sync; it is set aside all the same.
/// </summary>
internal sealed class StreamLog : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory;
    private readonly long _segmentBytes;
    private readonly Action<SafeFileHandle> _sync;
    private readonly List<Segment> _segments = [];
    private readonly ArrayBufferWriter<byte> _frames = new();
    private SafeFileHandle? _file;
    private long _end;
    private bool _doubtful;

    private StreamLog(string directory, long segmentBytes, Action<SafeFileHandle> sync) => (_directory, _segmentBytes, _sync) = (directory, segmentBytes, sync);

    /// <summary>The highest takeover among all records.</summary>
    public uint HighestTakeover => _segments.Count == 0 ? 0 : _segments.Max(segment => segment.HighestTakeover);

    /// <summary>The files of a stream's directory, oldest first.</summary>
    public static IReadOnlyList<string> FilesOf(string directory) => [.. Directory.EnumerateFiles(directory, "*" + Segment.Ending).Order(StringComparer.Ordinal)];

    /// <summary>Opens the stream's directory.</summary>
    /// <param name="directory">Where it lies; it is there.</param>
    /// <param name="segmentBytes">A segment that has so many bytes is full.</param>
    /// <param name="sync">Brings a file's bytes to the disk, or throws.</param>
    /// <param name="note">Takes what a person must know about how it was opened.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static StreamLog Open(string directory, long segmentBytes, Action<SafeFileHandle> sync, Action<string> note)
    {
        var log = new StreamLog(directory, segmentBytes, sync);
        var files = FilesOf(directory);
        foreach (var file in files)
        {
            var segment = new Segment(file);
            segment.Load(mayUseList: file != files[^1]);
            log._segments.Add(segment);
        }

        if (files.Count > 0) log.OpenLast(log._segments[^1], note);
        return log;
    }

    /// <summary>Stores what is not there yet and answers for each record, in their order, what became of it.</summary>
    /// <exception cref="IOException">The disk refuses: nothing may be acknowledged. To be tried again.</exception>
    public Kept[] Append(IReadOnlyList<ReceivedRecord> records)
    {
        Repair();
        var kept = new Kept[records.Count];
        var digests = DigestsOfKnown(records);
        var added = new List<ReceivedRecord>();
        _frames.ResetWrittenCount();
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (digests.TryGetValue(record.Sequence, out var digest))
            {
                kept[i] = digest.AsSpan().SequenceEqual(record.Digest) ? Kept.Double : Kept.Contradiction;
                continue;
            }

            digests.Add(record.Sequence, record.Digest);
            added.Add(record);
            Frames.Write(_frames, record);
        }

        if (added.Count == 0) return kept;
        var segment = Room();
        _doubtful = true; // until the sync has said yes
        RandomAccess.Write(_file!, _frames.WrittenSpan, _end);
        _sync(_file!);
        (_doubtful, _end) = (false, _end + _frames.WrittenCount);
        foreach (var record in added) segment.Add(record.Sequence, record.Takeover);
        return kept;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>After a write or sync that failed nobody knows what the disk has: what is behind the last good sync is cut off and written anew.</summary>
    private void Repair()
    {
        if (!_doubtful) return;
        RandomAccess.SetLength(_file!, _end);
        _sync(_file!);
        _doubtful = false;
    }

    private Dictionary<long, byte[]> DigestsOfKnown(IReadOnlyList<ReceivedRecord> records)
    {
        var digests = new Dictionary<long, byte[]>();
        foreach (var segment in _segments)
        {
            var known = records.Select(record => record.Sequence).Where(segment.Sequences.Contains).ToHashSet();
            if (known.Count > 0) segment.FindDigests(known, digests);
        }

        return digests;
    }

    /// <summary>The segment to write to; a new one where there is none or the last one is full.</summary>
    private Segment Room()
    {
        if (_file is not null && _end < _segmentBytes) return _segments[^1];
        if (_file is not null) _segments[^1].WriteList();
        // Above the highest number, and not the count of files: the older ones may have been moved into an archive.
        var number = _segments.Select(segment => segment.Number).DefaultIfEmpty(0).Max() + 1;
        var path = Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{number:00000000}{Segment.Ending}"));
        RemoveEmpty(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = Private };
        using (var file = new FileStream(path, options))
        {
            file.Write(Frames.Magic);
            DurableFile.Sync(file.SafeFileHandle);
        }

        DurableFile.SyncDirectory(_directory);
        var handle = OpenForWriting(path);
        _file?.Dispose();
        (_file, _end) = (handle, Frames.Magic.Length);
        _segments.Add(new Segment(path));
        return _segments[^1];
    }

    /// <summary>Removes what a failed try may have left; a file that may hold records is nobody's to remove.</summary>
    private static void RemoveEmpty(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) return;
        if (file.Length > Frames.Magic.Length)
            throw new StoreException($"{path} would be the next file and is there already, with {file.Length} bytes that this receiver has not written: move it elsewhere, or start the receiver again so that it is read.");
        file.Delete();
    }

    private void OpenLast(Segment last, Action<string> note)
    {
        _file = OpenForWriting(last.Path);
        _end = last.End;
        if (RandomAccess.GetLength(_file) > _end)
        {
            var aside = SetAside(last.Path);
            note($"{last.Path} was not whole: what follows its last whole record lies in {aside} and does not count.");
            RandomAccess.SetLength(_file, _end);
        }

        if (_end < Frames.Magic.Length)
        {
            RandomAccess.Write(_file, Frames.Magic, 0);
            _end = Frames.Magic.Length;
        }

        // What a killed receiver had written and not synced is read like the rest: it may be acknowledged as a double only once it is synced.
        _sync(_file);
    }

    private string SetAside(string path)
    {
        var number = 1;
        while (File.Exists($"{path}.torn-{number}")) number++;
        var aside = $"{path}.torn-{number}";
        var length = RandomAccess.GetLength(_file!) - _end;
        using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        from.Position = _end;
        using var to = new FileStream(aside, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private });
        from.CopyTo(to);
        to.Flush();
        DurableFile.Sync(to.SafeFileHandle);
        DurableFile.SyncDirectory(_directory);
        return $"{aside} ({length} bytes)";
    }

    private static SafeFileHandle OpenForWriting(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
}
