using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Shreds episodes. What will be missing is written down first, durably: gap records for what was never sent, and the audit's entry. So a power cut in between
/// leaves a gap that was announced too early, and never one that nobody announced; whoever gave the command is not told "done" and gives it again. No entry
/// holds a pseudonym: an episode is called by its key's name.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="keys">Its keys.</param>
/// <param name="records">Makes the records.</param>
/// <param name="store">Stores records and returns when they are on the disk.</param>
internal sealed class EpisodeShredder(SealedJournal journal, KeyRing keys, RecordFactory records, Func<IReadOnlyList<Wire.Record>, Task> store)
{
    /// <summary>The act's name in the audit stream.</summary>
    private const string Action = "journal-shred";

    /// <summary>Destroys the keys of these episodes.</summary>
    /// <param name="episodes">Their keys.</param>
    /// <param name="plan">What that costs.</param>
    /// <param name="who">Who ordered it.</param>
    /// <param name="why">Why, as the audit has it.</param>
    /// <param name="next">The next master key; null where the box makes it.</param>
    /// <returns>True where the master key was rotated as well.</returns>
    /// <exception cref="JournalException">It could not be done wholly.</exception>
    public async Task<bool> ShredAsync(IReadOnlySet<KeyId> episodes, ShredPlan plan, string who, string why, SecretKey? next)
    {
        var named = $"episode {string.Join(", ", episodes)}";
        var unsent = plan.Unsent > 0 ? $", never sent: {plan.DescribeUnsent()}" : "";
        await store([.. Gaps(plan), records.OfAudit(who, Action, $"{named}; begins; destroys {plan.Describe()}{unsent}; {why}")]);
        var rotated = keys.Shred(episodes, next);
        ForgetStates();
        await store([records.OfAudit(who, Action, $"{named}; done; {(rotated ? "the master key was rotated" : "the master key must still be rotated: it is a credential")}")]);
        return rotated;
    }

    private IEnumerable<Wire.Record> Gaps(ShredPlan plan)
    {
        foreach (var part in plan.Parts)
        {
            foreach (var (first, last) in part.Unsent.All)
            {
                var gap = new Wire.RecordGap
                {
                    Stream = part.Stream,
                    FirstSequence = first,
                    LastSequence = last,
                    Count = ConfirmedMarks.Keeps(part.Stream) ? last - first + 1 : part.Count,
                    Cause = $"Shredded: the key of the episode {part.Key} was destroyed on purpose.",
                };
                if (WallTimeOf(part.Stream, first) is { } start) gap.StartMs = start;
                if (WallTimeOf(part.Stream, last) is { } end) gap.EndMs = end;
                yield return records.Of(gap);
            }
        }
    }

    private long? WallTimeOf(string stream, long sequence)
    {
        if (journal.ReadFrom(stream, sequence - 1, 1).Records is not [var found] || found.Sequence != sequence) return null;
        try
        {
            return RecordCodec.Decode(found.Bytes.Span).WallMs;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Of the monitor's memory only the newest record counts; older ones may be of the episode, and are of no use to anyone.</summary>
    private void ForgetStates()
    {
        if (journal.Count(JournalStreams.State) > 1) journal.Trim(JournalStreams.State, 1, journal.LastSequence(JournalStreams.State) - 1);
    }
}
