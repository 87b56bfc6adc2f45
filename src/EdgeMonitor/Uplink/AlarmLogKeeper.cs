using System.Globalization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Keeps the box's own alarm log at its capacity: the oldest entries are overwritten, with a notice in the log, and never one that the centre
/// has not confirmed yet. A box that forwards nothing has no centre to wait for. Used by one thread.
/// </summary>
/// <param name="forwards">True where an uplink is configured.</param>
/// <param name="capacity">Entries that the log surely holds.</param>
internal sealed class AlarmLogKeeper(bool forwards, int capacity = AlarmLogKeeper.Capacity)
{
    /// <summary>Entries that the log surely holds. Chosen: ten times what IEC 60601-1-8 (unverified) is said to ask for; about 3 MB.</summary>
    public const int Capacity = 10_000;

    /// <summary>Entries overwritten at a time, with one notice. Chosen: one transaction of some milliseconds, as the recorder waits for it.</summary>
    public const int Portion = 256;

    /// <summary>State and marks older than the newest are removed when there are so many. Chosen: a removal costs as much as a commit.</summary>
    private const int MostStates = 32;

    /// <summary>Removes what is too much; answers the notice for the log, or null where nothing was overwritten.</summary>
    public Wire.AlarmSystemEvent? Keep(SealedJournal journal)
    {
        try
        {
            if (journal.Count(JournalStreams.State) > MostStates) journal.Trim(JournalStreams.State, 1, journal.LastSequence(JournalStreams.State) - 1);
            if (journal.Count(JournalStreams.Alarms) < capacity + Portion) return null;
            return Oldest(journal) is var (first, last) ? Overwrite(journal, first, last) : null;
        }
        catch (JournalException)
        {
            // Nothing is lost by a log that is too long. The same disk refuses the next record, and that is an alarm.
            return null;
        }
    }

    private static Wire.AlarmSystemEvent Overwrite(SealedJournal journal, long first, long last)
    {
        journal.Trim(JournalStreams.Alarms, first, last);
        return new Wire.AlarmSystemEvent
        {
            Kind = "log",
            State = "overwritten",
            Reason = string.Create(CultureInfo.InvariantCulture, $"The log is full: its oldest entries, {first} to {last}, were overwritten."),
        };
    }

    /// <summary>The oldest entries that may go; an entry that is not confirmed, or cannot be read and so was never sent, stays between them.</summary>
    private (long First, long Last)? Oldest(SealedJournal journal)
    {
        IReadOnlyList<(long First, long Last)> free = forwards ? ConfirmedMarks.Read(journal).All : [(1, long.MaxValue)];
        foreach (var range in free)
        {
            var page = journal.ReadFrom(JournalStreams.Alarms, range.First - 1, 1);
            if (page.Last is { } oldest && oldest <= range.Last) return (oldest, Math.Min(oldest + Portion - 1, range.Last));
        }

        return null;
    }
}
