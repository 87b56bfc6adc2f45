using System.Globalization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>What a journal has acknowledged up to some moment of a trace, and what was under way: what must be there after a power cut.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<string, SortedDictionary<long, byte[]>> _stored = [];
    private readonly Dictionary<(string Stream, long Sequence), byte[]> _removed = []; // may come back: a removal is synced with the next commit
    private readonly Dictionary<string, long> _last = [];
    private List<JournalRecord> _appending = [];
    private (string Stream, long First, long Last)? _trimming;
    private bool _damaging;

    /// <summary>One more mark.</summary>
    public void Take(string mark)
    {
        if (mark == "!") Acknowledge();
        else if (mark == "? x") _damaging = true;
        else if (mark.StartsWith("? t ", StringComparison.Ordinal)) _trimming = mark.Split(' ') is [_, _, var stream, var first, var last] ? (stream, Number(first), Number(last)) : null;
        else _appending = [.. mark[4..].Split(';').Select(part => part.Split(' ')).SelectMany(part => KnownRecords.Make(part[0], Number(part[1]), (int)Number(part[2]), (int)Number(part[3])))];
    }

    /// <summary>Checks a journal that was opened after a power cut at this moment.</summary>
    public void Check(IJournal journal)
    {
        if (!_damaging) Assert.That(journal.OpeningNotes, Is.Empty);
        foreach (var stream in _stored.Keys.Concat(_appending.Select(record => record.Stream)).Distinct()) CheckStream(journal, stream);
        var there = _appending.Count(record => journal.ReadFrom(record.Stream, record.Sequence - 1, 1).Any(found => found.Sequence == record.Sequence && found.Bytes.Span.SequenceEqual(record.Bytes.Span)));
        if (!_damaging) Assert.That(there, Is.Zero.Or.EqualTo(_appending.Count), "a batch is there in part");
    }

    private void CheckStream(IJournal journal, string stream)
    {
        var last = journal.LastSequence(stream);
        Assert.That(last, Is.GreaterThanOrEqualTo(_last.GetValueOrDefault(stream)), $"{stream}: a number would be used again");
        var stored = _stored.GetValueOrDefault(stream, []);
        var found = journal.ReadFrom(stream, 0, int.MaxValue);
        if (!_damaging) Assert.That(journal.Count(stream), Is.EqualTo(found.Count), $"{stream}: the count");
        var seen = new HashSet<long>();
        foreach (var record in found)
        {
            var expected = stored.GetValueOrDefault(record.Sequence) ?? _removed.GetValueOrDefault((stream, record.Sequence)) ?? Appending(stream, record.Sequence);
            Assert.That(expected is not null && record.Bytes.Span.SequenceEqual(expected), Is.True, $"{stream} {record.Sequence} was never stored so, or was removed");
            Assert.That(seen.Add(record.Sequence) && record.Sequence <= last, Is.True, $"{stream} {record.Sequence}");
        }

        if (_damaging) return;
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
            foreach (var sequence in _stored[trim.Stream].Keys.Where(sequence => sequence >= trim.First && sequence <= trim.Last).ToList())
            {
                _stored[trim.Stream].Remove(sequence, out var bytes);
                _removed[(trim.Stream, sequence)] = bytes!;
            }
        }

        if (_damaging) _stored.Clear();
        (_appending, _trimming, _damaging) = ([], null, false);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
