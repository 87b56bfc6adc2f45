using System.Security.Cryptography;
using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <summary>
/// The data keys of a box: one for each patient's episode, one for what belongs to no patient, each wrapped by the master key in a file of its own. No key
/// leaves the ring: it gives ciphers of keys derived from them. A wrap that cannot be opened costs the records under it, until it can be
/// opened again, and nothing else: new records get a new key. Any thread.
/// </summary>
internal sealed partial class KeyRing : IDisposable
{
    /// <summary>Length of the salt that each opening draws, bytes: 128 random bits do not come twice.</summary>
    public const int SaltBytes = 16;

    private const int TagBytes = 16;

    /// <summary>Opened keys that are kept. Chosen: more episodes than are read at a time.</summary>
    private const int MostOpened = 64;

    private static readonly byte[] Purpose = "edgemonitor record 2"u8.ToArray();

    private readonly Lock _gate = new();
    private readonly KeyFiles _files;
    private readonly Func<MasterKey>? _reload;
    private readonly Dictionary<KeyId, DataKey> _opened = [];
    private readonly Dictionary<KeyId, KeyId> _replaced = [];
    private readonly HashSet<KeyId> _missed = [], _unread = [], _needed = [];
    private readonly List<string> _faults = [], _notes = [];
    private Dictionary<KeyId, WrappedKey?> _wraps = [];
    private HashSet<KeyId> _shredded = [];
    private MasterKey _master;
    private KeyId? _noPatient;
    private int _version;

    private KeyRing(KeyFiles files, MasterKey master, Func<MasterKey>? reload)
    {
        (_files, _master, _reload) = (files, master, reload);
        ReadFiles();
    }

    /// <summary>Grows when a key is destroyed: who keeps ciphers must let go of them.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>What a person must know: keys that cannot be opened. One sentence each.</summary>
    public IReadOnlyList<string> Faults
    {
        get { lock (_gate) return [.. _faults]; }
    }

    /// <summary>What a person has still to do about the keys; one sentence each, none of them a fault.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>True where the master key was changed and a person must still put it into the credential.</summary>
    public bool AwaitsCredential
    {
        get { lock (_gate) return _master.AwaitsCredential; }
    }

    /// <summary>Opens the ring of a state directory that this process owns, and ends what a power cut has left half done.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="credentials">The value of <c>CREDENTIALS_DIRECTORY</c>; null where the service has none.</param>
    /// <param name="holdsRecords">Whether the journal's records are of a version before data keys, under the master key itself.</param>
    /// <param name="masters">Names of master keys that are known to have sealed stored records themselves.</param>
    /// <exception cref="IOException">The master key cannot be used, or the disk refuses; the message says what to do.</exception>
    public static KeyRing Open(string state, string? credentials, bool holdsRecords, IReadOnlyCollection<KeyId>? masters = null)
    {
        var files = new KeyFiles(Path.Combine(state, "keys"));
        var master = MasterKey.Load(state, credentials, files, make: true, isFirst: NeedsNone(files, masters ?? []));
        files.Make();
        var ring = new KeyRing(files, master, reload: null);
        ring._needed.UnionWith(masters ?? []);
        if (ring.IsAnothersMaster()) master.ServeInterim();
        ring.GoOn(holdsRecords);
        ring.FindFaults();
        return ring;
    }

    /// <summary>Opens the ring for reading only, also beside the daemon; makes and changes nothing.</summary>
    /// <inheritdoc cref="Open"/>
    public static KeyRing Read(string state, string? credentials)
    {
        var files = new KeyFiles(Path.Combine(state, "keys"));
        MasterKey Load() => MasterKey.Load(state, credentials, files, make: false);
        var ring = new KeyRing(files, Load(), Load);
        ring.FindFaults();
        return ring;
    }

