using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <summary>
/// The master key and its change. It lies in <c>&lt;state&gt;/edgemonitor.key</c>, or comes as a systemd credential. A change first puts the next key on the disk
/// (<c>edgemonitor.key.next</c>; under a credential <c>keys/next-master</c>, sealed with the present one), then all wraps are rewritten by <see cref="KeyRing"/>, and only
/// then the former key is overwritten. So at any moment every wrap opens with one of the keys that are there. Not for several threads.
/// </summary>
internal sealed class MasterKey : IDisposable
{
    private readonly KeyFiles _files;
    private readonly string _path;
    private readonly SecretKey? _credential;

    private MasterKey(KeyFiles files, string path, SecretKey? credential, SecretKey current, SecretKey? former)
    {
        (_files, _path, _credential) = (files, path, credential);
        (Current, Former) = (current, former);
    }

    /// <summary>The key that new wraps are made with.</summary>
    public SecretKey Current { get; private set; }

    /// <summary>The one before it, while its change is not finished.</summary>
    public SecretKey? Former { get; private set; }

    /// <summary>True while a change was begun and not finished, whether or not the former key can still be read.</summary>
    public bool IsUnfinished { get; private set; }

    /// <summary>True where the key comes from systemd, so that a change needs a person.</summary>
    public bool IsCredential => _credential is not null;

    /// <summary>True where a person must still put the changed key into the credential.</summary>
    public bool AwaitsCredential => _credential is not null && !IsSame(_credential, Current);

    /// <summary>Loads the key of a state directory.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="credentials">The value of <c>CREDENTIALS_DIRECTORY</c>; null where the service has none.</param>
    /// <param name="files">The data keys' files.</param>
    /// <param name="make">Whether a key may be made where there is none.</param>
    /// <exception cref="IOException">It cannot be used; the message says what to do.</exception>
    public static MasterKey Load(string state, string? credentials, KeyFiles files, bool make)
    {
        var path = Path.Combine(state, KeyFile.CredentialName);
        var isCredential = credentials is not null && File.Exists(Path.Combine(credentials, KeyFile.CredentialName));
        if (!isCredential && KeyFile.TryRead(NextOf(path)) is { } next) return new MasterKey(files, path, null, next, KeyFile.TryRead(path)) { IsUnfinished = true };
        if (!isCredential && !make && !File.Exists(path))
        {
            throw new KeyFileException(
                $"The journal's key {path} is not there or may not be read: run this as the service's user, with its credential where it has one.");
        }

        var loaded = KeyFile.Load(path, credentials);
        if (!isCredential) return new MasterKey(files, path, null, loaded, null);
        return NextUnder(loaded, files) is { } changed ? new MasterKey(files, path, loaded, changed, loaded) { IsUnfinished = true } : new MasterKey(files, path, loaded, loaded, null);
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
        Current.Dispose();
        Former?.Dispose();
        _credential?.Dispose();
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
