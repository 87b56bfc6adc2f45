using System.Globalization;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>What became of an act on the keys.</summary>
/// <param name="Done">True where it was done.</param>
/// <param name="Sentence">For the person; it never holds a pseudonym.</param>
internal sealed record KeyAnswer(bool Done, string Sentence);

/// <summary>
/// A person's acts on the box's keys: a new master key, and the shredding of an episode. One at a time, in the daemon as well as in a command that
/// owns the journal's directory while no daemon runs.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="records">Makes the records, and knows the episode in force.</param>
/// <param name="store">Stores records and returns when they are on the disk.</param>
/// <param name="holds">Whether records of these episodes still wait for the disk.</param>
internal sealed class KeyDesk(JournalHost journal, RecordFactory records, Func<IReadOnlyList<Wire.Record>, Task> store, Func<IReadOnlySet<KeyId>, bool> holds) : IDisposable
{
    /// <summary>How long an act may take: a wrap for each episode that the box has had, and the disk's patience. Chosen.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>A disk that takes no record for so long takes no act on the keys either. Chosen: three times the recorder's own patience.</summary>
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Gives the box another master key.</summary>
    /// <param name="who">Who ordered it.</param>
    /// <param name="why">Why; may be empty.</param>
    /// <param name="next">The key; null where the box makes it.</param>
    public Task<KeyAnswer> RotateAsync(string who, string why, SecretKey? next) => WrittenAsync(who, Permissions.RotateKey, why, async (_, keys) =>
    {
        var count = keys.Rotate(next);
        await StoreAsync([records.OfAudit(who, Permissions.RotateKey.Name, string.Create(CultureInfo.InvariantCulture, $"{count} data keys; done; {Because(why)}"))]);
        return new KeyAnswer(true, string.Create(
            CultureInfo.InvariantCulture, $"The master key is another one: {count} data keys were wrapped anew, no record was touched.{WhatRemains(keys)}"));
    });

    /// <summary>Shreds all episodes of a patient.</summary>
    /// <param name="who">Who ordered it.</param>
    /// <param name="why">Why; may be empty.</param>
    /// <param name="patient">The patient's pseudonym, or an episode's name as the audit has it.</param>
    /// <param name="unsent">Whether records may be destroyed that the centre has never confirmed.</param>
    /// <param name="next">The next master key; null where the box makes it.</param>
    public Task<KeyAnswer> ShredAsync(string who, string why, string patient, bool unsent, SecretKey? next) => WrittenAsync(who, Permissions.ShredEpisode, why, async (open, keys) =>
    {
        var found = keys.Episodes().Where(episode => episode.Pseudonym == patient || episode.Key.ToString() == patient).ToList();
        if (patient.Length == 0 || found.Count == 0) return new KeyAnswer(false, $"No episode of that name has a key here that can be opened.{string.Concat(keys.Faults.Select(fault => " " + fault))}");
        if (found.Exists(episode => IsInForce(episode, keys))) return new KeyAnswer(false, "This patient is admitted: discharge the patient first.");
        if (WhyNotNow() is { } wait) return new KeyAnswer(false, wait);
        keys.RequireChangeable(next);
        var ids = found.Select(episode => episode.Key).ToHashSet();
        if (holds(keys.NamesOf(ids))) return new KeyAnswer(false, "Records of this patient still wait for the disk: try again when they are stored.");
        var plan = ShredPlan.Of(open, ids);
        if (plan.Unsent > 0 && !unsent)
            return new KeyAnswer(false, $"The centre has never confirmed {plan.DescribeUnsent()}: wait until it has, or destroy them for good with --unsent.");
        var rotated = await Shredder(open, keys).ShredAsync(ids, plan, who, Because(why), next);
        return new KeyAnswer(true, $"Shredded: {plan.Describe()} can be read by nobody any more.{Unopened(keys)}{(rotated ? WhatRemains(keys) : " The master key is a credential: change it with edgemonitor journal rotate-key --new, until then a copy of the destroyed key file could still be opened.")}");
    });

