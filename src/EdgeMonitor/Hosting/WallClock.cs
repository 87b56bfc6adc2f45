using System.Runtime.InteropServices;

namespace EdgeMonitor.Hosting;

/// <summary>The wall clock: written down, never decided by. A box without a battery clock may not know the time yet.</summary>
internal sealed partial class WallClock(TimeProvider time)
{
    /// <summary>TIME_ERROR: the kernel's answer while the clock is not synchronised (adjtimex(2)).</summary>
    private const int TimeError = 5;

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long Milliseconds => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>True while the kernel says that something (NTP, PTP) keeps the clock right.</summary>
    public static bool IsSynchronised
    {
        get
        {
            // struct timex with modes = 0 reads only; 208 bytes on 64-bit Linux, 128 on 32-bit: 256 holds either.
            Span<byte> timex = stackalloc byte[256];
            timex.Clear();
            var state = AdjTimex(ref MemoryMarshal.GetReference(timex));
            return state >= 0 && state != TimeError;
        }
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjTimex(ref byte timex);
}