    /// <summary>The cipher for one opening of an episode's key, or of the key for no patient; the key is made, durably, where there is none.</summary>
    /// <param name="episode">The episode; null for no patient.</param>
    /// <param name="salt">Takes the salt that was drawn.</param>
    /// <param name="id">The key's name.</param>
    /// <exception cref="JournalException">A new key could not be stored.</exception>
    public AesGcm Sealer(Episode? episode, Span<byte> salt, out KeyId id)
    {
        lock (_gate)
        {
            id = episode is null ? KeyForNoPatient() : KeyFor(episode);
            RandomNumberGenerator.Fill(salt);
            return Derive(Unwrapped(id)!, salt);
        }
    }

    /// <summary>The cipher of records that were sealed under this key with this salt.</summary>
    /// <exception cref="RecordUnreadableException">The key is not there, or cannot be opened; <see cref="RecordShreddedException"/> where it was destroyed on purpose.</exception>
    public AesGcm Opener(KeyId id, ReadOnlySpan<byte> salt)
    {
        lock (_gate) return Derive(Found(id), salt);
    }

    /// <summary>True where the key is there, whether or not it can be opened, or was destroyed on purpose.</summary>
    public bool Knows(KeyId id)
    {
        lock (_gate) return _wraps.ContainsKey(id) || _shredded.Contains(id);
    }

    /// <summary>Why records under a key that cannot be opened cannot be read, in one sentence.</summary>
    public string FaultOf(KeyId id)
    {
        lock (_gate) return WhyNot(id);
    }

    /// <summary>True where the key was destroyed on purpose.</summary>
    public bool IsShredded(KeyId id)
    {
        lock (_gate) return _shredded.Contains(id);
    }

    /// <summary>The episodes whose keys can be opened, each with its pseudonym.</summary>
    public IReadOnlyList<Episode> Episodes()
    {
        lock (_gate)
        {
            var found = new List<Episode>();
            foreach (var id in _wraps.Keys)
            {
                if (Unwrapped(id) is { Kind: KeyKind.Episode } key) found.Add(new Episode(id, key.Pseudonym));
            }

            return found;
        }
    }

    /// <summary>False where no key can be an episode's: so far nobody was admitted here, or everything is shredded.</summary>
    public bool MayHoldEpisodes
    {
        get { lock (_gate) return _wraps.Keys.Any(id => Unwrapped(id) is not { Kind: KeyKind.NoPatient or KeyKind.Former }); }
    }

    /// <summary>The name of the key that seals an episode's records now: another one than the episode's where that cannot be opened.</summary>
    public KeyId NameOf(Episode episode)
    {
        lock (_gate) return _replaced.GetValueOrDefault(episode.Key, episode.Key);
    }

    /// <summary>The names by which records in memory know the episodes that these keys seal: the keys' own, and those of the keys whose place they took.</summary>
    public IReadOnlySet<KeyId> NamesOf(IReadOnlySet<KeyId> keys)
    {
        lock (_gate) return new HashSet<KeyId>([.. keys, .. _replaced.Where(pair => keys.Contains(pair.Value)).Select(pair => pair.Key)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            Forget();
            _master.Dispose();
        }
    }

    private static AesGcm Derive(DataKey key, ReadOnlySpan<byte> salt)
    {
        Span<byte> derived = stackalloc byte[SecretKey.KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Key.Bytes, derived, salt, Purpose);
        var cipher = new AesGcm(derived, TagBytes);
        CryptographicOperations.ZeroMemory(derived);
        return cipher;
    }

    private KeyId KeyForNoPatient()
    {
        if (_noPatient is { } known) return known;
        var newest = _wraps.Values.Where(wrap => wrap is not null && Unwrapped(wrap.Id) is { Kind: KeyKind.NoPatient }).MaxBy(wrap => wrap!.Made);
        var id = newest?.Id ?? Make(KeyId.New(), KeyKind.NoPatient, "");
        _noPatient = id;
        return id;
    }

    private KeyId KeyFor(Episode episode)
    {
        var id = _replaced.GetValueOrDefault(episode.Key, episode.Key);
        if (!_shredded.Contains(id) && Unwrapped(id) is { Kind: KeyKind.Episode }) return id;
        // A key that was there before and cannot be opened now may come back: another one takes its place, under another name.
        var isNew = episode.IsNew && id == episode.Key && !_wraps.ContainsKey(id) && !_shredded.Contains(id);
        var made = Make(isNew ? id : KeyId.New(), KeyKind.Episode, episode.Pseudonym);
        if (!isNew) _replaced[episode.Key] = made;
        return made;
    }

    private KeyId Make(KeyId id, KeyKind kind, string pseudonym)
    {
        if (_reload is not null) throw new InvalidOperationException("A ring for reading makes no keys.");
        var key = new DataKey(kind, pseudonym, new SecretKey(RandomNumberGenerator.GetBytes(SecretKey.KeyBytes)));
        try
        {
            var wrap = WrappedKey.Wrap(id, key, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), _master.Current);
            _files.Make();
            _files.Store(wrap);
            _wraps[id] = wrap;
            _opened[id] = key;
            return id;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            key.Key.Dispose();
            throw new JournalException($"A new data key could not be stored in {_files.Root}, so nothing is sealed under it: {error.Message}", error);
        }
    }

