using System.Globalization;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Keeps the journal within its bounds. What goes is told before it goes: a gap record in the stream <c>audit</c>, durably, then the records, in portions
/// between which whoever has an alarm to store comes first. It is the recorder's step after each commit: nobody else numbers audit records. Used by one
/// thread.
/// </summary>
internal sealed partial class StorageBounds(
    JournalBounds bounds, JournalExcess excess, Func<long?> freeBytes, RecordFactory records, MonitorClock clock, Action<ApplianceStatus> report,
    ILogger<StorageBounds> logger)
{
    /// <summary>Records removed at a time. Chosen: one transaction of some milliseconds.</summary>
    public const int Portion = 256;

    /// <summary>Portions in one step. Chosen: a step then takes less than a tenth of a second, and still removes far more than comes in.</summary>
    private const int MostPortions = 4;

    /// <summary>Free pages are given back when the stream has not shrunk for so long: what is still draining would have to be moved first. Chosen.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>How often a ballast that was given up is looked after. Chosen: long after the disk was full, soon before it is again.</summary>
    private static readonly TimeSpan BallastWait = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Bytes that stay unused in the store while there is no ballast: a full disk then takes what replaces them and not one page more. Chosen: what the log
    /// takes between two checkpoints.
    /// </summary>
    private const long BareRoom = 4 << 20;

    private readonly FaultLine _line = new(AppliancePart.JournalBounds, clock, report);
    private RangeCount? _counting;
    private GivenUpRange? _going;
    private long _next;
    private bool _hasLookedBack;
    private long _held;
    private TimeSpan _quietFrom;
    private TimeSpan _ballastFrom = TimeSpan.MinValue;
    private bool _isBare;

    /// <summary>Gives up what is beyond the bounds, a few portions of it at the most; what is left is done by the next steps.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="isUrgent">Whether an alarm waits to be stored: it comes first.</param>
    public void Keep(SealedJournal journal, Func<bool> isUrgent)
    {
        try
        {
            KeepBallast(journal);
            GoOn(journal);
            for (var portion = 0; portion < MostPortions && !isUrgent(); portion++)
            {
                if (_going is null)
                {
                    _counting ??= (excess.Find(journal) ?? BeyondBallast(journal)) is { } found ? new RangeCount(found) : null;
                    if (_counting is null)
                    {
                        Rest(journal, MostPortions - portion, isUrgent);
                        return;
                    }

                    if (!_counting.Step(journal)) continue;
                    Begin(journal, _counting);
                }

                RemovePortion(journal);
            }
        }
        catch (JournalException refused)
        {
            // Nothing is lost by a journal that is too long. The same disk refuses the next record, and that is an alarm. What was counted may be confirmed
            // before it answers again.
            _counting = null;
            LogNotKept(refused.Message);
        }
    }

    /// <summary>The disk is full: gives the ballast up and then the oldest records; false where nothing could be won.</summary>
    /// <exception cref="JournalException">The disk refuses even that.</exception>
    public bool MakeRoom(SealedJournal journal)
    {
        var won = journal.GiveUpBallast();
        (_isBare, _ballastFrom) = (true, clock.Uptime + BallastWait);
        try
        {
            GoOn(journal);
        }
        catch (JournalException)
        {
            // Audit that cannot be read must not keep an alarm from being stored: at worst the range is told twice.
        }

        if (_going is null && JournalExcess.FindOnFullDisk(journal) is { } found)
        {
            // The record that waits cannot be stored before: nobody is kept waiting by the counting.
            var counting = new RangeCount(found);
            while (!counting.Step(journal))
            {
            }

            Begin(journal, counting);
        }

        if (_going is null) return won;
        RemovePortion(journal);
        return true;
    }

    /// <summary>Without its ballast the store must not grow on a full disk: telemetry makes room in it before it is needed.</summary>
    private GivenUpRange? BeyondBallast(SealedJournal journal) => _isBare && (freeBytes() ?? 0) + journal.ReusableBytes < BareRoom
        && JournalExcess.FindOnFullDisk(journal) is { Stream: JournalStreams.Telemetry } range ? range : null;

    /// <summary>Goes on, once after the start, with a range that an earlier start has told and not wholly removed: telling it again would count its records twice.</summary>
    private void GoOn(SealedJournal journal)
    {
        if (_hasLookedBack) return;
        if (GivenUpRange.Unfinished(journal) is { } range) Go(range);
        _hasLookedBack = true;
    }

    private void Begin(SealedJournal journal, RangeCount counted)
    {
        var range = counted.Range;
        var gap = range.Tell(journal, counted.Count);
        var told = records.Of(gap);
        told.Sequence = journal.NextSequence(JournalStreams.Audit);
        journal.Append([new PlainRecord(JournalStreams.Audit, told.Sequence, RecordCodec.Encode(told))]);
        LogGivenUp(range.Cause, gap.Count, range.Stream, range.First, range.Last);
        Go(range);
    }

    private void Go(GivenUpRange range)
    {
        (_counting, _going, _next) = (null, range, range.First);
        _line.Say(true, string.Create(
            CultureInfo.InvariantCulture, $"The oldest records are given up. {range.Cause} Let the centre confirm what it has, free space, or raise the bound."));
    }

    private void RemovePortion(SealedJournal journal)
    {
        var range = _going!;
        var last = Math.Min(_next + Portion - 1, range.Last);
        journal.Trim(range.Stream, _next, last);
        _next = last + 1;
        if (last == range.Last) _going = null;
    }

    /// <summary>Nothing is too much: what was said of it ends when it is far away, and unused pages go back to the disk when the stream is quiet.</summary>
    private void Rest(SealedJournal journal, int portions, Func<bool> isUrgent)
    {
        if (_line.IsFaulty && excess.IsFar(journal)) _line.Say(false, "No more records are given up: the journal is well within its bounds.");
        var held = journal.Bytes(JournalStreams.Telemetry);
        if (held < _held - (_held / 1024)) _quietFrom = clock.Uptime + Quiet;
        _held = held;
        // A disk that is short of room needs them now. Near a bound the next records take them: given back, they would be moved and taken again each hour.
        if (!(freeBytes() < bounds.ReserveBytes) && (clock.Uptime < _quietFrom || !excess.IsFar(journal))) return;
        while (portions-- > 0 && !isUrgent() && journal.Reclaim())
        {
        }
    }

    /// <summary>Makes the ballast where the disk has room for it twice: the last room belongs to the records.</summary>
    private void KeepBallast(SealedJournal journal)
    {
        if (clock.Uptime < _ballastFrom) return;
        _ballastFrom = clock.Uptime + BallastWait;
        var isScarce = freeBytes() < 2 * bounds.BallastBytes;
        _isBare = !journal.KeepBallast(isScarce ? 0 : bounds.BallastBytes);
    }

    [LoggerMessage(5270, LogLevel.Warning, "{Cause} {Count} records of {Stream} are given up: {First} to {Last}.")]
    private partial void LogGivenUp(string cause, long count, string stream, long first, long last);

    [LoggerMessage(5271, LogLevel.Warning, "The journal's bounds could not be kept now; it is tried again. {Cause}")]
    private partial void LogNotKept(string cause);
}
