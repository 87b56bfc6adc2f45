using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>A box's disk in memory, which survives the box's processes.</summary>
internal sealed class MemoryDisk
{
    private readonly Dictionary<string, (SortedList<long, ReadOnlyMemory<byte>> Records, long Last)> _streams = [];

    /// <summary>Called before records are removed.</summary>
    public Action<string, IEnumerable<long>> Trimming { get; set; } = (_, _) => { };

    /// <summary>The disk as one process has it: of a process that was killed nothing comes any more.</summary>
    public MemoryJournal Open() => new(this);

    /// <summary>The journal of one process.</summary>
    internal sealed class MemoryJournal(MemoryDisk disk) : IJournal
    {
        private bool _dead;

        public string Provider => "memory";

        /// <summary>The process is killed.</summary>
        public void Kill() => _dead = true;

        public void Append(IReadOnlyList<JournalRecord> records)
        {
            foreach (var record in records)
            {
                var (stored, last) = Of(record.Stream);
                if (record.Sequence != last + 1) throw new ArgumentException($"{record.Stream} {record.Sequence} after {last}.");
                stored.Add(record.Sequence, record.Bytes);
                disk._streams[record.Stream] = (stored, record.Sequence);
            }
        }

        public void Restore(IReadOnlyList<JournalRecord> records)
        {
            foreach (var record in records) Of(record.Stream).Records.TryAdd(record.Sequence, record.Bytes);
        }

        public IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit)
        {
            var records = Of(stream).Records;
            int low = 0, high = records.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (records.Keys[middle] <= after) low = middle + 1;
                else high = middle;
            }

            return [.. Enumerable.Range(low, Math.Min(limit, records.Count - low)).Select(at => new JournalRecord(stream, records.Keys[at], records.Values[at]))];
        }

        public void Trim(string stream, long first, long last)
        {
            var records = Of(stream).Records;
            var gone = records.Keys.Where(sequence => sequence >= first && sequence <= last).ToList();
            disk.Trimming(stream, gone);
            foreach (var sequence in gone) records.Remove(sequence);
        }

        public long LastSequence(string stream) => Of(stream).Last;

        public long? FirstSequence(string stream) => Of(stream).Records is { Count: > 0 } records ? records.Keys[0] : null;

        public long Count(string stream) => Of(stream).Records.Count;

        public long Bytes(string stream) => Of(stream).Records.Values.Sum(bytes => (long)bytes.Length);

        public void Dispose()
        {
        }

        private (SortedList<long, ReadOnlyMemory<byte>> Records, long Last) Of(string stream)
        {
            if (_dead) throw new JournalException("This process was killed.");
            if (!disk._streams.TryGetValue(stream, out var found)) disk._streams[stream] = found = ([], 0);
            return found;
        }
    }
}
