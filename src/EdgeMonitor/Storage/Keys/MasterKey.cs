using System.Globalization;
using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <summary>
/// The master key and its change. It lies in <c>&lt;state&gt;/edgemonitor.key</c>, or comes as a systemd credential. A change first puts the next key on the disk
/// (<c>edgemonitor.key.next</c>; under a credential <c>keys/next-master</c>, sealed with the present one), then all wraps are rewritten by <see cref="KeyRing"/>, and only
/// then the former key is overwritten. So at any moment every wrap opens with one of the keys that are there.
/// <para>
/// A box whose key is missing, cannot be used or is another box's must go on storing, and must not touch what the right key will open again: an interim key serves
/// meanwhile, in <c>keys/interim-master</c>, which no person overwrites by putting the right one back.
/// </para>
/// Not for several threads.
/// </summary>
internal sealed class MasterKey : IDisposable
{
    private readonly KeyFiles _files;
    private readonly string _path;
    private readonly SecretKey? _credential;
    private readonly List<SecretKey> _others = [];
    private SecretKey? _wrong;

    private MasterKey(KeyFiles files, string path, SecretKey? credential, SecretKey current, SecretKey? former)
    {
        (_files, _path, _credential) = (files, path, credential);
        (Current, Former) = (current, former);
        // A box whose credential was away may have begun with a file before interim keys were known.
        foreach (var other in credential is null ? (string[])[files.Interim] : [files.Interim, path])
        {
            if (KeyFile.TryRead(other) is { } key) _others.Add(key);
        }
    }

    /// <summary>The key that new wraps are made with.</summary>
    public SecretKey Current { get; private set; }

    /// <summary>The one before it, while its change is not finished.</summary>
    public SecretKey? Former { get; private set; }

    /// <summary>True while a change was begun and not finished, whether or not the former key can still be read.</summary>
    public bool IsUnfinished { get; private set; }

    /// <summary>Keys that are at hand beside those: what was wrapped with them while the right one was not.</summary>
    public IReadOnlyList<SecretKey> Others => _others;

    /// <summary>All keys at hand.</summary>
    public IEnumerable<SecretKey> AtHand => Former is null ? [Current, .. _others] : [Current, Former, .. _others];

    /// <summary>True while an interim key serves in the place of the right one: no key is changed or destroyed then.</summary>
    public bool IsInterim { get; private set; }

    /// <summary>Why the box's own key cannot be used, in a sentence; null where it can, be it the right one or not.</summary>
    public string? Fault { get; private init; }

    /// <summary>How people know the box's own key: its id, or that there is none.</summary>
    public string OwnName => Fault is not null ? "none that it can use" : WrappedKey.IdOf(_wrong ?? Current).ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>True where the key comes from systemd, so that a change needs a person.</summary>
    public bool IsCredential => _credential is not null;

    /// <summary>True where a person must still put the changed key into the credential.</summary>
    public bool AwaitsCredential => !IsInterim && _credential is not null && !IsSame(_credential, Current);

