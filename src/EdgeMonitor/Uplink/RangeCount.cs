using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>Counts the records of a range that is to be given up: a portion at a time, as whoever has an alarm to store comes in between.</summary>
internal sealed class RangeCount(GivenUpRange range)
{
    private long _after = range.First - 1;

    /// <summary>The range.</summary>
    public GivenUpRange Range => range;

    /// <summary>How many of its records were there, once <see cref="Step"/> has said so.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one portion; true once all are counted. Where no record is missing, the numbers say it at once.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public bool Step(SealedReader journal)
    {
        if (journal.LastSequence(range.Stream) - range.First + 1 == journal.Count(range.Stream))
        {
            (Count, _after) = (range.Last - range.First + 1, range.Last);
            return true;
        }

        if (_after < range.Last)
        {
            var page = journal.ReadFrom(range.Stream, _after, StorageBounds.Portion);
            Count += page.Records.Count(record => record.Sequence <= range.Last) + page.Unreadable.Count(record => record.Sequence <= range.Last);
            _after = page.Last ?? range.Last;
        }

        return _after >= range.Last;
    }
}
