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

    /// <summary>GPIO_V2_LINE_FLAG_INPUT.</summary>
    public const ulong Input = 1 << 2;

    /// <summary>GPIO_V2_LINE_FLAG_EDGE_RISING and GPIO_V2_LINE_FLAG_EDGE_FALLING.</summary>
    public const ulong BothEdges = (1 << 4) | (1 << 5);

    /// <summary>GPIO_V2_LINE_FLAG_BIAS_PULL_UP.</summary>
    public const ulong PullUp = 1 << 8;

    /// <summary>GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN.</summary>
    public const ulong PullDown = 1 << 9;

    /// <summary>GPIO_V2_LINE_FLAG_OUTPUT.</summary>
    public const ulong Output = 1 << 3;

    /// <summary>GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES.</summary>
    public const uint OutputValues = 2;

    /// <summary>GPIO_V2_LINE_ATTR_ID_DEBOUNCE.</summary>
    public const uint DebouncePeriod = 3;

    /// <summary>EINTR: a signal came before anything else did.</summary>
    private const int Interrupted = 4;

    private const short PollIn = 0x1;
    private const uint GetLineValues = 0xC010_B40E;
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

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollRequest* requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, void* buffer, nuint size);

    public static SafeFileHandle Open(string path) => Open(path, ReadWriteCloseOnExec);

    public static bool TryGetChipInfo(SafeFileHandle chip, ref ChipInfo info) => Control(chip, GetChipInfo, Unsafe.AsPointer(ref info)) == 0;

    public static bool TryGetLineInfo(SafeFileHandle chip, ref LineInfo info) => Control(chip, GetLineInfo, Unsafe.AsPointer(ref info)) == 0;

    public static bool TryGetLine(SafeFileHandle chip, ref LineRequest request) => Control(chip, GetLine, Unsafe.AsPointer(ref request)) == 0;

    public static bool TrySetValues(SafeFileHandle line, ref LineValues values) => Control(line, SetLineValues, Unsafe.AsPointer(ref values)) == 0;

    public static bool TryGetValues(SafeFileHandle line, ref LineValues values) => Control(line, GetLineValues, Unsafe.AsPointer(ref values)) == 0;

    /// <summary>Waits for an edge; null where the kernel refused.</summary>
    public static bool? WaitForEdge(SafeFileHandle line, int milliseconds)
    {
        bool held = false;
        try
        {
            line.DangerousAddRef(ref held);
            var request = new PollRequest { File = (int)line.DangerousGetHandle(), Events = PollIn };
            int ready = Poll(&request, 1, milliseconds);
            if (ready < 0) return Marshal.GetLastPInvokeError() == Interrupted ? false : null;
            if (ready == 0) return false;
            return (request.Returned & PollIn) != 0 ? true : null;
        }
        finally
        {
            if (held) line.DangerousRelease();
        }
    }

    /// <summary>Takes the edges that wait, at most as many as fit; false where the kernel refused.</summary>
    public static bool TryReadEdges(SafeFileHandle line, Span<LineEvent> edges)
    {
        fixed (LineEvent* first = edges) return Read(line, first, (nuint)(edges.Length * sizeof(LineEvent))) > 0;
    }
}
