using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Acquisition.Links.Termios;

/// <summary>One entry of poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    /// <summary>File descriptor; a negative one is skipped.</summary>
    public int Descriptor;

    /// <summary>What is waited for.</summary>
    public short Events;

    /// <summary>What happened.</summary>
    public short Happened;
}

/// <summary>The calls and numbers of the C library that a serial port needs: Linux, asm-generic values (equal on x86-64, arm64 and arm).</summary>
internal static unsafe partial class TermiosNative
{
    // open(2)
    public const int ReadWrite = 0x2, NoControllingTerminal = 0x100, NonBlocking = 0x800, CloseOnExec = 0x80000;

    // errno(3)
    public const int NotFound = 2, Interrupted = 4, InputOutput = 5, NoSuchAddress = 6, TryAgain = 11, AccessDenied = 13, Busy = 16, NoSuchDevice = 19,
        NotATerminal = 25;

    // poll(2)
    public const short Readable = 0x1, Writable = 0x4, Error = 0x8, HungUp = 0x10, Invalid = 0x20;

    // ioctl_tty(2)
    public const nuint GetTermios2 = 0x802C542A, SetTermios2 = 0x402C542B, Flush = 0x540B, SetExclusive = 0x540C, GetModemLines = 0x5415, RaiseModemLines = 0x5416;

    /// <summary>Argument of <see cref="Flush"/>: what was received and not read.</summary>
    public const nint FlushInput = 0;

    /// <summary>Modem lines DTR and RTS.</summary>
    public const int DataTerminalReady = 0x2, RequestToSend = 0x4;

    // flock(2)
    public const int LockExclusive = 2, LockWithoutWaiting = 4;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int LockFile(SafeFileHandle descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle descriptor, nuint request, nint argument);
}
