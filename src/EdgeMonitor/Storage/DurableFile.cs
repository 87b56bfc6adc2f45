using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Storage;

/// <summary>
/// Brings bytes and names to the disk and says so only when the kernel did. .NET's own flush swallows the error of fsync(2), hence the
/// direct calls. After a failure the file's unwritten pages may be gone: reopen it and write again, never just sync again.
/// </summary>
internal static partial class DurableFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What the name of a file has behind it while its replacement is written; a power cut may leave it.</summary>
    public const string NewSuffix = ".new";

    private const int Interrupted = 4; // EINTR
    private const int OpenReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC: the same on x86-64, arm64 and arm

    /// <summary>Brings the file's bytes, size and metadata to the disk.</summary>
    /// <exception cref="IOException">The kernel reports that they are not there.</exception>
    public static void Sync(SafeFileHandle file)
    {
        int result;
        do result = FSync(file);
        while (result != 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (result != 0) throw Failed("fsync");
    }

    /// <summary>Brings the file's bytes and size to the disk, and leaves metadata that no reader needs, such as its times.</summary>
    /// <exception cref="IOException">The kernel reports that they are not there.</exception>
    public static void SyncData(SafeFileHandle file)
    {
        int result;
        do result = FDataSync(file);
        while (result != 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (result != 0) throw Failed("fdatasync");
    }

    /// <summary>Brings the directory's names to the disk: after files were made, renamed or removed in it.</summary>
    /// <exception cref="IOException">The kernel reports that they are not there.</exception>
    public static void SyncDirectory(string directory)
    {
        using var handle = Open(directory, OpenReadOnlyCloseOnExec);
        if (handle.IsInvalid) throw Failed("open " + directory);
        Sync(handle);
    }

    /// <summary>
    /// Replaces the file by these bytes, mode 0600: after a power cut it is wholly the old one or wholly the new one, and when this
    /// returns it is the new one.
    /// </summary>
    /// <exception cref="IOException">It could not be written; the old file stands.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.GetFullPath(path);
        var temporary = full + NewSuffix;
        File.Delete(temporary); // what a power cut may have left; made again so that its mode is ours
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = Private };
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(bytes);
            Sync(stream.SafeFileHandle);
        }

        File.Move(temporary, full, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(full)!);
    }

    private static IOException Failed(string call) =>
        new($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()} (errno {Marshal.GetLastPInvokeError()}).", Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