    private DataKey Found(KeyId id)
    {
        if (!_shredded.Contains(id) && Unwrapped(id) is { } key) return key;
        if (_reload is not null && _missed.Add(id))
        {
            ReadAgain();
            if (!_shredded.Contains(id) && Unwrapped(id) is { } now) return now;
        }

        throw _shredded.Contains(id)
            ? new RecordShreddedException("It was shredded with its patient's episode: nobody can read it any more.", id)
            : new RecordUnreadableException(WhyNot(id));
    }

    /// <summary>The opened key; null where it is not there or cannot be opened.</summary>
    private DataKey? Unwrapped(KeyId id)
    {
        if (_opened.TryGetValue(id, out var known)) return known;
        if (!_wraps.TryGetValue(id, out var wrap) || wrap is null) return null;
        if (_master.AtHand.Select(wrap.Unwrap).FirstOrDefault(opened => opened is not null) is not { } key) return null;
        if (_opened.Count >= MostOpened) Forget();
        return _opened[id] = key;
    }

    private string WhyNot(KeyId id) => !_wraps.TryGetValue(id, out var wrap)
        ? id.IsOfMaster ? $"It was sealed by the master key {id.ToString()[..8]} itself, and the box has {_master.OwnName}: put the right master key back."
        : $"Its data key {id} is not there: put the file {_files.PathOf(id)} back from a copy."
        : _unread.Contains(id) ? $"The file of its data key, {_files.PathOf(id)}, cannot be read now: mend the disk or its permissions and restart."
        : wrap is null ? $"The file of its data key, {_files.PathOf(id)}, is damaged: put it back from a copy."
        : wrap.Master != WrappedKey.IdOf(_master.Current) ? $"Its data key {id} needs the master key {wrap.Master:x8}, and the box has {_master.OwnName}: put the right master key back."
        : $"The file of its data key, {_files.PathOf(id)}, was made with another master key of the same id: put the right master key back.";

    /// <summary>The daemon beside this reader may have changed keys since.</summary>
    private void ReadAgain()
    {
        var master = _reload!();
        Forget();
        _master.Dispose();
        _master = master;
        ReadFiles();
    }

    /// <summary>A condemned key's file that could not be destroyed yet is no key any more.</summary>
    private void ReadFiles()
    {
        _unread.Clear();
        (_wraps, _shredded) = (_files.Wraps(_unread), _files.Shredded());
        _unread.ExceptWith(_shredded);
        foreach (var id in _shredded) _wraps.Remove(id);
    }

    private void Forget()
    {
        foreach (var key in _opened.Values) key.Key.Dispose();
        _opened.Clear();
    }
}
