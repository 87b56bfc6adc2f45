using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Storage.LogPages;

/// <summary>One file of the store: bytes at positions, and a sync that says so only when the kernel did. Tests cut its power.</summary>
internal interface IStoreFile : IDisposable
{
    /// <summary>Its size, bytes.</summary>
    long Length { get; }

    /// <summary>Reads at a position; returns fewer bytes only at the end of the file.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    int Read(long position, Span<byte> bytes);

    /// <summary>Writes all bytes at a position; they are on the disk after <see cref="Sync"/>.</summary>
    /// <exception cref="IOException">The disk refuses, e.g. as it is full.</exception>
    void Write(long position, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts or extends the file.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    void SetLength(long length);

    /// <summary>Returns when all that was written is on the disk.</summary>
    /// <exception cref="IOException">It is not: what was written since the last sync must be written again.</exception>
    void Sync();
}

/// <summary>A file on the disk.</summary>
internal sealed class DiskFile(SafeFileHandle handle) : IStoreFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <inheritdoc/>
    public long Length => RandomAccess.GetLength(handle);

    /// <summary>Opens a file that exists, for reading and writing.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static IStoreFile Open(string path) => new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>Opens a file that exists, for reading beside whoever writes to it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static IStoreFile OpenForReading(string path) =>
        new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>Makes an empty file, mode 0600, in place of one that is there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static IStoreFile Create(string path)
    {
        File.Delete(path); // made again so that its mode is ours
        new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private }).Dispose();
        return Open(path);
    }

    /// <inheritdoc/>
    public int Read(long position, Span<byte> bytes)
    {
        try
        {
            var done = 0;
            while (done < bytes.Length && RandomAccess.Read(handle, bytes[done..], position + done) is > 0 and var read) done += read;
            return done;
        }
        catch (UnauthorizedAccessException refused)
        {
            throw Refused(refused);
        }
    }

    /// <inheritdoc/>
    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, position);
        }
        catch (Exception refused) when (refused is ArgumentException or UnauthorizedAccessException)
        {
            throw Refused(refused);
        }
    }

    /// <inheritdoc/>
    public void SetLength(long length)
    {
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (Exception refused) when (refused is ArgumentException or UnauthorizedAccessException)
        {
            throw Refused(refused);
        }
    }

    /// <inheritdoc/>
    public void Sync() => DurableFile.SyncData(handle);

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    /// <summary>.NET makes an argument's fault of EFBIG, and a missing right of EPERM and EBADF: to the store they are the disk's.</summary>
    private static IOException Refused(Exception refused) => new(refused.Message, refused);
}
