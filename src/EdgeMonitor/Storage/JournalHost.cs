using EdgeMonitor.Security;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Storage;

/// <summary>
/// The box's one journal. A disk that does not answer at the start must not keep the box from watching its patient: the journal is opened
/// when it is first needed and tried again each time it is asked for.
/// </summary>
internal sealed partial class JournalHost(string directory, string device, ILogger<JournalHost> logger, string provider = ProviderOrder.Auto) : IDisposable
{
    private readonly Lock _gate = new();
    private IJournal? _journal;
    private KeyRing? _keys;
    private RecordSeal? _seal;
    private IReadOnlyList<string> _missing = [];
    private SealedJournal? _sealed;
    private IReadOnlyList<string> _refused = [];
    private IReadOnlyList<string> _orderNotes = [];
    private IReadOnlyList<string> _told = [];

    /// <summary>The provider in use; null while the journal is not open.</summary>
    public string? Provider => _sealed?.Provider;

    /// <summary>A sentence for each provider that failed its check.</summary>
    public IReadOnlyList<string> Refused => _refused;

    /// <summary>What is known of missing records.</summary>
    public IReadOnlyList<string> Gaps => [.. _journal?.Gaps ?? [], .. _told];

    /// <summary>The journal, where it is open already.</summary>
    public SealedJournal? Opened => _sealed;

    /// <summary>Where the journal's own files lie.</summary>
    public string Records => Path.Combine(Directory, "journal");

    /// <summary>What is known of keys that cannot be opened, so that records cannot be read.</summary>
    public IReadOnlyList<string> KeyFaults => [.. _keys?.Faults ?? [], .. _missing];

    /// <summary>The data keys; null while the journal is not open.</summary>
    public KeyRing? Keys => _sealed is null ? null : _keys;

    /// <summary>Bytes of all records that were stored since the start, sealed.</summary>
    public long AppendedBytes => _sealed?.AppendedBytes ?? 0;

    /// <summary>Where the journal lies.</summary>
    public string Directory { get; } = directory;

    /// <summary>Opens the journal at the start; a disk that fails, or does not answer in time, is reported and tried again later.</summary>
    /// <exception cref="JournalException">Another daemon has it: two of them must not run.</exception>
    public async Task ClaimAsync(TimeSpan patience, CancellationToken stop)
    {
        try
        {
            await Task.Run(Open, stop).WaitAsync(patience, TimeProvider.System, stop);
        }
        catch (JournalException e) when (!e.InUse)
        {
            LogNotOpen(e.Message);
        }
        catch (TimeoutException)
        {
            LogNotOpen($"The disk of {Directory} has not answered for {patience.TotalSeconds:0} s.");
        }
    }

    /// <summary>The open journal; opens it where it is not.</summary>
    /// <exception cref="JournalException">It cannot be opened now; the message says what to do.</exception>
    public SealedJournal Open()
    {
        lock (_gate) return _sealed ??= OpenSealed();
    }

