using System.Globalization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>What a journal has acknowledged up to some moment of a trace, and what was under way: what must be there after a power cut.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<string, SortedDictionary<long, byte[]>> _stored = [];
    private readonly Dictionary<(string Stream, long Sequence), byte[]> _removed = []; // may come back: a removal is synced with the next commit
    private readonly Dictionary<(string Stream, long Sequence), byte[]> _spared = []; // from before a damage: files that it did not meet have them still
    private readonly Dictionary<string, long> _last = [];
    private List<JournalRecord> _appending = [];
    private (string Stream, long First, long Last)? _trimming;

    /// <summary>True while noise is being written over a file: any part of it may be there.</summary>
    public bool IsDamaging { get; private set; }

    /// <summary>What was begun last: the mark, or "!" where it is done.</summary>
    public string Doing { get; private set; } = "!";

    /// <summary>One more mark.</summary>
    public void Take(string mark)
    {
        Doing = mark;
        if (mark == "!") Acknowledge();
        else if (mark == "? x") IsDamaging = true;
        else if (mark.StartsWith("? t ", StringComparison.Ordinal)) _trimming = mark.Split(' ') is [_, _, var stream, var first, var last] ? (stream, Number(first), Number(last)) : null;
        else _appending = [.. mark[4..].Split(';').Select(part => part.Split(' ')).SelectMany(part => KnownRecords.Make(part[0], Number(part[1]), (int)Number(part[2]), (int)Number(part[3])))];
    }

    /// <summary>Checks a journal that was opened after a power cut at this moment.</summary>
    public void Check(IJournal journal)
    {
        if (IsDamaging) MeetDamage(journal);
        else Assert.That(journal.OpeningNotes, Is.Empty);
        foreach (var stream in _last.Keys.Concat(_appending.Select(record => record.Stream)).Distinct()) CheckStream(journal, stream);
        var there = _appending.Count(record => journal.ReadFrom(record.Stream, record.Sequence - 1, 1).Any(found => found.Sequence == record.Sequence && found.Bytes.Span.SequenceEqual(record.Bytes.Span)));
        if (!IsDamaging) Assert.That(there, Is.Zero.Or.EqualTo(_appending.Count), "a batch is there in part");
    }

    /// <summary>True where a record is stored, and not damaged, for all that is known here.</summary>
    public bool Holds(JournalRecord record) => _stored.GetValueOrDefault(record.Stream)?.GetValueOrDefault(record.Sequence) is { } bytes && record.Bytes.Span.SequenceEqual(bytes);

    /// <summary>
    /// Noise in a page that only records lie in is no matter of the opening: it is met when they are read. That reading is refused, once for a file, with
    /// a sentence that says so; the file is set aside, which is told as a gap, and from then on everything goes its way.
    /// </summary>
    private void MeetDamage(IJournal journal)
    {
        foreach (var stream in _last.Keys)
        {
            try
            {
                journal.ReadFrom(stream, 0, int.MaxValue);
            }
            catch (JournalException refused)
            {
                Assert.That(refused.Message, Does.Contain("is damaged: the file will be set aside"));
                journal.ReadFrom(stream, 0, int.MaxValue); // the noise is in one file
                Assert.That(journal.Gaps, Has.Some.Contains(".damaged-"), "what is set aside is not told");
            }
        }

        Assert.That(journal.OpeningNotes.Concat(journal.Gaps), Has.None.Contains("missing"), "nobody removed anything");
    }

    private void CheckStream(IJournal journal, string stream)
    {
        var last = journal.LastSequence(stream);
        Assert.That(last, Is.GreaterThanOrEqualTo(_last.GetValueOrDefault(stream)), $"{stream}: a number would be used again");
        var stored = _stored.GetValueOrDefault(stream, []);
        var found = journal.ReadFrom(stream, 0, int.MaxValue);
        if (!IsDamaging) Assert.That(journal.Count(stream), Is.EqualTo(found.Count), $"{stream}: the count");
        var seen = new HashSet<long>();
        foreach (var record in found)
        {
            var expected = stored.GetValueOrDefault(record.Sequence) ?? _removed.GetValueOrDefault((stream, record.Sequence)) ?? _spared.GetValueOrDefault((stream, record.Sequence)) ?? Appending(stream, record.Sequence);
            Assert.That(expected is not null && record.Bytes.Span.SequenceEqual(expected), Is.True, $"{stream} {record.Sequence} was never stored so, or was removed");
            Assert.That(seen.Add(record.Sequence) && record.Sequence <= last, Is.True, $"{stream} {record.Sequence}");
        }

        if (IsDamaging) return;
        var missing = stored.Keys.Where(sequence => !seen.Contains(sequence) && !(_trimming is { } trim && trim.Stream == stream && sequence >= trim.First && sequence <= trim.Last)).ToList();
        Assert.That(missing, Is.Empty, $"{stream}: acknowledged and lost");
    }

    private byte[]? Appending(string stream, long sequence) =>
        _appending.Where(record => record.Stream == stream && record.Sequence == sequence).Select(record => record.Bytes.ToArray()).FirstOrDefault();

    private void Acknowledge()
    {
        if (_appending.Count > 0) _removed.Clear();
        foreach (var (stream, sequence, bytes) in _appending)
        {
            if (!_stored.TryGetValue(stream, out var records)) _stored[stream] = records = [];
            records[sequence] = bytes.ToArray();
            _last[stream] = sequence;
        }

        if (_trimming is { } trim)
        {
            var stored = _stored.GetValueOrDefault(trim.Stream, []);
            foreach (var sequence in stored.Keys.Where(sequence => sequence >= trim.First && sequence <= trim.Last).ToList())
            {
                stored.Remove(sequence, out var bytes);
                _removed[(trim.Stream, sequence)] = bytes!;
            }
        }

        if (IsDamaging)
        {
            foreach (var (stream, records) in _stored)
            {
                foreach (var (sequence, bytes) in records) _spared[(stream, sequence)] = bytes;
            }

            _stored.Clear();
        }

        (_appending, _trimming, IsDamaging) = ([], null, false);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
