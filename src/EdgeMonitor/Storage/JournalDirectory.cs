using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Storage;

/// <summary>
/// The journal's directory, mode 0700, owned by one process through a lock that the kernel drops with the process; it also keeps a spare
/// file, whose only purpose is to be given up when the disk is full, because removing sent records needs space too.
/// </summary>
internal sealed partial class JournalDirectory : IDisposable
{
    /// <summary>Size of the spare file, bytes. Chosen: room for the write-ahead log of one trimmed portion many times over.</summary>
    public const long SpareBytes = 8 << 20;

    /// <summary>What the name of a file that was set aside has behind its old name, before its number.</summary>
    public const string SetAsideMark = ".damaged-";

    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateDirectory = PrivateFile | UnixFileMode.UserExecute;
    private const int LockExclusiveNow = 2 | 4; // LOCK_EX | LOCK_NB
    private const int WouldBlock = 11; // EWOULDBLOCK: another open file holds the lock
    private readonly SafeFileHandle _lock;

    private JournalDirectory(string path, SafeFileHandle owned)
    {
        Root = path;
        _lock = owned;
    }

    /// <summary>The directory's full path.</summary>
    public string Root { get; }

    private string Spare => PathOf("spare");

    /// <summary>Makes the directory where needed and takes it for this process.</summary>
    /// <exception cref="JournalException">Another process owns it, or it cannot be made or written.</exception>
    public static JournalDirectory Own(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            // One by one: .NET gives the mode to the last directory only.
            var missing = new Stack<string>();
            for (var at = root; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at)) missing.Push(at);
            foreach (var directory in missing) Directory.CreateDirectory(directory, PrivateDirectory);
            File.SetUnixFileMode(root, PrivateDirectory);
            // FileShare.None takes flock(2) already; asking again makes a file system without locks an error instead of a silence.
            var handle = File.OpenHandle(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (Flock(handle, LockExclusiveNow) != 0)
            {
                var reason = Marshal.GetLastPInvokeErrorMessage();
                handle.Dispose();
                throw new JournalException($"The journal's directory {root} cannot be locked ({reason}): put it on a local file system.");
            }

            File.SetUnixFileMode(handle, PrivateFile);
            return new JournalDirectory(root, handle);
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            throw new JournalException(
                $"The journal in {root} is in use by another process: stop that daemon first, or give this one another directory.", error)
            { InUse = true };
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not JournalException))
        {
            throw new JournalException($"The journal's directory {root} cannot be used: {error.Message} Make it writable for this service.", error);
        }
    }

    /// <summary>Room on the disk, bytes, without the spare file's.</summary>
    /// <exception cref="IOException">The disk does not say.</exception>
    public long Free => new DriveInfo(Root).AvailableFreeSpace;

    /// <summary>Bytes of the spare file, 0 where there is none.</summary>
    public long SpareLength => new FileInfo(Spare) is { Exists: true } there ? there.Length : 0;

    /// <summary>The full path of a file in the directory.</summary>
    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Makes the file with mode 0600 where it does not exist.</summary>
    public static void CreatePrivate(string path) =>
        new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = PrivateFile }).Dispose();

    /// <summary>Makes sure of a spare file of this size at the least; false where the disk has no room for it now, and where there is none of 0.</summary>
    public bool KeepSpare(long bytes = SpareBytes)
    {
        try
        {
            if (SpareLength is > 0 and var length && length >= bytes) return true;
            if (bytes == 0) return false;
            var larger = Spare + ".new"; // the smaller one stands until this does
            File.Delete(larger);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = PrivateFile,
                PreallocationSize = bytes, // posix_fallocate: the blocks are taken now, and "disk full" is said now
            };
            using (var spare = new FileStream(larger, options)) spare.SetLength(bytes);
            File.Move(larger, Spare, overwrite: true);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            GiveBack(Spare + ".new");
            return false;
        }
    }

    /// <summary>Removes a file that could not be made; a disk that refuses even this is told by whoever writes next.</summary>
    private static void GiveBack(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Gives the spare file's space back to the disk; false where there was none.</summary>
    public bool GiveUpSpare()
    {
        if (!File.Exists(Spare)) return false;
        File.Delete(Spare);
        return true;
    }

    /// <inheritdoc cref="SetAside(string, ReadOnlySpan{string})"/>
    public string SetAside(params ReadOnlySpan<string> names) => SetAside(Root, names);

    /// <summary>Sets files of a directory aside under names never used before, and returns the first one's; those that do not exist are passed over.</summary>
    public static string SetAside(string root, ReadOnlySpan<string> names)
    {
        var number = 1;
        while (Directory.EnumerateFiles(root, $"*{SetAsideMark}{number}").Any()) number++;
        foreach (var name in names)
        {
            if (File.Exists(Path.Combine(root, name))) File.Move(Path.Combine(root, name), Path.Combine(root, $"{name}{SetAsideMark}{number}"));
        }

        DurableFile.SyncDirectory(root);
        return $"{names[0]}{SetAsideMark}{number}";
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
