namespace EdgeMonitor.Hosting;

/// <summary>The wall clock at one moment, and how good it was.</summary>
/// <param name="Milliseconds">Milliseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Kernel">What the kernel said of it.</param>
/// <param name="Source">Who keeps it right: chrony, timesyncd, kernel (something else) or none.</param>
internal readonly record struct WallReading(long Milliseconds, KernelClock Kernel, string Source);

/// <summary>The wall clock: written down, never decided by. A box without a battery clock may not know the time yet.</summary>
/// <param name="time">The clock itself.</param>
/// <param name="kernel">What the kernel says of it.</param>
/// <param name="run">Where running services leave their signs.</param>
internal sealed class WallClock(TimeProvider time, Func<KernelClock> kernel, string run)
{
    /// <summary>How long a look at the services' signs is good for. Chosen: who keeps the clock changes by an installer's hand; a record is made every second.</summary>
    private static readonly TimeSpan KeeperLife = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private string _keeper = "";
    private long _lookedAt;

    /// <summary>This machine's clock.</summary>
    public WallClock(TimeProvider time)
        : this(time, KernelClock.Read, "/run")
    {
    }

    /// <summary>True while the kernel says that something (NTP, PTP) keeps the clock right.</summary>
    public static bool IsSynchronised => KernelClock.Read().IsSynchronised;

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long Milliseconds => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The time now, and how good it is: one call of the kernel.</summary>
    public WallReading Read()
    {
        var state = kernel();
        return new WallReading(Milliseconds, state, state.IsSynchronised ? Keeper() : "none");
    }

    /// <summary>Read-only signs: chronyd's runtime directory is there while it runs; timesyncd touches its file when it has synchronised the clock.</summary>
    private string Keeper()
    {
        lock (_gate)
        {
            if (_keeper.Length > 0 && time.GetElapsedTime(_lookedAt) < KeeperLife) return _keeper;
            _lookedAt = time.GetTimestamp();
            _keeper = Directory.Exists(Path.Combine(run, "chrony")) ? "chrony"
                : File.Exists(Path.Combine(run, "systemd", "timesync", "synchronized")) ? "timesyncd"
                : "kernel";
            return _keeper;
        }
    }
}
