using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal;

/// <summary>A file of the journal's directory.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length.</param>
internal readonly record struct JournalFile(string Name, long Bytes);

/// <summary>A box's journal at one look.</summary>
/// <param name="Directory">Where it lies.</param>
/// <param name="Device">Whose it is.</param>
/// <param name="Provider">What reads it.</param>
/// <param name="At">When it was looked at.</param>
/// <param name="Streams">Its streams.</param>
/// <param name="Gaps">What the audit stream still says of records that are gone for good.</param>
/// <param name="Files">Its files.</param>
/// <param name="SetAside">Files that were set aside as damaged.</param>
/// <param name="FreeBytes">Room on its disk; null where the disk does not say.</param>
/// <param name="Confirm">What confirms by the configuration; null where none was read.</param>
/// <param name="CentreKnown">True where a centre that confirms was ever seen.</param>
internal sealed record JournalInspection(
    string Directory, string Device, string Provider, DateTimeOffset At, IReadOnlyList<StreamInspection> Streams, IReadOnlyList<RecordGap> Gaps,
    IReadOnlyList<JournalFile> Files, IReadOnlyList<JournalFile> SetAside, long? FreeBytes, ConfirmMode? Confirm, bool CentreKnown)
{
    /// <summary>The data keys of its records; shredded ones are not among them.</summary>
    public IReadOnlyList<KeyId> Keys { get; init; } = [];

    /// <summary>Files with records of another provider, which are still to be moved into this journal.</summary>
    public IReadOnlyList<JournalFile> Unmoved { get; init; } = [];

    /// <summary>How much the box writes to its disk; null where it has not measured it yet.</summary>
    public Wear? Wear { get; init; }

    /// <summary>Looks at a box's journal.</summary>
    /// <exception cref="JournalException">The journal or its key cannot be read.</exception>
    public static JournalInspection Of(Box box, DateTimeOffset now, CancellationToken stop)
    {
        using var reading = JournalReading.Open(box.State, box.Device);
        var directory = Path.Combine(box.State, "journal");
        var files = new DirectoryInfo(directory).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => new JournalFile(file.Name, file.Length)).ToList();
        return new JournalInspection(
            directory, box.Device, reading.Journal.Provider, now,
            [.. JournalStreams.Stored.Select(stream => StreamInspection.Of(reading.Journal, stream))],
            KnownGaps.Read(reading.Journal, box.Device, stop).All,
            files,
            [.. files.Where(file => file.Name.Contains(JournalDirectory.SetAsideMark, StringComparison.Ordinal) && !file.Name.EndsWith(SetAsideFile.DoneMark, StringComparison.Ordinal))],
            DiskSpaceWatch.FreeBytes(directory), box.Confirm, reading.Journal.Count(JournalStreams.Centre) > 0)
        {
            Unmoved = [.. UnmovedIn(directory, reading.Journal.Provider)],
            Wear = Wear.Read(box.State),
            Keys = [.. new KeyFiles(Path.Combine(box.State, "keys")).Wraps(new HashSet<KeyId>()).Keys.OrderBy(key => key.Value)],
        };
    }

    /// <summary>Who confirms now, in a sentence.</summary>
    public string ConfirmedBy => Confirm switch
    {
        ConfirmMode.Application => "the centre (Uplink:Confirm is Application)",
        ConfirmMode.Broker => "the broker (Uplink:Confirm is Broker)",
        _ when CentreKnown => "the centre (one was seen)",
        _ => "the broker (no centre was ever seen)",
    };

    private static IEnumerable<JournalFile> UnmovedIn(string directory, string provider) =>
        from other in ProviderFiles.ProvidersIn(directory)
        where other != provider
        from path in ProviderFiles.DataIn(directory, other)
        select new JournalFile(Path.GetFileName(path), new FileInfo(path).Length);
}
