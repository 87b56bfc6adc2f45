using System.Security.Cryptography;

namespace EdgeMonitor.Storage;

/// <summary>
/// The files of the data keys, <c>&lt;state&gt;/keys</c>, mode 0700: <c>&lt;key id&gt;.key</c> is a wrap, an empty <c>&lt;key id&gt;.shredded</c> says for ever that
/// a key was destroyed on purpose, <c>rotation-owed</c> that the master key must still be changed after that, <c>next-master</c> holds the next master key
/// under the present one where that is a credential, and <c>interim-master</c> the one that serves while the right one cannot be used. Every change is on the disk when its method returns.
/// </summary>
/// <param name="root">The directory.</param>
internal sealed class KeyFiles(string root)
{
    private const string KeySuffix = ".key", ShreddedSuffix = ".shredded";
    private const UnixFileMode PrivateDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The directory's full path.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The file of the next master key, where the present one is a credential.</summary>
    public string NextMaster => Path.Combine(Root, "next-master");

    /// <summary>The file of the interim master key, which serves while the right one cannot be used.</summary>
    public string Interim => Path.Combine(Root, "interim-master");

    /// <summary>True while the master key must still be changed, so that copies of destroyed wraps are worth nothing.</summary>
    public bool RotationOwed => File.Exists(Owed);

    private string Owed => Path.Combine(Root, "rotation-owed");

    /// <summary>The path of a key's wrap.</summary>
    public string PathOf(KeyId id) => Path.Combine(Root, id + KeySuffix);

    /// <summary>Makes the directory.</summary>
    public void Make()
    {
        if (Directory.Exists(Root)) return;
        Directory.CreateDirectory(Root, PrivateDirectory);
        File.SetUnixFileMode(Root, PrivateDirectory);
        DurableFile.SyncDirectory(Path.GetDirectoryName(Root)!);
    }

    /// <summary>Names of all keys that have a wrap, each with its wrap; null for one that is damaged, or whose file cannot be read now.</summary>
    /// <param name="unread">Takes the names of the latter.</param>
    public Dictionary<KeyId, WrappedKey?> Wraps(ISet<KeyId> unread)
    {
        var wraps = new Dictionary<KeyId, WrappedKey?>();
        foreach (var id in Named(KeySuffix))
        {
            try
            {
                wraps[id] = WrappedKey.Parse(File.ReadAllBytes(PathOf(id))) is { } wrap && wrap.Id == id ? wrap : null;
            }
            catch (FileNotFoundException)
            {
                // Destroyed by the daemon while a reader was listing.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                wraps[id] = null;
                unread.Add(id);
            }
        }

        return wraps;
    }

    /// <summary>Names of all keys that were destroyed on purpose.</summary>
    public HashSet<KeyId> Shredded() => [.. Named(ShreddedSuffix)];

    /// <summary>Stores a wrap, in place of an older one of the same key.</summary>
    public void Store(WrappedKey wrap) => DurableFile.Replace(PathOf(wrap.Id), wrap.File);

    /// <summary>The master key must be changed, at the next start at the latest.</summary>
    public void OweRotation()
    {
        if (RotationOwed) return;
        using (var mark = new FileStream(Owed, Private(FileMode.OpenOrCreate))) DurableFile.Sync(mark.SafeFileHandle);
        DurableFile.SyncDirectory(Root);
    }

    /// <summary>From now on these keys count as destroyed, whatever is still there of them, and the master key must be changed.</summary>
    public void Condemn(IEnumerable<KeyId> ids)
    {
        OweRotation();
        foreach (var id in ids)
        {
            using var mark = new FileStream(Path.Combine(Root, id + ShreddedSuffix), Private(FileMode.OpenOrCreate));
            DurableFile.Sync(mark.SafeFileHandle);
        }

        DurableFile.SyncDirectory(Root);
    }

    /// <summary>Destroys the wraps of condemned keys: overwritten, then removed.</summary>
    public void DestroyCondemned()
    {
        foreach (var id in Shredded())
        {
            Destroy(PathOf(id));
            Destroy(PathOf(id) + DurableFile.NewSuffix);
        }
    }

    /// <summary>The master key was changed.</summary>
    public void SettleRotation()
    {
        if (!RotationOwed) return;
        File.Delete(Owed);
        DurableFile.SyncDirectory(Root);
    }

    /// <summary>
    /// Destroys a small file: renamed, so that what is half overwritten is never taken for a key, then overwritten where it lies and removed. One that is
    /// not there is no error; one that a power cut has left renamed is destroyed too.
    /// </summary>
    public static void Destroy(string path)
    {
        var (doomed, directory) = (path + ".destroyed", Path.GetDirectoryName(path)!);
        if (File.Exists(path))
        {
            File.Move(path, doomed, overwrite: true);
            DurableFile.SyncDirectory(directory);
        }

        if (!File.Exists(doomed)) return;
        Overwrite(doomed, RandomNumberGenerator.GetBytes((int)Math.Max(1, new FileInfo(doomed).Length)));
        File.Delete(doomed);
        DurableFile.SyncDirectory(directory);
    }

    /// <summary>Overwrites a small file where it lies, not beside it.</summary>
    public static void Overwrite(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, Private(FileMode.OpenOrCreate));
        file.Write(bytes);
        file.SetLength(bytes.Length);
        DurableFile.Sync(file.SafeFileHandle);
    }

    private static FileStreamOptions Private(FileMode mode) =>
        new() { Mode = mode, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };

    private IEnumerable<KeyId> Named(string suffix)
    {
        if (!Directory.Exists(Root)) yield break;
        foreach (var file in Directory.EnumerateFiles(Root, "*" + suffix))
        {
            if (KeyId.Parse(Path.GetFileNameWithoutExtension(file)) is { } id) yield return id;
        }
    }
}
