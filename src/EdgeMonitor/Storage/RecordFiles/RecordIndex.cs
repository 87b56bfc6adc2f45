namespace EdgeMonitor.Storage.RecordFiles;

/// <summary>Where each stored record lies, in memory: 16 bytes a record, so that counts, bytes and ends of a stream cost nothing to ask.</summary>
/// <param name="roomOf">About how many bytes of a file a record of some length takes.</param>
internal sealed class RecordIndex(Func<int, int> roomOf)
{
    private readonly Dictionary<string, Stream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (long Count, long Room)> _files = [];

    /// <summary>The streams' names.</summary>
    public IEnumerable<string> Streams => _streams.Keys;

    /// <summary>How many records the stream holds, and their bytes.</summary>
    public (long Count, long Bytes) TotalsOf(string stream) => _streams.TryGetValue(stream, out var found) ? (found.Entries.Count, found.Bytes) : (0, 0);

    /// <summary>How many records of the file are stored, and about what they take of it.</summary>
    public (long Count, long Room) TotalsOf(int file) => _files.GetValueOrDefault(file);

    /// <summary>The stream's lowest and highest stored sequence, or null.</summary>
    public (long First, long Last)? EndsOf(string stream) =>
        _streams.TryGetValue(stream, out var found) && found.Entries.Count > 0 ? (found.Entries[0].Sequence, found.Entries[^1].Sequence) : null;

    /// <summary>Puts a record in; one that is there already now lies in this file.</summary>
    public void Put(RecordKey key, int file)
    {
        if (!_streams.TryGetValue(key.Stream, out var stream)) _streams[key.Stream] = stream = new Stream();
        var at = stream.IndexOf(key.Sequence);
        if (at < stream.Entries.Count && stream.Entries[at].Sequence == key.Sequence)
        {
            Count(stream, stream.Entries[at], -1);
            stream.Entries.RemoveAt(at);
        }

        var entry = new Entry(key.Sequence, key.Length, file);
        stream.Entries.Insert(at, entry);
        Count(stream, entry, 1);
    }

    /// <summary>True where the record is stored.</summary>
    public bool Contains(string stream, long sequence) =>
        _streams.TryGetValue(stream, out var found) && found.IndexOf(sequence) is var at && at < found.Entries.Count && found.Entries[at].Sequence == sequence;

    /// <summary>The next records of the stream above a sequence, at most so many.</summary>
    public List<Entry> After(string stream, long sequence, int limit)
    {
        if (!_streams.TryGetValue(stream, out var found) || sequence == long.MaxValue) return [];
        var at = found.IndexOf(sequence + 1);
        return found.Entries.GetRange(at, Math.Max(0, Math.Min(limit, found.Entries.Count - at)));
    }

    /// <summary>The records of a file, some of them at a time.</summary>
    public List<RecordKey> In(int file, int limit) =>
        [.. _streams.SelectMany(stream => stream.Value.Entries.Where(entry => entry.File == file).Select(entry => entry.KeyIn(stream.Key))).Take(limit)];

    /// <summary>
    /// The widest range around the stored records from <paramref name="first"/> to <paramref name="last"/> that holds no other; null where
    /// there are none. So widened, ranges that are removed one by one become one.
    /// </summary>
    public (long First, long Last)? Around(string stream, long first, long last)
    {
        if (!_streams.TryGetValue(stream, out var found)) return null;
        var (from, to) = found.Between(first, last);
        if (from >= to) return null;
        var after = to < found.Entries.Count ? found.Entries[to].Sequence - 1 : found.Entries[to - 1].Sequence;
        return (from > 0 ? found.Entries[from - 1].Sequence + 1 : 1, after);
    }

    /// <summary>Takes records out.</summary>
    public void Remove(string stream, long first, long last)
    {
        if (!_streams.TryGetValue(stream, out var found)) return;
        var (from, to) = found.Between(first, last);
        for (var at = from; at < to; at++) Count(found, found.Entries[at], -1);
        if (from < to) found.Entries.RemoveRange(from, to - from);
    }

    /// <summary>Takes all records of a file out.</summary>
    public void Remove(int file)
    {
        foreach (var stream in _streams.Values)
        {
            foreach (var entry in stream.Entries.Where(entry => entry.File == file)) stream.Bytes -= entry.Length;
            stream.Entries.RemoveAll(entry => entry.File == file);
        }

        _files.Remove(file);
    }

    private void Count(Stream stream, Entry entry, int sign)
    {
        stream.Bytes += sign * entry.Length;
        var (count, room) = _files.GetValueOrDefault(entry.File);
        _files[entry.File] = (count + sign, room + (sign * roomOf(entry.Length)));
    }

    /// <summary>One stored record.</summary>
    /// <param name="Sequence">Its number in the stream.</param>
    /// <param name="Length">Its bytes.</param>
    /// <param name="File">The file it lies in.</param>
    internal readonly record struct Entry(long Sequence, int Length, int File)
    {
        /// <summary>Its key.</summary>
        public RecordKey KeyIn(string stream) => new(stream, Sequence, Length);
    }

    private sealed class Stream
    {
        public List<Entry> Entries { get; } = [];

        public long Bytes { get; set; }

        /// <summary>Indexes of the first entry of a range and of the first beyond it.</summary>
        public (int From, int To) Between(long first, long last) => (IndexOf(first), last == long.MaxValue ? Entries.Count : IndexOf(last + 1));

        /// <summary>Index of the first entry with this sequence or a higher one.</summary>
        public int IndexOf(long sequence)
        {
            var (low, high) = (0, Entries.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Entries[middle].Sequence < sequence) low = middle + 1;
                else high = middle;
            }

            return low;
        }
    }
}