    /// <summary>True while records lie in files that are not brought back yet: set aside as damaged, or another provider's.</summary>
    /// <exception cref="JournalException">The journal cannot be opened, or its directory cannot be read.</exception>
    public bool HasRecordsElsewhere()
    {
        var present = Open().Provider;
        try
        {
            return SetAsideFile.Waiting(Records).Count > 0 || ProviderFiles.ProvidersIn(Records).Any(other => other != present);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"Nobody knows whether all records are in the journal: {e.Message}", e);
        }
    }

    /// <summary>Says what was found about the journal's files later; a gap is signalled as well.</summary>
    public void Tell(string note, bool isGap)
    {
        LogNote(note);
        if (!isGap) return;
        lock (_gate) _told = [.. _told, note];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _sealed = null;
            _journal?.Dispose();
            _seal?.Dispose();
            _keys?.Dispose();
        }
    }

    private SealedJournal OpenSealed()
    {
        try
        {
            return OpenAll();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not JournalException))
        {
            // Whatever the disk refuses on the way: nobody may end because of it, and all who ask know only this exception.
            throw new JournalException($"The journal in {Directory} cannot be opened: {e.Message} Check the disk.", e);
        }
    }

    private SealedJournal OpenAll()
    {
        var order = ProviderOrder.For(provider, Records, JournalProviders.All, FreeBytes);
        foreach (var note in order.Notes.Except(_orderNotes)) LogNote(note);
        _orderNotes = order.Notes;
        var choice = Choose(order.Providers);
        // A disk that refuses for a night is said once, not at every try.
        foreach (var refused in choice.Refused.Except(_refused)) LogNote(refused);
        _refused = choice.Refused;
        _journal ??= choice.Provider.Open(Records);
        foreach (var note in _journal.OpeningNotes) LogNote(note);
        foreach (var (note, isGap) in JournalMove.Run(_journal, Records, JournalProviders.All, FreeBytes)) Tell(note, isGap);
        if (_keys is null)
        {
            _keys = OpenKeys(_journal);
            _missing = Missing(_journal, _keys);
            foreach (var fault in KeyFaults) LogKeyFault(fault);
            foreach (var note in _keys.Notes) LogNote(note);
        }

        _seal ??= new RecordSeal(_keys, device);
        LogOpen(_journal.Provider, Directory);
        return new SealedJournal(_journal, _seal);
    }

    /// <summary>The directory is this process's during the check: a second daemon that is started at the same moment would clear its files away.</summary>
    /// <exception cref="JournalException">Another process has it.</exception>
    private JournalChoice Choose(IReadOnlyList<JournalProviderAttribute> providers)
    {
        // Opened already, and claimed by that.
        if (_journal is not null) return JournalProviders.Choose(Records, providers);
        JournalDirectory? claimed = null;
        try
        {
            claimed = JournalDirectory.Own(Records);
        }
        catch (JournalException e) when (!e.InUse)
        {
            // The provider says what the disk refuses.
        }

        using (claimed) return JournalProviders.Choose(Records, providers);
    }

    private long? FreeBytes() => DiskSpaceWatch.FreeBytes(Records);

    private KeyRing OpenKeys(IJournal journal)
    {
        try
        {
            return KeyRing.Open(Directory, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"), WroteWithoutKeys(journal), MastersIn(journal));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not JournalException))
        {
            throw new JournalException(e is KeyFileException ? e.Message : $"The keys in {Directory} cannot be used: {e.Message} Make it writable for this service.", e);
        }
    }

    /// <summary>
    /// True where the oldest record of a stream is of a version before data keys, under the master key itself. A box that has lost the files of its data
    /// keys must not be taken for such a one: its master key has to stay for the day on which they are put back.
    /// </summary>
    private static bool WroteWithoutKeys(IJournal journal) =>
        JournalStreams.Recorded.Any(stream => journal.ReadFrom(stream, 0, 1) is [var oldest] && RecordSeal.KeyOf(oldest.Bytes.Span) is { IsOfMaster: true });

    /// <summary>The master keys that sealed the oldest or the newest record of a stream themselves; the version before may have run again in between.</summary>
    private static HashSet<KeyId> MastersIn(IJournal journal) =>
    [
        .. from stream in JournalStreams.Recorded
           from after in (long[])[0, journal.LastSequence(stream) - 1]
           from record in journal.ReadFrom(stream, Math.Max(0, after), 1)
           let key = RecordSeal.KeyOf(record.Bytes.Span)
           where key is { IsOfMaster: true }
           select key.Value,
    ];

    /// <summary>A key whose file is not there is met only by a record that names it; the oldest and the newest of each stream tell of most.</summary>
    private static string[] Missing(IJournal journal, KeyRing keys)
    {
        var found = new List<string>();
        foreach (var stream in JournalStreams.Recorded)
        {
            foreach (var after in (long[])[0, journal.LastSequence(stream) - 1])
            {
                if (journal.ReadFrom(stream, after, 1) is not [var record, ..] || RecordSeal.KeyOf(record.Bytes.Span) is not { } key) continue;
                if (!keys.Knows(key)) found.Add($"Records of {stream} cannot be read. {keys.FaultOf(key)}");
            }
        }

        return [.. found.Distinct()];
    }

    [LoggerMessage(4000, LogLevel.Information, "The journal is open: {Provider} in {Directory}")]
    private partial void LogOpen(string provider, string directory);

    [LoggerMessage(4001, LogLevel.Error, "The journal cannot be opened, records wait in memory: {Cause}")]
    private partial void LogNotOpen(string cause);

    [LoggerMessage(4003, LogLevel.Error, "The journal's keys: {Fault}")]
    private partial void LogKeyFault(string fault);

    [LoggerMessage(4002, LogLevel.Warning, "The journal: {Note}")]
    private partial void LogNote(string note);
}
