using EdgeMonitor.Security;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands.Spares;

/// <summary>
/// Makes this machine the device of an export: everything is checked first, then all files are put in place together. What stood there is kept under
/// another name.
/// </summary>
/// <param name="content">What the export holds.</param>
/// <param name="configuration">Where the configuration file goes.</param>
internal sealed class SpareImport(SpareContent content, string configuration)
{
    /// <summary>Files of a state directory that hold nothing of a box's past.</summary>
    private static readonly string[] Harmless = ["lock", "spare"];

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _configuration = Path.GetFullPath(configuration);
    private EdgeMonitorOptions _options = new();

    /// <summary>What the imported configuration says here.</summary>
    public EdgeMonitorOptions Options => _options;

    private string State => _options.Storage.Resolve();

    private string Journal => Path.Combine(State, "journal");

    /// <summary>Reads the configuration as this machine's daemon would.</summary>
    /// <exception cref="SpareException">It has a fault here, is of another device, or the export would write where it has nothing to write.</exception>
    public void ReadConfiguration()
    {
        var loaded = ConfigurationFile.Load("the export's configuration", content.Configuration.Bytes);
        if (loaded.Faults.Count > 0) throw new SpareException($"The configuration of the export has a fault on this machine: {loaded.Faults[0]}");
        _options = loaded.Options;
        if (_options.Device.Id != content.Device)
            throw new SpareException($"The configuration of the export is read as that of {_options.Device.Id} here, and the export is of {content.Device}: look for a variable EDGEMONITOR__Device__Id.");
        SparePlaces.CheckState(State);
        foreach (var name in content.State.Keys) SparePlaces.CheckKeyFile(name);
    }

    /// <summary>Which box this one will be.</summary>
    /// <param name="heard">The highest number that a broker knows; null where none could be asked.</param>
    /// <param name="wanted">The number that a person wants; null for the next one.</param>
    /// <exception cref="SpareException">The wanted one is not above all known ones, or there are no more.</exception>
    /// <exception cref="IOException">The identity of this machine cannot be read.</exception>
    public BoxIdentity NextIdentity(uint? heard, uint? wanted)
    {
        var own = BoxIdentity.Read(State);
        var highest = Math.Max(Math.Max(content.Takeover, heard ?? 0), own.Takeover);
        if (wanted <= highest) throw new SpareException($"--takeover {wanted} is not above {highest}, which a box of {content.Device} has had already.");
        var takeover = wanted ?? highest + 1;
        // Another spare of the same export has a number between: its region is left out as well.
        var region = Math.Max(Math.Max(takeover, content.Region + (takeover - content.Takeover)), own.Region + 1L);
        if (region >= BoxIdentity.Regions)
            throw new SpareException($"The sequence numbers of {content.Device} are used up by {takeover} takeovers: give the bed a new device id.");
        return new BoxIdentity(takeover, (int)region);
    }

    /// <summary>Puts everything in place.</summary>
    /// <param name="identity">Which box this one becomes.</param>
    /// <param name="replace">True to set aside what is there.</param>
    /// <returns>The new names of what was set aside.</returns>
    /// <exception cref="SpareException">A daemon runs here, or something is there and must not be replaced.</exception>
    /// <exception cref="IOException">The disk refuses; what was set aside by then has its new name, and no configuration stands.</exception>
    public IReadOnlyList<string> Commit(BoxIdentity identity, bool replace)
    {
        if (!content.State.ContainsKey("edgemonitor.key") && Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is null) throw new SpareException(SpareAudit.NoMasterKey);
        using var claimed = Claim();
        var files = new StagedFiles(OwnerHere());
        var inTheWay = Past().ToList();
        foreach (var path in inTheWay) files.SetAside(path);
        foreach (var (path, file) in content.State) files.Add(Path.Combine(State, path), file with { Mode = file.Mode & Private });
        var numbers = new SequenceReserve.Content("", identity.Floor, []);
        files.Add(Path.Combine(Journal, SequenceReserve.FileName), new SpareFile(SequenceReserve.ToFile(numbers), Private));
        files.Add(Path.Combine(State, BoxIdentity.FileName), new SpareFile(identity.ToFile(), Private));
        foreach (var (path, file) in TlsFiles()) files.Add(path, file);
        files.AddLast(_configuration, content.Configuration with { Mode = content.Configuration.Mode & SparePlaces.Readable });
        inTheWay.AddRange(files.Occupied.Where(path => path != Path.Combine(State, BoxIdentity.FileName)).Except(inTheWay));
        if (inTheWay.Count > 0 && !replace)
            throw new SpareException($"{inTheWay[0]} is there already{(inTheWay.Count > 1 ? $", and {inTheWay.Count - 1} more" : "")}: --replace sets aside what is there, under another name.");
        return files.Commit();
    }

    /// <summary>Where each TLS file of the export goes: where this machine's configuration says.</summary>
    /// <exception cref="SpareException">A place is outside the configuration's directory.</exception>
    public IEnumerable<(string Path, SpareFile File)> TlsFiles()
    {
        var directory = Path.GetDirectoryName(_configuration)!;
        foreach (var (name, path) in CertificateCheck.FilesOf(_options.Uplink))
        {
            if (!content.Tls.TryGetValue(name, out var file)) continue;
            var full = Path.GetFullPath(path);
            // An export says where its files go; it must not be able to write just anywhere on a machine.
            if (!full.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal))
                throw new SpareException($"Uplink:{name} is {full}, which is not below {directory}: set EDGEMONITOR__Uplink__{name.Replace(":", "__", StringComparison.Ordinal)} for the import and for the daemon, or export from a box whose files lie beside its configuration.");
            yield return (full, file with { Mode = file.Mode & (name == nameof(UplinkOptions.KeyFile) ? Private : SparePlaces.Readable) });
        }
    }

    /// <summary>Whose the state directory's files are to be: its owner's, else that of the daemon's usual user, else this user's.</summary>
    public FileOwner OwnerHere() =>
        Directory.Exists(State) ? FileOwner.Of(State)
        : UnixAccounts.UserOf("edgemonitor") is { } daemon && Environment.IsPrivilegedProcess ? daemon
        : new FileOwner(UnixAccounts.OwnUser, UnixAccounts.OwnGroup);

    /// <summary>What the machine has stored as another box.</summary>
    private IEnumerable<string> Past()
    {
        if (Directory.Exists(Journal) && Directory.EnumerateFileSystemEntries(Journal).Any(entry => !Harmless.Contains(Path.GetFileName(entry)))) yield return Journal;
        foreach (var keys in (string[])["keys", "edgemonitor.key", "edgemonitor.key.next"])
        {
            var path = Path.Combine(State, keys);
            if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())) yield return path;
        }
    }

    /// <summary>Takes the journal's directory, where it is, for the time of the import.</summary>
    private JournalDirectory? Claim()
    {
        if (!Directory.Exists(Journal)) return null;
        try
        {
            return JournalDirectory.Own(Journal);
        }
        catch (JournalException used) when (used.InUse)
        {
            throw new SpareException($"A daemon runs on {State}: stop it before the import.", used);
        }
    }
}
