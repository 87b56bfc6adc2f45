namespace EdgeMonitor.Storage;

/// <summary>Consecutive stored records of one stream under one key.</summary>
/// <param name="Key">The key's name; null for records that are none of ours.</param>
/// <param name="First">The first one's sequence.</param>
/// <param name="Last">The last one's.</param>
/// <param name="Count">How many are stored between them, both included.</param>
internal readonly record struct KeyRun(KeyId? Key, long First, long Last, long Count)
{
    /// <summary>Records read at a time. Chosen: 20 MB of telemetry at most.</summary>
    private const int Portion = 64;

    /// <summary>
    /// All runs of a stream. An episode's records follow one another without a break: where no number is missing its long run is found in a few
    /// steps, and days of telemetry need not be read.
    /// </summary>
    /// <param name="journal">The store.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="episodes">Keys of episodes; any other one may seal records again after a break.</param>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static IReadOnlyList<KeyRun> Of(IJournalReader journal, string stream, IReadOnlySet<KeyId> episodes)
    {
        var runs = new List<KeyRun>();
        if (journal.FirstSequence(stream) is not { } at) return runs;
        var last = journal.LastSequence(stream);
        var whole = journal.Count(stream) == last - at + 1;
        for (var page = journal.ReadFrom(stream, at - 1, Portion); page.Count > 0; page = journal.ReadFrom(stream, at - 1, Portion))
        {
            foreach (var record in page) Add(runs, RecordSeal.KeyOf(record.Bytes.Span), record.Sequence);
            if (whole && runs[^1] is { Key: { } key, Count: >= Portion } run && episodes.Contains(key))
            {
                var end = EndOf(key, run.Last, last);
                runs[^1] = run with { Last = end, Count = run.Count + end - run.Last };
            }

            at = runs[^1].Last + 1;
        }

        return runs;

        long EndOf(KeyId key, long inside, long end)
        {
            // Doubling steps, then halving ones: `inside` is surely of the run, `outside` surely not.
            var outside = end + 1;
            for (var step = (long)Portion; inside + step < outside; step *= 2)
            {
                if (IsOf(key, inside + step)) inside += step;
                else outside = inside + step;
            }

            while (outside - inside > 1)
            {
                var middle = inside + ((outside - inside) / 2);
                if (IsOf(key, middle)) inside = middle;
                else outside = middle;
            }

            return inside;
        }

        bool IsOf(KeyId key, long sequence) => journal.ReadFrom(stream, sequence - 1, 1) is [var found] && found.Sequence == sequence && RecordSeal.KeyOf(found.Bytes.Span) == key;
    }

    private static void Add(List<KeyRun> runs, KeyId? key, long sequence)
    {
        if (runs.Count > 0 && runs[^1].Key == key) runs[^1] = runs[^1] with { Last = sequence, Count = runs[^1].Count + 1 };
        else runs.Add(new KeyRun(key, sequence, sequence, 1));
    }
}
