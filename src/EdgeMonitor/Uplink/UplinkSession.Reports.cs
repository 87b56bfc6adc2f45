using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>What the session reports: the journal's trouble, and records that cannot be sent.</summary>
internal sealed partial class UplinkSession
{
    private readonly Dictionary<string, bool> _kept = []; // by stream, what the broker has said last in this connection
    private bool _hasToldOfNobody, _hasToldOfLength;

    /// <summary>The journal's trouble with one lane is reported and must not hold up the others.</summary>
    private void Guarded(Action act) => Guarded(() =>
    {
        act();
        return true;
    });

    private bool Guarded(Func<bool> act)
    {
        try
        {
            return act();
        }
        catch (JournalException fault)
        {
            ReportFault(fault);
            return false;
        }
    }

    private void ReportFault(JournalException fault)
    {
        parts.Counters.LastError = fault.Message;
        LogJournalFault(fault.Message);
    }

    private void ReportRefused(string stream, long sequence, MqttException refused)
    {
        parts.Counters.CountRefused();
        parts.Counters.LastError = refused.Message;
        if (refused.Refusal != MqttReasons.PacketTooLarge) LogRefused(stream, sequence, refused.Message);
        else if (!_hasToldOfLength) LogTooLong(stream, sequence, refused.Message);
        _hasToldOfLength |= refused.Refusal == MqttReasons.PacketTooLarge;
    }

    private void ReportUnreadable(string stream, long sequence, string cause)
    {
        if (!parts.Books.Unreadable.IsNew(stream, sequence)) return;
        parts.Counters.CountUnreadable();
        parts.Counters.LastError = $"Record {sequence} of {stream} cannot be read and stays stored: {cause}";
        LogUnreadable(stream, sequence, cause);
    }

    /// <summary>Where the broker's word confirms, a record that it keeps for nobody is confirmed and gone, or comes back: a person must know.</summary>
    private void NoteKept(IUplinkLane lane, bool isKept)
    {
        var stream = lane.Stream;
        var isLost = !isKept && parts.Centre.PubackConfirms(isKept: false);
        parts.Counters.CountKept(stream, isKept, isLost);
        _kept[stream] = isKept;
        // Somebody has subscribed: what nobody has had is for it.
        if (isKept && lane.Ledger.Waiting > 0) lane.Ledger.MakeAllDue();
        if (!isKept) CountUnconsumed();
        if (isKept || _hasToldOfNobody) return;
        _hasToldOfNobody = true;
        if (isLost) LogThrownAway(stream);
        else LogKeptForNobody(stream);
    }

    private void CountUnconsumed() => parts.Counters.Unconsumed = parts.Centre.Confirms ? 0 : parts.Books.Ledgers.Values.Sum(ledger => ledger.Waiting);

    [LoggerMessage(5010, LogLevel.Error, "Record {Sequence} of {Stream} was refused and stays stored; it is tried again later. {Cause}")]
    private partial void LogRefused(string stream, long sequence, string cause);

    [LoggerMessage(5011, LogLevel.Error, "Record {Sequence} of {Stream} cannot be read; it stays stored and is not sent. {Cause}")]
    private partial void LogUnreadable(string stream, long sequence, string cause);

    [LoggerMessage(5012, LogLevel.Error, "The journal failed the uplink: {Cause}")]
    private partial void LogJournalFault(string cause);

    [LoggerMessage(5017, LogLevel.Warning, "Nobody is subscribed at the broker to {Stream}: it throws away what it confirms. Subscribe there with a session that lasts, or let a centre confirm. This is said once for each connection.")]
    private partial void LogThrownAway(string stream);

    [LoggerMessage(5018, LogLevel.Warning, "Nobody is subscribed at the broker to {Stream}: its records stay stored and are sent again until somebody is, or a centre confirms them. This is said once for each connection.")]
    private partial void LogKeptForNobody(string stream);

    [LoggerMessage(5019, LogLevel.Error, "The connection ended three times over record {Sequence} of {Stream} alone: it stays stored, is tried again later, and lets the others go first.")]
    private partial void LogSuspect(long sequence, string stream);

    [LoggerMessage(5022, LogLevel.Error, "Record {Sequence} of {Stream} is too long for the broker and stays stored; it is tried again later, and the others go on. {Cause} This is said once for each connection.")]
    private partial void LogTooLong(string stream, long sequence, string cause);
}
