using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>What was remembered over a restart, and whether its limits are still those to use.</summary>
/// <param name="Memory">What the monitor is to know; the configured limits where <paramref name="Superseded"/> says so.</param>
/// <param name="Remembered">The limits that were in force before the restart.</param>
/// <param name="Superseded">Why those are not in force again, in one sentence; null where they are.</param>
/// <param name="Episode">The episode that goes on; null where nobody is admitted.</param>
/// <param name="IsEpisodeKnown">False where even then nobody knew who was in the bed.</param>
internal sealed record RememberedState(MonitorMemory Memory, AlarmLimits Remembered, string? Superseded, Episode? Episode, bool IsEpisodeKnown);

/// <summary>
/// The monitor's memory in the journal's stream <c>state</c>: sealed as everything is, and committed at once, as alarms are.
/// <para>
/// Limits that an authorised user has set for the patient outlive a restart: they are the patient's, the configuration only holds what a new
/// patient begins with. Where the configuration's section Alarms says something else than it did when they were set, it is the newer decision and
/// wins, for all limits, with an entry in the alarm log. Limits that have faults for this version are never used.
/// </para>
/// </summary>
internal static class MonitorMemoryStore
{
    /// <summary>Records read, newest last; the newest that can be read counts.</summary>
    private const int MostRead = 256;

    /// <summary>The memory as it is stored.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="configured">What the configuration says of limits.</param>
    /// <param name="episode">The episode in force.</param>
    /// <param name="isKnown">Whether that is known.</param>
    public static Wire.StoredMemory Write(MonitorMemory memory, AlarmLimits configured, Episode? episode = null, bool isKnown = true)
    {
        var stored = new Wire.StoredMemory { Profile = Names.Of(memory.Profile), Episode = memory.Episode, EpisodeKey = episode?.Key.ToString() ?? "", EpisodeUnknown = !isKnown };
        foreach (var (name, value) in LimitValues.Of(memory.Limits)) stored.Limits.Add(name, value);
        foreach (var (name, value) in LimitValues.Of(configured)) stored.Configured.Add(name, value);
        foreach (var alarm in memory.Latched)
        {
            stored.Latched.Add(new Wire.LatchedAlarm
            {
                Condition = alarm.Condition,
                Sensor = alarm.Sensor,
                Id = alarm.Id,
                Priority = Names.Of(alarm.Priority),
                Reason = alarm.Reason,
            });
        }

        return stored;
    }

    /// <summary>The newest memory in the journal; null where there is none that can be read.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="configured">What the configuration says of limits now.</param>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static RememberedState? Read(SealedReader journal, AlarmLimits configured)
    {
        // Where the numbers have jumped, the newest ones may lie far below the last: few records are read from the first.
        var after = journal.Count(JournalStreams.State) <= MostRead ? 0 : Math.Max(0, journal.LastSequence(JournalStreams.State) - MostRead);
        foreach (var record in journal.ReadFrom(JournalStreams.State, after, MostRead).Records.Reverse())
        {
            try
            {
                if (RecordCodec.Decode(record.Bytes.Span).Memory is { } stored) return Of(stored, configured);
            }
            catch (InvalidDataException)
            {
                // Another version's or none: the one before it may be readable.
            }
        }

        return null;
    }

    /// <summary>
    /// Whether what was found tells who is in the bed. It does not where newer records may lie in files that are not brought back yet, or where nothing was
    /// found although the box has had patients.
    /// </summary>
    /// <param name="found">What <see cref="Read"/> has found.</param>
    /// <param name="journal">The open journal.</param>
    /// <exception cref="JournalException">Its directory cannot be read.</exception>
    public static bool IsEpisodeKnown(RememberedState? found, JournalHost journal) =>
        (found?.IsEpisodeKnown ?? (journal.Open().Count(JournalStreams.State) == 0 && journal.Keys is { MayHoldEpisodes: false })) && !journal.HasRecordsElsewhere();

    private static RememberedState Of(Wire.StoredMemory stored, AlarmLimits configured)
    {
        var remembered = LimitValues.With(configured, stored.Limits);
        var now = LimitValues.Of(configured);
        // A key that only one of two versions knows is no decision of anybody.
        var changed = stored.Configured.Any(pair => now.TryGetValue(pair.Key, out var value) && value != pair.Value);
        var faulty = remembered.Faults().Count > 0;
        var superseded = changed ? "The configuration's limits were changed since: they are in force, and not those of before the restart."
            : faulty ? "The limits of before the restart are not allowed in this version: the configured ones are in force."
            : null;
        var latched = stored.Latched.Select(alarm => new LatchedAlarm(
            alarm.Condition, alarm.Sensor, alarm.Id, Names.ValueOf<AlarmPriority>(alarm.Priority) ?? AlarmPriority.High, alarm.Reason));
        var memory = new MonitorMemory(
            Names.ValueOf<PatientProfile>(stored.Profile) ?? PatientProfile.Adult, stored.Episode, superseded is null ? remembered : configured, [.. latched]);
        return new RememberedState(memory, remembered, superseded, EpisodeOf(stored), !stored.EpisodeUnknown);
    }

    /// <summary>Before episodes had keys, only a pseudonym said that somebody was admitted: that one gets a key now.</summary>
    private static Episode? EpisodeOf(Wire.StoredMemory stored) =>
        KeyId.Parse(stored.EpisodeKey) is { } key ? new Episode(key, stored.Episode) : stored.Episode.Length > 0 ? Episode.Begin(stored.Episode) : null;
}
