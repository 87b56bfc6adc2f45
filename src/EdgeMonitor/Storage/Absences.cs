using System.Globalization;
using System.Text;
using EdgeMonitor.Storage.RecordFiles;

namespace EdgeMonitor.Storage;

/// <summary>Why nothing is stored under a number although older records of its stream are.</summary>
internal enum AbsenceCause
{
    /// <summary>Its record was removed before older ones were: it was confirmed, or given up and told of.</summary>
    Removed,

    /// <summary>It was never used: the journal went on above it.</summary>
    Skipped,

    /// <summary>Older records were brought back later; until then it was below everything stored, as removed, never used, or lost and told of.</summary>
    Below,

    /// <summary>It is of a time before account was kept.</summary>
    Unrecorded,
}

/// <summary>
/// Which numbers of each stream have no record although older ones are stored, and why: so that a number without a record is either accounted for or a
/// loss. Kept in the stream <c>absent</c>, of which the newest record counts. What lies below the oldest stored record needs no account.
/// </summary>
internal sealed class Absences
{
    /// <summary>Ranges of one stream and cause that are kept apart; those beyond become one. Chosen: far more than a refusing broker leaves.</summary>
    private const int MostRanges = 1000;

    private readonly SortedDictionary<(string Stream, AbsenceCause Cause), RemovedRanges> _ranges = [];

    /// <summary>The streams for which account is kept; of the others only the newest record counts.</summary>
    public static IReadOnlyList<string> Streams => JournalStreams.All;

    /// <summary>What a journal's newest account says; nothing where there is none or it cannot be read.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static Absences Read(SealedReader journal)
    {
        var absences = new Absences();
        var records = journal.ReadFrom(JournalStreams.Absent, 0, int.MaxValue).Records;
        if (records.Count > 0) absences.Parse(Encoding.ASCII.GetString(records[^1].Bytes.Span));
        return absences;
    }

    /// <summary>The known ranges of a stream, with their causes.</summary>
    public IEnumerable<(AbsenceCause Cause, long First, long Last)> Of(string stream) =>
        from pair in _ranges where pair.Key.Stream == stream from range in pair.Value.All select (pair.Key.Cause, range.First, range.Last);

    /// <summary>These numbers have no record.</summary>
    public void Add(string stream, AbsenceCause cause, long first, long last)
    {
        if (!_ranges.TryGetValue((stream, cause), out var ranges)) _ranges[(stream, cause)] = ranges = new RemovedRanges();
        ranges.Add(first, last);
    }

    /// <summary>This number has its record again; false where it was not known to be without one.</summary>
    public bool Return(string stream, long sequence)
    {
        var known = _ranges.Where(pair => pair.Key.Stream == stream && pair.Value.Contains(sequence)).ToList();
        foreach (var (_, ranges) in known) ranges.Restore(sequence);
        return known.Count > 0;
    }

    /// <summary>Forgets what lies wholly below the oldest stored record of a stream; all of it where none is stored.</summary>
    public void Forget(string stream, long? oldest)
    {
        foreach (var cause in Enum.GetValues<AbsenceCause>())
        {
            if (!_ranges.TryGetValue((stream, cause), out var ranges)) continue;
            var kept = new RemovedRanges();
            foreach (var (first, last) in ranges.All.Where(range => range.Last > oldest)) kept.Add(first, last); // none where nothing is stored
            _ranges[(stream, cause)] = kept;
        }
    }

    /// <summary>The record's bytes.</summary>
    public byte[] ToRecord()
    {
        var text = new StringBuilder();
        foreach (var ((stream, cause), ranges) in _ranges.Where(pair => pair.Value.All.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"{stream} {cause}");
            foreach (var (first, last) in ranges.All.Take(MostRanges - 1)) text.Append(CultureInfo.InvariantCulture, $" {first}-{last}");
            if (ranges.All.Count >= MostRanges) text.Append(CultureInfo.InvariantCulture, $" {ranges.All[MostRanges - 1].First}-{ranges.All[^1].Last}");
            text.Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private void Parse(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            if (!Enum.TryParse<AbsenceCause>(words[1], out var cause)) continue; // of a later version
            foreach (var range in words.Skip(2).Select(word => word.Split('-')))
                Add(words[0], cause, long.Parse(range[0], CultureInfo.InvariantCulture), long.Parse(range[1], CultureInfo.InvariantCulture));
        }
    }
}
