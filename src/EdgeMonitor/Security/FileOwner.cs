using System.Runtime.InteropServices;

namespace EdgeMonitor.Security;

/// <summary>Whose a file is. What root writes into the directory of the daemon's user must become that user's, or the daemon cannot use it.</summary>
/// <param name="User">User id.</param>
/// <param name="Group">Group id.</param>
internal readonly partial record struct FileOwner(uint User, uint Group)
{
    // Values of linux/fcntl.h and linux/stat.h: the same on x86-64, arm64 and arm.
    private const int HereAndNow = -100, UserAndGroup = 0x8 | 0x10; // AT_FDCWD; STATX_UID | STATX_GID

    /// <summary>The owner of a file or directory.</summary>
    /// <exception cref="IOException">The kernel does not say.</exception>
    public static unsafe FileOwner Of(string path)
    {
        StatusBuffer status;
        if (Statx(HereAndNow, path, flags: 0, UserAndGroup, &status) != 0) throw Failed(path);
        return new FileOwner(status.User, status.Group);
    }

    /// <summary>Gives a file or directory to this owner; nothing is done where it has it.</summary>
    /// <exception cref="IOException">This user may not.</exception>
    public void Give(string path)
    {
        if (Of(path) == this) return;
        if (Chown(path, User, Group) != 0) throw Failed(path);
    }

    /// <summary>Gives a directory with everything that <see cref="Within"/> finds in it to this owner.</summary>
    /// <exception cref="IOException">This user may not.</exception>
    public void GiveAll(string directory)
    {
        Give(directory);
        foreach (var entry in Within(directory)) Give(entry);
    }

    /// <summary>
    /// What stands in a directory and below it. Symbolic links are left out and never followed: the daemon's user writes there, and root must give it
    /// nothing that lies elsewhere.
    /// </summary>
    public static IEnumerable<string> Within(string directory) => Directory.EnumerateFileSystemEntries(directory, "*", new EnumerationOptions
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false, // what cannot be given is said, not passed over
    });

    private static IOException Failed(string path) => new($"The owner of {path} cannot be found or set: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, StatusBuffer* status);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint user, uint group);

    /// <summary>struct statx (statx(2)): 256 bytes, of which the user's and the group's id stand at 20 and 24.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatusBuffer
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;
    }
}
