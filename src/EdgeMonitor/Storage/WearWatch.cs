using System.Globalization;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Storage;

/// <summary>
/// Measures the box's <see cref="Wear"/>: what the kernel counts for this process, and what the journal was given. The file is written seldom, as it is
/// itself a write: once an hour and at the end, so that a power cut costs an hour of a figure that is taken over weeks.
/// </summary>
/// <param name="host">Has the journal and its directory.</param>
/// <param name="clock">The clock.</param>
/// <param name="written">Bytes that this process has written so far; null where the kernel does not count them.</param>
internal sealed class WearWatch(JournalHost host, MonitorClock clock, Func<long?> written) : ApplianceWatcher(clock.Provider, TimeSpan.FromHours(1))
{
    private Wear? _before;
    private bool _isRead;

    /// <summary>What was measured, all starts together; null where the kernel counts nothing.</summary>
    public Wear? Now
    {
        get
        {
            if (!_isRead) (_before, _isRead) = (Wear.Read(host.Directory), true);
            var none = new Wear(0, 0, 0);
            return written() is { } bytes ? (_before ?? none) + new Wear(clock.Uptime.TotalSeconds, bytes, host.AppendedBytes) : null;
        }
    }

    /// <inheritdoc/>
    public override void Look()
    {
        try
        {
            if (Now is { RecordBytes: > 0 } wear) wear.Write(host.Directory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A disk that refuses this refuses records as well, and those are told.
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Look();
    }

    /// <summary>What <c>/proc/self/io</c> says: <c>write_bytes</c> without <c>cancelled_write_bytes</c> (proc(5)).</summary>
    public static long? WrittenBytes()
    {
        try
        {
            long? sum = null;
            foreach (var line in File.ReadLines("/proc/self/io"))
            {
                if (line.Split(": ") is not [var name, var text] || !long.TryParse(text, CultureInfo.InvariantCulture, out var bytes)) continue;
                if (name == "write_bytes") sum = (sum ?? 0) + bytes;
                if (name == "cancelled_write_bytes") sum = (sum ?? 0) - bytes;
            }

            return sum;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null; // a kernel without the account, or a sandbox that hides it
        }
    }
}
