using System.Runtime.InteropServices;

namespace EdgeMonitor.Annunciation;

/// <summary>Thread priority on Linux, where <see cref="Thread.Priority"/> has no effect on an ordinarily scheduled thread.</summary>
internal static partial class LinuxThread
{
    // PRIO_PROCESS with id 0 is the calling thread on Linux (setpriority(2): nice values are per thread there).
    private const int PrioProcess = 0;

    // Chosen: above every ordinary thread, below the kernel's real-time ones; a hung annunciator must not lock the machine.
    private const int Nice = -10;

    /// <summary>Raises the calling thread above normal; null when done, else the kernel's refusal in words.</summary>
    public static string? TryRaisePriority() =>
        SetPriority(PrioProcess, 0, Nice) == 0 ? null : Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int nice);
}
