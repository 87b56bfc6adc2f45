using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Storage;

/// <summary>
/// The box's one journal. A disk that does not answer at the start must not keep the box from watching its patient: the journal is opened
/// when it is first needed and tried again each time it is asked for.
/// </summary>
internal sealed partial class JournalHost(
    string directory, string device, ILogger<JournalHost> logger, string provider = ProviderOrder.Auto, IReadOnlyList<JournalProviderAttribute>? providers = null) : IDisposable
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
    private IReadOnlyList<JournalMove>? _moves;
    private IReadOnlyDictionary<string, long> _ceilings = new Dictionary<string, long>();

    /// <summary>The provider in use; null while the journal is not open.</summary>
    public string? Provider => _sealed?.Provider;

    /// <summary>The providers that it may use.</summary>
    public IReadOnlyList<JournalProviderAttribute> Providers { get; } = providers ?? JournalProviders.All;

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

    /// <summary>Records of other providers that are still to be moved into the journal; empty while it is not open.</summary>
    public IReadOnlyList<JournalMove> Moves => _sealed is null ? [] : _moves ?? [];

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

    /// <summary>Everything that could be read was moved: ends the move, and says so.</summary>
    /// <exception cref="IOException">The disk refuses: the next start begins the move again.</exception>
    public void Finish(JournalMove move)
    {
        lock (_gate) _moves = [.. (_moves ?? []).Where(other => other != move)];
        var note = move.Finish();
        Tell(note.Text, note.IsGap);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _sealed = null;
            foreach (var move in _moves ?? []) move.Dispose();
            _journal?.Dispose();
            _seal?.Dispose();
            _keys?.Dispose();
        }
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
