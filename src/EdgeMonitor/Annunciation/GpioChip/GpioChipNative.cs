using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Annunciation.GpioChip;

/// <summary>The calls of the GPIO character device. Request numbers: <c>_IOC(direction, 0xB4, number, size)</c>, equal on x86-64 and arm64.</summary>
internal static unsafe partial class GpioChipNative
{
    /// <summary>No such process, device or file.</summary>
    public const int NotFound = 2;

    /// <summary>EACCES.</summary>
    public const int AccessDenied = 13;

    /// <summary>EBUSY.</summary>
    public const int Busy = 16;

    /// <summary>EINVAL.</summary>
    public const int Invalid = 22;

    /// <summary>ENOTTY: the device does not know the request.</summary>
    public const int UnknownRequest = 25;

    /// <summary>GPIO_V2_LINE_FLAG_ACTIVE_LOW.</summary>
    public const ulong ActiveLow = 1 << 1;

    /// <summary>GPIO_V2_LINE_FLAG_OUTPUT.</summary>
    public const ulong Output = 1 << 3;

    /// <summary>GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES.</summary>
    public const uint OutputValues = 2;

    private const uint GetChipInfo = 0x8044_B401;
    private const uint GetLineInfo = 0xC100_B405;
    private const uint GetLine = 0xC250_B407;
    private const uint SetLineValues = 0xC010_B40F;

    // O_RDWR | O_CLOEXEC: a child process must not keep a line.
    private const int ReadWriteCloseOnExec = 0x2 | 0x80000;

    /// <summary>Opens a chip; an invalid handle where the kernel refused (<see cref="Marshal.GetLastPInvokeError"/>).</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, void* argument);

    public static SafeFileHandle Open(string path) => Open(path, ReadWriteCloseOnExec);

    public static bool TryGetChipInfo(SafeFileHandle chip, ref ChipInfo info) => Control(chip, GetChipInfo, Unsafe.AsPointer(ref info)) == 0;

    public static bool TryGetLineInfo(SafeFileHandle chip, ref LineInfo info) => Control(chip, GetLineInfo, Unsafe.AsPointer(ref info)) == 0;

    public static bool TryGetLine(SafeFileHandle chip, ref LineRequest request) => Control(chip, GetLine, Unsafe.AsPointer(ref request)) == 0;

    public static bool TrySetValues(SafeFileHandle line, ref LineValues values) => Control(line, SetLineValues, Unsafe.AsPointer(ref values)) == 0;
}
