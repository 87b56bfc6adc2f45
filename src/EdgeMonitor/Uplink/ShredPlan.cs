using System.Globalization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>Records of one stream that one key's destruction makes unreadable.</summary>
/// <param name="Stream">Stream name.</param>
/// <param name="Key">The key's name.</param>
/// <param name="Count">How many are stored.</param>
/// <param name="Unsent">Those of them that the centre has not confirmed; none of a stream that is never sent.</param>
internal sealed record ShredPart(string Stream, KeyId Key, long Count, SequenceRanges Unsent);

/// <summary>What the shredding of some episodes would destroy.</summary>
/// <param name="Parts">By key and stream; nothing for an episode of which nothing is stored.</param>
internal sealed record ShredPlan(IReadOnlyList<ShredPart> Parts)
{
    /// <summary>Records read at a time. Chosen: alarm records are small, and the log holds about 10,000.</summary>
    private const int Portion = 256;

    /// <summary>Finds everything that these keys have sealed.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static ShredPlan Of(SealedReader journal, IReadOnlySet<KeyId> episodes)
    {
        var parts = new List<ShredPart>();
        foreach (var stream in JournalStreams.Recorded)
        {
            foreach (var run in journal.KeysOf(stream, episodes))
            {
                if (run.Key is { } key && episodes.Contains(key)) parts.Add(new ShredPart(stream, key, run.Count, UnsentOf(journal, stream, run)));
            }
        }

        return new ShredPlan(parts);
    }

    /// <summary>Records that the centre has not confirmed.</summary>
    public long Unsent => Parts.Sum(CountOfUnsent);

    /// <summary>How many of which stream, in words.</summary>
    public string Describe() => Describe(part => part.Count);

    /// <summary>How many unsent ones of which stream, in words.</summary>
    public string DescribeUnsent() => Describe(CountOfUnsent);

    /// <summary>The part of it that concerns these keys.</summary>
    public ShredPlan For(IReadOnlySet<KeyId> episodes) => new([.. Parts.Where(part => episodes.Contains(part.Key))]);

    /// <summary>How many records of a part are unsent: telemetry leaves when it is confirmed, so what is stored of it is unsent.</summary>
    private static long CountOfUnsent(ShredPart part) =>
        part.Unsent.IsEmpty ? 0 : ConfirmedMarks.Keeps(part.Stream) ? part.Unsent.All.Sum(range => range.Last - range.First + 1) : part.Count;

    private static SequenceRanges UnsentOf(SealedReader journal, string stream, KeyRun run)
    {
        var unsent = new SequenceRanges();
        if (!JournalStreams.All.Contains(stream)) return unsent;
        if (!ConfirmedMarks.Keeps(stream))
        {
            unsent.Add(run.First, run.Last);
            return unsent;
        }

        var confirmed = ConfirmedMarks.Read(journal);
        for (var page = journal.ReadFrom(stream, run.First - 1, Portion); page.Last is { } last; page = journal.ReadFrom(stream, last, Portion))
        {
            foreach (var record in StoredRecord.InOrder(page))
            {
                if (record.Sequence <= run.Last && !confirmed.Contains(record.Sequence)) unsent.Add(record.Sequence);
            }

            if (last >= run.Last) break;
        }

        return unsent;
    }

    private string Describe(Func<ShredPart, long> count)
    {
        var counts = Parts.GroupBy(part => part.Stream).Select(stream => (Stream: stream.Key, Count: stream.Sum(count))).Where(stream => stream.Count > 0);
        var words = string.Join(", ", counts.Select(stream => string.Create(CultureInfo.InvariantCulture, $"{stream.Count} of {stream.Stream}")));
        return words.Length == 0 ? "no record" : words;
    }
}
