using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Acquisition.Links.I2cDev;

/// <summary>struct i2c_msg (linux/i2c.h): one part of a transfer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct I2cMessage
{
    /// <summary>The chip's address, 7 bits.</summary>
    public ushort Address;

    /// <summary><see cref="I2cDevNative.Read"/>, or 0 for a write.</summary>
    public ushort Flags;

    /// <summary>Bytes.</summary>
    public ushort Length;

    /// <summary>The bytes.</summary>
    public byte* Buffer;
}

/// <summary>struct i2c_rdwr_ioctl_data (linux/i2c-dev.h): one transfer, all its parts joined by repeated starts.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct I2cTransfer
{
    /// <summary>The parts, in order.</summary>
    public I2cMessage* Messages;

    /// <summary>How many.</summary>
    public uint Count;
}

/// <summary>The calls and numbers of the kernel's i2c-dev interface (linux/i2c-dev.h, linux/i2c.h): equal on all architectures.</summary>
internal static unsafe partial class I2cDevNative
{
    // open(2)
    public const int ReadWrite = 0x2, CloseOnExec = 0x80000;

    // errno(3)
    public const int NotFound = 2, Interrupted = 4, NoSuchAddress = 6, AccessDenied = 13, NoSuchDevice = 19, UnknownRequest = 25;

    /// <summary>I2C_TIMEOUT: how long the adapter waits, in 10 ms. It holds for the whole adapter.</summary>
    public const nuint SetTimeout = 0x0702;

    /// <summary>I2C_FUNCS: what the adapter can.</summary>
    public const nuint GetFunctions = 0x0705;

    /// <summary>I2C_RDWR: one transfer.</summary>
    public const nuint Transfer = 0x0707;

    /// <summary>I2C_FUNC_I2C: transfers of any form; an adapter without it knows SMBus commands only.</summary>
    public const nuint PlainTransfers = 0x1;

    /// <summary>I2C_M_RD.</summary>
    public const ushort Read = 0x1;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle bus, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle bus, nuint request, nuint argument);
}
