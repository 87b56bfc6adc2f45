using System.Runtime.InteropServices;

namespace EdgeMonitor.Security;

/// <summary>Names of the machine's users and groups, from wherever it keeps them (getpwuid_r(3), getgrnam_r(3)).</summary>
internal static partial class UnixAccounts
{
    /// <summary>Chosen: a group's entry holds the names of all its members.</summary>
    private const int EntryBytes = 1 << 16;

    /// <summary>Room for struct passwd and struct group: 48 and 32 bytes on 64-bit Linux.</summary>
    private const int RecordBytes = 128;

    private const int WorkingDirectory = -100; // AT_FDCWD
    private const uint OwnerMask = 0x8; // STATX_UID

    /// <summary>This process's user.</summary>
    public static uint OwnUser => EffectiveUser();

    /// <summary>This process's group.</summary>
    public static uint OwnGroup => EffectiveGroup();

    /// <summary>The user and its own group; null where there is no such user.</summary>
    public static unsafe FileOwner? UserOf(string name)
    {
        var entry = new byte[EntryBytes];
        var record = stackalloc byte[RecordBytes];
        byte** found = null;
        fixed (byte* start = entry)
        {
            if (FindUserByName(name, record, start, EntryBytes, &found) != 0 || found is null) return null;
            // struct passwd: char* name, char* password, uid_t user, gid_t group.
            var ids = (uint*)(found + 2);
            return new FileOwner(ids[0], ids[1]);
        }
    }

    /// <summary>The user to whom a file belongs; null where the kernel does not say.</summary>
    public static unsafe uint? OwnerOf(string path)
    {
        // struct statx: 256 bytes, the owner behind mask, block size, attributes and links (statx(2)); the same on every architecture.
        var record = stackalloc uint[64];
        return Status(WorkingDirectory, path, 0, OwnerMask, record) == 0 ? record[5] : null;
    }

    /// <summary>The user's name; the number where it has none.</summary>
    public static unsafe string NameOf(uint user)
    {
        var entry = new byte[EntryBytes];
        var record = stackalloc byte[RecordBytes];
        byte** found = null;
        fixed (byte* start = entry)
        {
            var failed = FindUser(user, record, start, EntryBytes, &found) != 0 || found is null;
            // The name is the first member of struct passwd.
            var name = failed ? null : Marshal.PtrToStringUTF8((nint)(*found));
            return name ?? user.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The group's id; null where there is no such group.</summary>
    public static unsafe uint? GroupOf(string name)
    {
        if (name.Length == 0) return null;
        var entry = new byte[EntryBytes];
        var record = stackalloc byte[RecordBytes];
        byte** found = null;
        fixed (byte* start = entry)
        {
            if (FindGroup(name, record, start, EntryBytes, &found) != 0 || found is null) return null;
            // struct group: char* name, char* password, gid_t id.
            return *(uint*)(found + 2);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Status(int directory, string path, int flags, uint mask, void* record);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint EffectiveGroup();

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int FindUserByName(string name, byte* record, byte* entry, nuint entryBytes, byte*** found);

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static unsafe partial int FindUser(uint user, byte* record, byte* entry, nuint entryBytes, byte*** found);

    [LibraryImport("libc", EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int FindGroup(string name, byte* record, byte* entry, nuint entryBytes, byte*** found);
}
