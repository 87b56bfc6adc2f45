using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>What the recorder reports: that records are not stored, or are lost, and that it is over.</summary>
internal sealed partial class Recorder
{
    private readonly LossWatch _losses = new();
    private bool _failing;

    /// <summary>Records that were lost because neither the disk nor the memory could take them; 0 on a healthy box.</summary>
    public long Lost => _queue.Lost + feed.Dropped;

    private void Fail(string cause)
    {
        if (!_failing) LogFailing(cause);
        _failing = true;
        report(new ApplianceStatus(AppliancePart.Storage, true, cause, clock.Now));
    }

    private void Recovered()
    {
        _failing = false;
        LogRecovered();
        report(new ApplianceStatus(AppliancePart.Storage, false, "Records are stored again.", clock.Now));
    }

    private void ReportLost()
    {
        if (_losses.Look(Lost, clock.Uptime) is not { } faulty) return;
        if (faulty) LogLost(_losses.New);
        if (_failing) return; // the store's own fault stands already
        var cause = faulty ? "Not everything could be stored: the recorder or the disk was too slow." : "Everything is stored again.";
        report(new ApplianceStatus(AppliancePart.Storage, faulty, cause, clock.Now));
    }

    [LoggerMessage(5200, LogLevel.Error, "Records are not being stored, they wait in memory: {Cause}")]
    private partial void LogFailing(string cause);

    [LoggerMessage(5201, LogLevel.Information, "Records are stored again.")]
    private partial void LogRecovered();

    [LoggerMessage(5202, LogLevel.Error, "{Count} inputs or records could not be stored and are lost.")]
    private partial void LogLost(long count);

    [LoggerMessage(5203, LogLevel.Error, "At the end {Count} records could not be stored and are lost.")]
    private partial void LogLeft(int count);
}
