using System.Globalization;
using System.Text;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Which records of the alarm log the centre has confirmed. They stay stored, as the box's own log, and are not sent again after a restart; so
/// what was confirmed is itself stored, in the stream <c>marks</c>, of which the newest record counts. A mark that was lost costs only a record
/// sent twice. Used by one thread.
/// </summary>
internal sealed class ConfirmedMarks(SealedJournal journal)
{
    /// <summary>Holes between confirmed records that are remembered; beyond them records are sent again after a restart. Chosen: far more than a refusing broker leaves.</summary>
    private const int MostRanges = 1000;

    /// <summary>Older marks are removed when there are so many. Chosen: a removal costs as much as a commit.</summary>
    private const int MostKept = 32;

    private SequenceRanges _confirmed = new();

    /// <summary>True where the records of a stream stay stored after their confirmation.</summary>
    public static bool Keeps(string stream) => stream == JournalStreams.Alarms;

    /// <summary>What a journal's marks say; nothing where there are none or none can be read.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static SequenceRanges Read(SealedReader journal)
    {
        var confirmed = new SequenceRanges();
        var records = journal.ReadFrom(JournalStreams.Marks, 0, int.MaxValue).Records;
        if (records.Count == 0) return confirmed;
        foreach (var range in Encoding.ASCII.GetString(records[^1].Bytes.Span).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            confirmed.Add(long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[1], CultureInfo.InvariantCulture));
        }

        return confirmed;
    }

    /// <summary>How many stored records of a stream wait for their confirmation.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static long Waiting(SealedReader journal, string stream)
    {
        var stored = journal.Count(stream);
        if (!Keeps(stream) || stored == 0 || journal.FirstSequence(stream) is not { } oldest) return stored;
        return Math.Max(0, stored - Read(journal).All.Sum(range => Math.Max(0, range.Last - Math.Max(range.First, oldest) + 1)));
    }

    /// <summary>True where a record up to this sequence is stored and waits for its confirmation.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static bool IsLeft(SealedReader journal, string stream, long last)
    {
        if (journal.FirstSequence(stream) is not { } first || first > last) return false;
        return !Keeps(stream) || Read(journal).Within(first, last).Sum(range => range.Last - range.First + 1) < last - first + 1;
    }

    /// <summary>Reads the marks anew.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public void Load() => _confirmed = Read(journal);

    /// <summary>Where sending may begin: everything up to this sequence is confirmed or gone.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public long Floor() => journal.FirstSequence(JournalStreams.Alarms) is { } oldest && _confirmed.All is [var lowest, ..] && lowest.First <= oldest ? lowest.Last : 0;

    /// <summary>True where the record was confirmed.</summary>
    public bool Contains(long sequence) => _confirmed.Contains(sequence);

    /// <summary>Remembers, durably, that these records were confirmed.</summary>
    /// <exception cref="JournalException">It could not be stored: tell it again.</exception>
    public void Add(SequenceRanges newly)
    {
        foreach (var (first, last) in newly.All) _confirmed.Add(first, last);
        // What is no longer stored needs no mark, and must have none: from a damaged file it may come back and was never sent.
        if (journal.FirstSequence(JournalStreams.Alarms) is { } oldest)
        {
            while (_confirmed.All is [var lowest, ..] && lowest.Last < oldest) _confirmed.RemoveFirst();
        }

        var next = journal.NextSequence(JournalStreams.Marks);
        var text = string.Join(' ', _confirmed.All.Take(MostRanges).Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));
        journal.Append([new PlainRecord(JournalStreams.Marks, next, Encoding.ASCII.GetBytes(text))]);
        if (journal.Count(JournalStreams.Marks) > MostKept) journal.Trim(JournalStreams.Marks, 1, next - 1);
    }
}
