using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Storage;

/// <summary>Watches the room on the journal's disk. It only warns: a disk that is full, or fails, is told by who writes to it.</summary>
/// <param name="freeBytes">Room for this user; null where the disk does not say.</param>
/// <param name="lowMebibytes">The alarm begins below this.</param>
/// <param name="reserveMebibytes">Below this the journal gives its oldest telemetry up (<see cref="StorageOptions.ReserveMebibytes"/>), and the alarm says so.</param>
/// <param name="clock">The clock.</param>
/// <param name="report">Takes what changes.</param>
internal sealed class DiskSpaceWatch(Func<long?> freeBytes, int lowMebibytes, int reserveMebibytes, MonitorClock clock, Action<ApplianceStatus> report)
    : ApplianceWatcher(clock.Provider, TimeSpan.FromSeconds(30))
{
    private const long Mebibyte = 1 << 20;

    private readonly FaultLine _line = new(AppliancePart.DiskSpace, clock, report);

    /// <inheritdoc/>
    public override void Look()
    {
        if (freeBytes() is not { } free) return;
        var low = lowMebibytes * Mebibyte;
        // Chosen: a quarter more ends it, so that a journal that is trimmed and filled again does not alarm each time.
        if (free < low) _line.Say(true, $"The disk of the journal has {free / Mebibyte} MiB left{Warning()}: free space on it, or let the centre confirm what it has.");
        else if (free >= low + low / 4) _line.Say(false, "The disk of the journal has room again.");
    }

    private string Warning() => reserveMebibytes == 0 ? "" : $" and below {reserveMebibytes} MiB the oldest telemetry makes room for the newest";

    /// <summary>The room on a directory's disk; that of its parent while it is not there yet.</summary>
    public static long? FreeBytes(string directory)
    {
        try
        {
            var there = Path.GetFullPath(directory);
            while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent) there = parent;
            return new DriveInfo(there).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
