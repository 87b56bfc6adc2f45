using System.Runtime.InteropServices;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>What a thread needs that must act at a moment: an exact wait, and a place before the others. .NET's timers count whole milliseconds.</summary>
internal static partial class SamplingThread
{
    // clock_nanosleep(2): the monotonic clock; setpriority(2): nice values are per thread on Linux.
    private const int Monotonic = 1, Process = 0;

    /// <summary>Chosen: above every ordinary thread, below the kernel's real-time ones.</summary>
    private const int Nice = -10;

    /// <summary>Most a single wait lasts, so that a stop is seen.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Raises the calling thread, as far as the system lets us: a wake-up may come late where it does not.</summary>
    public static void Raise() => _ = SetPriority(Process, 0, Nice);

    /// <summary>Waits, with the precision of the kernel's high-resolution timers (about 0.1 ms).</summary>
    public static void Wait(TimeSpan time)
    {
        if (time <= TimeSpan.Zero) return;
        if (time > LongestWait) time = LongestWait;
        var wait = new KernelTime { Seconds = 0, Nanoseconds = (nint)(time.Ticks * TimeSpan.NanosecondsPerTick) };
        _ = Sleep(Monotonic, 0, ref wait, 0); // One that a signal ends is early: whoever waits looks at the clock.
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int Sleep(int clock, int flags, ref KernelTime time, nint remaining);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int nice);

    /// <summary>struct timespec where time_t has the size of a pointer, as on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct KernelTime
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
