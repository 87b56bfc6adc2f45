using EdgeMonitor.Commands.Journal.Export;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Google.Protobuf;

namespace EdgeMonitor.Commands.Journal;

/// <summary>
/// What a damaged file still holds and the seals say is true. The file gives its records in any order and some more than once: they are kept in a
/// file of their own, each once, and written out in order at the end.
/// </summary>
internal sealed class SalvagedRecords : IRecordSource, IDisposable
{
    private readonly FileStream _found;
    private readonly string _device;
    private readonly Dictionary<string, SortedList<long, (long At, int Length)>> _places = new(StringComparer.Ordinal);

    /// <summary>Begins with none.</summary>
    /// <param name="directory">Where they are kept.</param>
    /// <param name="device">The box's device id.</param>
    public SalvagedRecords(string directory, string device)
    {
        _device = device;
        _found = new FileStream(
            Path.Combine(directory, ".found"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
    }

    /// <summary>Records that may have been ones, and whose seals did not hold: each is counted once for every name of a stream that was tried.</summary>
    public long Refused { get; private set; }

    /// <inheritdoc/>
    public long Unreadable { get; private set; }

    /// <summary>The streams of which something was found.</summary>
    public IEnumerable<string> Streams => _places.Keys.Order(StringComparer.Ordinal);

    /// <summary>How many were found of a stream.</summary>
    public int Count(string stream) => _places.TryGetValue(stream, out var places) ? places.Count : 0;

    /// <summary>Which numbers were found of a stream.</summary>
    public SequenceRanges Ranges(string stream)
    {
        var ranges = new SequenceRanges();
        foreach (var sequence in _places[stream].Keys) ranges.Add(sequence, sequence);
        return ranges;
    }

    /// <summary>One that may be a record.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Add(JournalRecord record, BoxSeal seal)
    {
        if (_places.TryGetValue(record.Stream, out var places) && places.ContainsKey(record.Sequence)) return;
        if (seal.Open(record) is not { } bytes)
        {
            Refused++;
            return;
        }

        if (places is null) _places.Add(record.Stream, places = []);
        places.Add(record.Sequence, (_found.Length, bytes.Length));
        _found.Position = _found.Length;
        _found.Write(bytes);
    }

    /// <summary>Writes every stream's records, in order, each behind its length as a varint: what any protobuf library reads as delimited messages.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void WriteRaw(string directory)
    {
        foreach (var stream in Streams)
        {
            using var file = ExportDirectory.Create(directory, stream + ".pb");
            using var output = new CodedOutputStream(file);
            foreach (var sequence in _places[stream].Keys) output.WriteBytes(ByteString.CopyFrom(BytesOf(stream, sequence)));
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Record> Records(string stream, CancellationToken stop)
    {
        if (!_places.TryGetValue(stream, out var places)) yield break;
        foreach (var sequence in places.Keys)
        {
            stop.ThrowIfCancellationRequested();
            if (StoredEntry.Opened(stream, sequence, BytesOf(stream, sequence), _device).Record is { } record) yield return record;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _found.Dispose();

    private byte[] BytesOf(string stream, long sequence)
    {
        var (at, length) = _places[stream][sequence];
        var bytes = new byte[length];
        _found.Position = at;
        _found.ReadExactly(bytes);
        return bytes;
    }
}
