using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Explain;

/// <summary>A box's alarm log as it lies in its journal, oldest entry first.</summary>
/// <param name="Entries">Transitions of alarms, and changes of the alarm system.</param>
/// <param name="Unreadable">Entries that are there and cannot be read.</param>
/// <param name="Shredded">Entries that were shredded with their patient's episode.</param>
internal sealed record AlarmLog(IReadOnlyList<Record> Entries, int Unreadable, int Shredded)
{
    /// <summary>Entries read in one statement: short, so that the daemon is never held up.</summary>
    private const int Portion = 256;

    /// <summary>The ids of all alarms, in the order of their first entries.</summary>
    public IEnumerable<string> Ids => Entries.Where(entry => entry.Alarm is not null).Select(entry => entry.Alarm.Id).Distinct();

    /// <summary>Reads the whole log.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static AlarmLog Read(SealedReader journal)
    {
        var entries = new List<Record>();
        var (unreadable, shredded) = (0, 0);
        for (var page = journal.ReadFrom(JournalStreams.Alarms, 0, Portion); page.Last is { } last; page = journal.ReadFrom(JournalStreams.Alarms, last, Portion))
        {
            unreadable += page.Unreadable.Count;
            shredded += page.Shredded.Count;
            foreach (var stored in page.Records)
            {
                try
                {
                    entries.Add(RecordCodec.Decode(stored.Bytes.Span));
                }
                catch (InvalidDataException)
                {
                    unreadable++;
                }
            }
        }

        return new AlarmLog(entries, unreadable, shredded);
    }

    /// <summary>
    /// The entries that an alarm's story is made of: its own, and what people did to the alarm system and the daemon's starts and stops while it
    /// was signalled, as well as the last change of the alarm system before it. Empty for an id that is not in the log.
    /// </summary>
    public IReadOnlyList<Record> StoryOf(string id)
    {
        var own = Enumerable.Range(0, Entries.Count).Where(index => Entries[index].Alarm?.Id == id).ToList();
        if (own.Count == 0) return [];
        var (first, last) = (own[0], IsOver(Entries[own[^1]]) ? own[^1] : Entries.Count - 1);
        var story = new List<Record>();
        if (InForceBefore(first) is { } before) story.Add(before);
        for (var index = first; index <= last; index++)
        {
            if (Entries[index].Alarm?.Id == id || Entries[index].AlarmSystem is not null) story.Add(Entries[index]);
        }

        return story;
    }

    /// <summary>The ids that a person may have meant, nearest first.</summary>
    public IReadOnlyList<string> Nearest(string id, int most) =>
        [.. Ids.OrderByDescending(known => known.Contains(id, StringComparison.OrdinalIgnoreCase)).ThenBy(known => Distance(known, id)).Take(most)];

    /// <summary>True for the entry that ends its alarm.</summary>
    public static bool IsOver(Record entry) => entry.Alarm?.Phase == Names.Of(AlarmTransition.End);

    /// <summary>The change of inactivation that was in force when the entry was made: of the same start of the daemon, as none survives a restart.</summary>
    private Record? InForceBefore(int index)
    {
        for (var before = index - 1; before >= 0 && Entries[before].Boot == Entries[index].Boot; before--)
        {
            if (Entries[before].AlarmSystem is { Kind: "inactivation" } system)
                return system.State == Names.Of(Inactivation.None) || (system.HasUntilUs && system.UntilUs <= Entries[index].MonotonicUs) ? null : Entries[before];
        }

        return null;
    }

    /// <summary>How many letters must be changed, added or left out (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
