using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>The journal's bounds as a box has them without a setting, on a disk that does not say how full it is.</summary>
internal static class DefaultBounds
{
    public static StorageBounds Make(TimeProvider time, MonitorClock clock, Action<ApplianceStatus> report)
    {
        var (bounds, wall) = (new StorageOptions().ToBounds(), new WallClock(time));
        var excess = new JournalExcess(bounds, () => null, new RecordAge("boot", clock, wall, () => true));
        return new StorageBounds(bounds, excess, () => null, new RecordFactory(UplinkRig.Device, "boot", clock, wall), clock, report, NullLogger<StorageBounds>.Instance);
    }
}