    /// <summary>Loads the key of a state directory.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="credentials">The value of <c>CREDENTIALS_DIRECTORY</c>; null where the service has none.</param>
    /// <param name="files">The data keys' files.</param>
    /// <param name="make">Whether anything may be made or changed: an interim key where the box's own cannot be used, its mode.</param>
    /// <param name="isFirst">Whether a key that is not there may be made: nothing that is stored needs another.</param>
    /// <exception cref="IOException">None can be used; the message says what to do.</exception>
    public static MasterKey Load(string state, string? credentials, KeyFiles files, bool make, bool isFirst = false)
    {
        var path = Path.Combine(state, KeyFile.CredentialName);
        var isCredential = credentials is not null && File.Exists(Path.Combine(credentials, KeyFile.CredentialName));
        try
        {
            if (!isCredential && KeyFile.TryRead(NextOf(path)) is { } next) return new MasterKey(files, path, null, next, KeyFile.TryRead(path)) { IsUnfinished = true };
            if (!isCredential && make) CloseToOthers(path, files);
            if (!isCredential && !isFirst && !File.Exists(path))
            {
                throw new KeyFileException(
                    $"The journal's key {path} is not there or may not be read: {(make ? "put it back, or give the service its credential." : "run this as the service's user, with its credential where it has one.")}");
            }

            var loaded = KeyFile.Load(path, credentials);
            if (!isCredential) return new MasterKey(files, path, null, loaded, null);
            return NextUnder(loaded, files) is { } changed
                ? new MasterKey(files, path, loaded, changed, loaded) { IsUnfinished = true }
                : new MasterKey(files, path, loaded, loaded, null);
        }
        catch (KeyFileException unusable) when (make || File.Exists(files.Interim))
        {
            return new MasterKey(files, path, null, InterimOf(files, make), null) { IsInterim = true, Fault = unusable.Message };
        }
    }

    /// <summary>The box's own key opens nothing of what is there and counts as another box's: new wraps are made with the interim key, which is on the disk when this returns.</summary>
    /// <exception cref="IOException">It could not be stored.</exception>
    public void ServeInterim()
    {
        var interim = InterimOf(_files, make: true);
        _others.Add(_wrong = Current);
        (Current, IsInterim) = (interim, true);
    }

    /// <summary>Begins a change: when this returns the next key is on the disk and is the current one.</summary>
    /// <exception cref="IOException">It could not be stored, and nothing has changed.</exception>
    public void Begin(SecretKey next)
    {
        if (_credential is null) DurableFile.Replace(NextOf(_path), next.Bytes);
        else DurableFile.Replace(_files.NextMaster, WrappedKey.Wrap(KeyId.OfMaster(next.Id), new DataKey(KeyKind.Former, "", next), 0, _credential).File);
        (Former, Current, IsUnfinished) = (Current, next, true);
    }

    /// <summary>Ends a change: no wrap needs the former key any more, and it is destroyed where it is a file.</summary>
    /// <exception cref="IOException">The disk refuses; begin and end stay apart, and the next start ends it.</exception>
    public void Finish()
    {
        if (_credential is null)
        {
            // The key's own block: what is overwritten there is the former key. A cut leaves the next one's file, which then counts.
            KeyFiles.Overwrite(_path, Current.Bytes);
            DurableFile.SyncDirectory(Path.GetDirectoryName(_path)!);
            KeyFiles.Destroy(NextOf(_path));
        }
        else if (!AwaitsCredential)
        {
            KeyFiles.Destroy(_files.NextMaster);
        }

        if (!ReferenceEquals(Former, _credential)) Former?.Dispose();
        (Former, IsUnfinished) = (null, false);
    }

    /// <summary>Destroys what a power cut at the end of an earlier change has left.</summary>
    public void Clear()
    {
        if (!File.Exists(NextOf(_path))) KeyFiles.Destroy(NextOf(_path));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in AtHand) key.Dispose();
        _credential?.Dispose();
    }

    private static SecretKey InterimOf(KeyFiles files, bool make)
    {
        if (make)
        {
            files.Make();
            CloseToOthers(files.Interim, files);
        }

        return KeyFile.Load(files.Interim, credentials: null);
    }

    /// <summary>
    /// A key file that others could read is this service's alone from now on, and a change of the key is owed: who has a copy must have nothing of it. It is
    /// replaced, because a file that somebody put back may be theirs, and this service may not close it.
    /// </summary>
    private static void CloseToOthers(string path, KeyFiles files)
    {
        using var key = OpenToOthers(path);
        if (key is null) return;
        files.Make();
        files.OweRotation();
        DurableFile.Replace(path, key.Bytes);
    }

    private static SecretKey? OpenToOthers(string path)
    {
        try
        {
            return KeyFile.IsOpenToOthers(path) ? KeyFile.TryRead(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // whoever loads it says why
        }
    }

    private static string NextOf(string path) => path + ".next";

    private static bool IsSame(SecretKey one, SecretKey other) => one.Bytes.SequenceEqual(other.Bytes);

    /// <summary>The changed key that waits to become the credential; null where none waits, or this credential is it already.</summary>
    private static SecretKey? NextUnder(SecretKey credential, KeyFiles files)
    {
        if (!File.Exists(files.NextMaster) || WrappedKey.Parse(File.ReadAllBytes(files.NextMaster)) is not { } wrap) return null;
        return wrap.Unwrap(credential)?.Key;
    }
}
