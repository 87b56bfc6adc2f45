using System.Runtime.InteropServices;

namespace EdgeMonitor.Hosting;

/// <summary>What the kernel says of the wall clock (adjtimex(2), read only).</summary>
/// <param name="IsSynchronised">True while something (NTP, PTP) keeps it right.</param>
/// <param name="OffsetMicroseconds">What is still being corrected: positive where the clock is behind.</param>
/// <param name="MaxErrorMicroseconds">The kernel's own bound of the error.</param>
internal readonly partial record struct KernelClock(bool IsSynchronised, long OffsetMicroseconds, long MaxErrorMicroseconds)
{
    /// <summary>TIME_ERROR: the kernel's answer while the clock is not synchronised (adjtimex(2)).</summary>
    private const int TimeError = 5;

    /// <summary>STA_NANO: the offset is in nanoseconds (linux/timex.h).</summary>
    private const int Nanoseconds = 0x2000;

    /// <summary>Larger than <c>struct timex</c> anywhere: 208 bytes on 64-bit Linux, 128 on 32-bit.</summary>
    private const int Largest = 256;

    /// <summary>Asks the kernel; where it does not answer the clock counts as not synchronised.</summary>
    public static KernelClock Read()
    {
        Span<byte> timex = stackalloc byte[Largest];
        timex.Clear(); // modes = 0 only reads
        int state = AdjTimex(ref MemoryMarshal.GetReference(timex));
        return Parse(timex, state, nint.Size);
    }

    /// <summary>Reads the kernel's structure: <c>unsigned modes; long offset, freq, maxerror, esterror; int status</c>, each long at a multiple of its size.</summary>
    /// <param name="timex">The structure.</param>
    /// <param name="state">What adjtimex answered.</param>
    /// <param name="longBytes">The size of a C long: 8 on 64-bit Linux, 4 on 32-bit.</param>
    internal static KernelClock Parse(ReadOnlySpan<byte> timex, int state, int longBytes)
    {
        if (state < 0) return default;
        const int maxErrorAt = 3, statusAt = 5; // in longs
        long offset = Long(timex, 1), maxError = Long(timex, maxErrorAt);
        int status = MemoryMarshal.Read<int>(timex[(statusAt * longBytes)..]);
        return new KernelClock(state != TimeError, (status & Nanoseconds) != 0 ? offset / 1000 : offset, maxError);

        long Long(ReadOnlySpan<byte> from, int index) =>
            longBytes == sizeof(long) ? MemoryMarshal.Read<long>(from[(index * longBytes)..]) : MemoryMarshal.Read<int>(from[(index * longBytes)..]);
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjTimex(ref byte timex);
}
