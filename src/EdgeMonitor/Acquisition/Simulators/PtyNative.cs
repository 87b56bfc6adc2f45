using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>The C library's pseudo-terminal functions (posix_openpt(3), termios(3)), each with its error as an <see cref="IOException"/>.</summary>
internal static partial class PtyNative
{
    // Linux fcntl.h; equal on x86-64, arm64 and 32-bit Arm.
    private const int ReadWrite = 0x2, NoControllingTerminal = 0x100, CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const int SetStatusFlags = 4;

    // Linux poll.h.
    private const short HangUp = 0x10;

    private const int Interrupted = 4;

    /// <summary>More than glibc's struct termios (60 bytes) and musl's; cfmakeraw and the kernel use only what they know.</summary>
    private const int TermiosRoom = 256;

    /// <summary>Longest name ptsname_r may give; <c>/dev/pts/N</c> needs about 20.</summary>
    private const int NameRoom = 64;

    /// <summary>A new master, not inherited by child processes, that never blocks.</summary>
    public static SafeFileHandle OpenMaster()
    {
        var fd = PosixOpenPt(ReadWrite | NoControllingTerminal | CloseOnExec);
        if (fd < 0) throw Failure("There is no free pseudo-terminal");
        var master = new SafeFileHandle(fd, ownsHandle: true);
        if (Fcntl(master, SetStatusFlags, ReadWrite | NonBlocking) == 0) return master;
        var failure = Failure("The pseudo-terminal cannot be made non-blocking");
        master.Dispose();
        throw failure;
    }

    /// <summary>Lets the slave be opened and answers its name.</summary>
    public static string UnlockSlave(SafeFileHandle master)
    {
        if (GrantPt(master) != 0) throw Failure("The pseudo-terminal's slave cannot be granted");
        if (UnlockPt(master) != 0) throw Failure("The pseudo-terminal's slave cannot be unlocked");
        Span<byte> name = stackalloc byte[NameRoom];
        var error = PtsName(master, name, NameRoom);
        if (error != 0) throw new IOException($"The pseudo-terminal's slave has no name: {Marshal.GetPInvokeErrorMessage(error)}.");
        return Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
    }

    /// <summary>Opens the host's end, without making it the process's controlling terminal.</summary>
    public static SafeFileHandle OpenSlave(string path)
    {
        var fd = Open(path, ReadWrite | NoControllingTerminal | CloseOnExec);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw Failure($"{path} cannot be opened");
    }

    /// <summary>Makes the line raw and without echo, once: the setting lives with the pair, not with the descriptor that made it.</summary>
    public static void SetRaw(string slave)
    {
        using var handle = OpenSlave(slave);
        Span<byte> settings = stackalloc byte[TermiosRoom];
        if (TcGetAttr(handle, settings) != 0) throw Failure($"The settings of {slave} cannot be read");
        CfMakeRaw(settings);
        if (TcSetAttr(handle, 0, settings) != 0) throw Failure($"{slave} cannot be made raw");
    }

    /// <summary>True while a host has the slave open.</summary>
    public static bool HasHost(SafeFileHandle master)
    {
        var request = new PollRequest { File = (int)master.DangerousGetHandle() };
        return Poll(ref request, 1, 0) == 0 || (request.Answer & HangUp) == 0;
    }

    /// <summary>Bytes taken by the line; 0 or less when it takes none now.</summary>
    public static int Write(SafeFileHandle master, ReadOnlySpan<byte> bytes)
    {
        nint count;
        do count = WriteBytes(master, bytes, (nuint)bytes.Length);
        while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return (int)count;
    }

    /// <summary>Bytes the host wrote; 0 when there are none now, also while no host has the slave open.</summary>
    public static int Read(SafeFileHandle master, Span<byte> buffer)
    {
        nint count;
        do count = ReadBytes(master, buffer, (nuint)buffer.Length);
        while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return count < 0 ? 0 : (int)count;
    }

    private static IOException Failure(string what) => new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int PosixOpenPt(int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeFileHandle file, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int GrantPt(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int UnlockPt(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int PtsName(SafeFileHandle master, Span<byte> name, nuint length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int TcGetAttr(SafeFileHandle line, Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int TcSetAttr(SafeFileHandle line, int when, ReadOnlySpan<byte> settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void CfMakeRaw(Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteBytes(SafeFileHandle file, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadBytes(SafeFileHandle file, Span<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest requests, nuint count, int timeout);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int File;
        public short Events;
        public short Answer;
    }
}
