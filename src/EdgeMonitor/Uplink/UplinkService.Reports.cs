using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>What the uplink reports.</summary>
internal sealed partial class UplinkService
{
    /// <summary>At once, before anything more is stored; where the journal cannot tell, it is set with the first try to send.</summary>
    private void SetMark()
    {
        try
        {
            _mark.Set(journal);
        }
        catch (JournalException unread)
        {
            Counters.LastError = unread.Message;
        }
    }

    private void ComeUp(Broker broker)
    {
        string where = $"Connected to the broker at {broker}.";
        LogUp(where);
        Tell(new UplinkChange(true, where));
    }

    private void Report(string cause)
    {
        Counters.LastError = cause;
        LogDown(cause);
        Tell(new UplinkChange(false, cause));
    }

    private void Tell(UplinkChange change)
    {
        Counters.Connected = change.Connected;
        if (change == _last) return;
        _last = change;
        Changed?.Invoke(change);
    }

    [LoggerMessage(5000, LogLevel.Information, "{Where}")]
    private partial void LogUp(string where);

    [LoggerMessage(5001, LogLevel.Warning, "The uplink is down: {Cause}")]
    private partial void LogDown(string cause);

    [LoggerMessage(5002, LogLevel.Debug, "The uplink tries again in {Seconds:0.0} s.")]
    private partial void LogRetry(double seconds);

    [LoggerMessage(5003, LogLevel.Information, "The uplink was stopped before the broker had confirmed the last messages: {Cause}")]
    private partial void LogFarewellFailed(string cause);

    [LoggerMessage(5004, LogLevel.Error, "The broker does not accept this device's status. {Cause}")]
    private partial void LogStatusRefused(string cause);

    [LoggerMessage(5005, LogLevel.Warning, "This device cannot learn here of a later box that takes over its id. {Cause}")]
    private partial void LogStatusUnheard(string cause);
}
