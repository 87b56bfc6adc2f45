using System.Globalization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Brings the records of one file that was set aside back into the journal, as far as their seals say that they are true. It may be stopped at any
/// moment and begun again: a record that is back already stays as it is. Used by one thread.
/// </summary>
/// <param name="journal">The open journal.</param>
/// <param name="file">The file.</param>
/// <param name="providers">Those who may have written it.</param>
internal sealed class FileSalvage(SealedJournal journal, string file, IReadOnlyList<JournalProviderAttribute> providers)
{
    /// <summary>Most records in one commit. Chosen: an alarm that comes meanwhile waits for one commit of some milliseconds.</summary>
    public const int PortionRecords = 64;

    /// <summary>Most bytes in one commit, but for a single longer record. Chosen: as <see cref="PortionRecords"/>.</summary>
    public const int PortionBytes = 256 << 10;

    /// <summary>Most gaps told one by one; what is between the others is told as one. Chosen: a disk so broken is told by any number.</summary>
    public const int MostGaps = 100;

    private const int MostTold = 8; // ranges in a sentence for people

    private readonly Dictionary<string, SequenceRanges> _found = new(StringComparer.Ordinal);

    /// <summary>
    /// The streams that are brought back before telemetry. What the monitor knew is not among them: limits that come back at some later restart, after
    /// everybody has seen others, would be worse than none. Nor is the account of absent numbers, which was another file's.
    /// </summary>
    public static IReadOnlyList<string> Urgent { get; } =
        [.. JournalStreams.Stored.Where(stream => stream is not (JournalStreams.State or JournalStreams.Absent or JournalStreams.Telemetry))];

    /// <summary>Records brought back, or there already.</summary>
    public long Count => _found.Values.Sum(ranges => ranges.All.Sum(range => range.Last - range.First + 1));

    /// <summary>True where records were met whose keys cannot be opened now: what the file holds is not known before they can.</summary>
    public bool HasLocked { get; private set; }

    /// <summary>The true records of some streams in portions, each to be given to <see cref="SealedJournal.Restore"/>.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public IEnumerable<IReadOnlyList<JournalRecord>> Portions(IReadOnlyCollection<string> streams)
    {
        var portion = new List<JournalRecord>();
        var bytes = 0;
        foreach (var record in providers.SelectMany(provider => provider.Salvage(file)))
        {
            if (!streams.Contains(record.Stream) || !IsNew(record)) continue;
            portion.Add(record);
            bytes += record.Bytes.Length;
            if (portion.Count < PortionRecords && bytes < PortionBytes) continue;
            yield return portion;
            (portion, bytes) = ([], 0);
        }

        if (portion.Count > 0) yield return portion;
    }

    /// <summary>What is missing between the records that came back, and from the last of them to what was stored after the file was set aside.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public IReadOnlyList<Wire.RecordGap> Missing()
    {
        var gaps = new List<Wire.RecordGap>();
        foreach (var stream in JournalStreams.All)
        {
            if (!_found.TryGetValue(stream, out var ranges)) continue;
            var missing = Between(stream, ranges.All);
            foreach (var (first, end) in missing.Take(missing.Count > MostGaps ? MostGaps - 1 : MostGaps)) gaps.Add(Gap(stream, first, end));
            if (missing.Count > MostGaps) gaps.Add(Rest(stream, [.. missing.Skip(MostGaps - 1)]));
            var last = ranges.All[^1].Last;
            var next = journal.ReadFrom(stream, last, 1).Last ?? journal.NextSequence(stream);
            if (next > last + 1) gaps.Add(Tail(stream, last + 1, next - 1));
        }

        return gaps;
    }

    /// <summary>What came of it, in a sentence.</summary>
    public string Summary(IReadOnlyList<Wire.RecordGap> missing)
    {
        var back = _found.Where(pair => JournalStreams.All.Contains(pair.Key)).SelectMany(pair => pair.Value.All.Select(range => Range(pair.Key, range.First, range.Last)));
        var gone = missing.Select(gap => Range(gap.Stream, gap.FirstSequence, gap.LastSequence));
        var result = Count == 0 ? "no record of this box could be found in it" : $"{Count.ToString(CultureInfo.InvariantCulture)} records are back: {List(back)}";
        return $"Of {Path.GetFileName(file)} {result}. {(missing.Count == 0 ? "Nothing is missing between them." : $"Nothing else will come of {List(gone)}.")}";
    }

    private static string List(IEnumerable<string> ranges)
    {
        var all = ranges.ToList();
        return string.Join(", ", all.Take(MostTold)) + (all.Count > MostTold ? string.Create(CultureInfo.InvariantCulture, $" and {all.Count - MostTold} more") : "");
    }

    private static string Range(string stream, long first, long last) => string.Create(CultureInfo.InvariantCulture, $"{stream} {first}-{last}");

    private static Wire.RecordGap Gap(string stream, long first, long last) =>
        new() { Stream = stream, FirstSequence = first, LastSequence = last, Count = last - first + 1, Cause = "They were not found in a damaged file of the journal: lost with it, or confirmed and removed before." };

    /// <summary>What lies between these ranges and is not in the journal either: another file may have had it.</summary>
    private IReadOnlyList<(long First, long Last)> Between(string stream, IReadOnlyList<(long First, long Last)> found)
    {
        var missing = new SequenceRanges();
        for (var i = 1; i < found.Count; i++)
        {
            var (first, last) = (found[i - 1].Last + 1, found[i].First - 1);
            missing.Add(first, last);
            for (var page = journal.ReadFrom(stream, first - 1, PortionRecords); page.Last is { } reached && first <= last; page = journal.ReadFrom(stream, reached, PortionRecords))
            {
                foreach (var sequence in page.Sequences) missing.Remove(sequence, sequence);
                first = reached + 1;
            }
        }

        return missing.All;
    }

    private static Wire.RecordGap Rest(string stream, IReadOnlyList<(long First, long Last)> missing)
    {
        var gap = Gap(stream, missing[0].First, missing[^1].Last);
        gap.Count = missing.Sum(range => range.Last - range.First + 1);
        gap.Cause += " Some between them are back.";
        return gap;
    }

    private static Wire.RecordGap Tail(string stream, long first, long last) => new()
    {
        Stream = stream,
        FirstSequence = first,
        LastSequence = last,
        Cause = "The journal was damaged and goes on above all numbers that may have been used; how many of these were is not known.",
    };

    private bool IsNew(JournalRecord record)
    {
        if (_found.TryGetValue(record.Stream, out var ranges) && ranges.Contains(record.Sequence)) return false;
        if (!journal.IsSound(record))
        {
            HasLocked |= journal.IsLocked(record);
            return false;
        }

        if (record.Sequence >= journal.NextSequence(record.Stream)) return false;
        if (ranges is null) _found[record.Stream] = ranges = new SequenceRanges();
        return ranges.Add(record.Sequence);
    }
}