    /// <summary>Shreds every episode that is over and that the centre has wholly confirmed.</summary>
    public Task<KeyAnswer> ShredConfirmedAsync() => OneAsync(async (open, keys) =>
    {
        var over = keys.Episodes().Where(episode => !IsInForce(episode, keys)).Select(episode => episode.Key).ToHashSet();
        if (over.Count == 0 || holds(keys.NamesOf(over))) return new KeyAnswer(false, "");
        if (WhyNotNow() is { } wait) return new KeyAnswer(false, wait);
        var plan = ShredPlan.Of(open, over);
        over.ExceptWith(plan.Parts.Where(part => !part.Unsent.IsEmpty).Select(part => part.Key));
        if (over.Count == 0) return new KeyAnswer(false, "");
        keys.RequireChangeable(next: null);
        await Shredder(open, keys).ShredAsync(over, plan.For(over), "system", "because: discharged, and confirmed by the centre", null);
        return new KeyAnswer(true, string.Create(CultureInfo.InvariantCulture, $"{over.Count} episodes were shredded: they are over, and the centre has confirmed everything of them."));
    });

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private static string Because(string why) => why.Length == 0 ? "no reason given" : $"because: {why}";

    private static string WhatRemains(KeyRing keys) => (keys.LeftOut is > 0 and var left
        ? string.Create(CultureInfo.InvariantCulture, $" {left} data keys whose files are damaged or need another master key were left out: a copy of them from before opens only with the master key of its time.")
        : "") + (keys.AwaitsCredential
        ? " Put the new key into the credential now and restart the service: until then it lies in the state directory, sealed with the former one."
        : "");

    /// <summary>An episode whose key cannot be opened tells nobody whose it is.</summary>
    private static string Unopened(KeyRing keys) => keys.Faults is { Count: > 0 } faults
        ? $" Episodes of this patient whose keys cannot be opened are not among them. {string.Join(' ', faults)}"
        : "";

    private EpisodeShredder Shredder(SealedJournal open, KeyRing keys) => new(open, keys, records, StoreAsync);

    /// <summary>The patient in the bed; a key that took the place of one that cannot be opened has another name and the same pseudonym.</summary>
    private bool IsInForce(Episode episode, KeyRing keys) => records.Episodes.Current is { } current
        && (episode.Key == current.Key || episode.Key == keys.NameOf(current) || (episode.Pseudonym.Length > 0 && episode.Pseudonym == current.Pseudonym));

    /// <summary>
    /// Why nothing may be shredded now; null where it may. Records that are not back yet may be unsent, and an episode that is not known to be in force may be
    /// that of the patient in the bed.
    /// </summary>
    private string? WhyNotNow() =>
        journal.HasRecordsElsewhere() ? "Records of a damaged or other journal are not back yet: try again when they are."
        : records.Episodes.IsKnown ? null
        : "Who is in the bed is not known since the restart: admit or discharge first.";

    private async Task StoreAsync(IReadOnlyList<Wire.Record> entries)
    {
        try
        {
            await store(entries).WaitAsync(StorePatience, TimeProvider.System);
        }
        catch (TimeoutException e)
        {
            throw new JournalException($"The disk has taken no record for {StorePatience.TotalSeconds:0} s: mend it first.", e);
        }
    }

    /// <summary>Does a person's act; one that is not done is written down as well.</summary>
    private async Task<KeyAnswer> WrittenAsync(string who, Permission permission, string why, Func<SealedJournal, KeyRing, Task<KeyAnswer>> act)
    {
        var answer = await OneAsync(act);
        if (answer.Done) return answer;
        try
        {
            await StoreAsync([records.OfAudit(who, permission.Name, $"refused: {answer.Sentence}; {Because(why)}")]);
        }
        catch (JournalException)
        {
            // In the daemon it waits for the disk as every record does; the person has the answer in any case.
        }

        return answer;
    }

    private async Task<KeyAnswer> OneAsync(Func<SealedJournal, KeyRing, Task<KeyAnswer>> act)
    {
        await _one.WaitAsync();
        try
        {
            var open = journal.Open();
            return await act(open, journal.Keys!);
        }
        catch (JournalException e)
        {
            return new KeyAnswer(false, e.Message);
        }
        finally
        {
            _one.Release();
        }
    }
}
