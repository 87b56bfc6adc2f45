using System.Collections.Concurrent;
using System.Threading.Channels;
using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Empties the journal into one connection until it ends: alarms, then audit, then live telemetry, then older telemetry, several in flight.
/// A record is trimmed, or marked as confirmed, at its confirmation only; whatever was not confirmed is still stored for the next connection.
/// </summary>
internal sealed partial class UplinkSession(
    UplinkSettings settings, IMqttConnection connection, SealedJournal journal, RecordMessages messages, UplinkCounters counters,
    UnreadableRecords unreadable, IReadOnlyDictionary<string, StreamRefusals> refusals, ConfirmedMarks marks, TimeProvider time, ILogger logger)
{
    /// <summary>Places in the window that telemetry leaves free, so that an alarm never waits for a telemetry record's confirmation.</summary>
    private const int KeptForAlarms = 2;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>A broker that confirms nothing for so long while the connection stands is given up. Chosen: four keep-alives.</summary>
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(60);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentQueue<Outcome> _outcomes = new(); // never more than the window
    private readonly List<UplinkLane> _lanes = [];
    private int _window;
    private int _inFlight;
    private long _lastProgress;
    private volatile bool _appended, _ticked;

    private readonly record struct Outcome(UplinkLane Lane, long Sequence, MqttException? Failure);

    /// <summary>Marks where the backlog ends: call it when the connection has just come up.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public void Begin()
    {
        _window = Math.Max(1, Math.Min(settings.Window, connection.ReceiveMaximum));
        marks.Load();
        foreach (string stream in (string[])[JournalStreams.Alarms, JournalStreams.Audit])
        {
            _lanes.Add(Lane(new LaneRange(stream, ConfirmedMarks.Keeps(stream) ? marks.Floor() : 0, long.MaxValue, journal.LastSequence(stream))));
        }

        long boundary = journal.LastSequence(JournalStreams.Telemetry);
        _lanes.Add(Lane(new LaneRange(JournalStreams.Telemetry, boundary, long.MaxValue, boundary)));
        _lanes.Add(Lane(new LaneRange(JournalStreams.Telemetry, 0, boundary, boundary)));
    }

    /// <summary>Sends until the connection ends or it is stopped; answers the cause.</summary>
    public async Task<string> DrainAsync(CancellationToken stop)
    {
        _lastProgress = time.GetTimestamp();
        using var watching = new CancellationTokenSource();
        var watch = WatchAppendsAsync(watching.Token);
        using var tick = time.CreateTimer(_ => OnTick(), null, Tick, Tick);
        using var stopped = stop.Register(Pulse);
        _ = connection.Closed.ContinueWith(_ => Pulse(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            while (!connection.Closed.IsCompleted && !stop.IsCancellationRequested)
            {
                if (_appended) WakeLanes();
                Settle();
                Fill();
                if (_ticked) Count();
                if (_inFlight > 0 && time.GetElapsedTime(_lastProgress) > ConfirmTimeout)
                    return $"The broker has confirmed nothing for {ConfirmTimeout.TotalSeconds:0} s; connecting again.";
                await _wake.Reader.ReadAsync(CancellationToken.None);
            }
        }
        finally
        {
            await watching.CancelAsync();
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return connection.Closed.IsCompleted ? await connection.Closed : "The uplink was stopped.";
    }

    /// <summary>After the connection has ended: waits for what became of the records in flight, and trims what was confirmed.</summary>
    public async Task FinishAsync()
    {
        Settle();
        while (_inFlight > 0)
        {
            await _wake.Reader.ReadAsync(CancellationToken.None);
            Settle();
        }

        Count();
    }

    /// <summary>Takes note of the confirmations that have come in, and trims what they confirm.</summary>
    private void Settle()
    {
        while (_outcomes.TryDequeue(out var outcome))
        {
            _inFlight--;
            _lastProgress = time.GetTimestamp();
            if (outcome.Failure is null)
            {
                outcome.Lane.Confirm(outcome.Sequence);
                counters.CountSent(outcome.Lane.Stream);
            }
            else if (outcome.Failure.Refusal is not null)
            {
                outcome.Lane.Refuse(outcome.Sequence);
                counters.CountRefused();
                counters.LastError = outcome.Failure.Message;
                LogRefused(outcome.Lane.Stream, outcome.Sequence, outcome.Failure.Message);
            }
        }

        foreach (var lane in _lanes) Guarded(lane.Trim);
    }

    private UplinkLane Lane(LaneRange range) => new(journal, range, refusals[range.Stream], ConfirmedMarks.Keeps(range.Stream) ? marks : null, time);

    private void Fill()
    {
        for (int i = 0; i < _lanes.Count; i++)
        {
            var lane = _lanes[i];
            int allowed = lane.Stream == JournalStreams.Alarms ? _window : Math.Max(1, _window - KeptForAlarms);
            while (_inFlight < allowed && Guarded(() => SendNext(lane)))
            {
            }
        }
    }

    /// <summary>Sends the lane's next record; false where it has none now.</summary>
    private bool SendNext(UplinkLane lane)
    {
        if (!lane.TryTake(out var record)) return false;
        if (record.IsShredded)
        {
            lane.Confirm(record.Sequence); // nobody will ever ask for it, and its place can be given back
            return true;
        }

        if (record.Unreadable is { } cause)
        {
            ReportUnreadable(lane.Stream, record.Sequence, cause);
            return true;
        }

        MqttMessage message;
        try
        {
            message = messages.Of(lane.Stream, record.Sequence, record.Bytes, lane.IsHistorical(record.Sequence));
        }
        catch (InvalidDataException malformed)
        {
            ReportUnreadable(lane.Stream, record.Sequence, malformed.Message);
            return true;
        }

        if (_inFlight == 0) _lastProgress = time.GetTimestamp();
        _inFlight++;
        _ = SendAsync(lane, record.Sequence, message);
        return true;
    }

    private async Task SendAsync(UplinkLane lane, long sequence, MqttMessage message)
    {
        MqttException? failure = null;
        try
        {
            await connection.PublishAsync(message, CancellationToken.None);
        }
        catch (MqttException notSent)
        {
            failure = notSent;
        }

        _outcomes.Enqueue(new Outcome(lane, sequence, failure));
        Pulse();
    }

    private void ReportUnreadable(string stream, long sequence, string cause)
    {
        if (!unreadable.IsNew(stream, sequence)) return;
        counters.CountUnreadable();
        counters.LastError = $"Record {sequence} of {stream} cannot be read and stays stored: {cause}";
        LogUnreadable(stream, sequence, cause);
    }

    private void Count()
    {
        _ticked = false;
        Guarded(() => counters.Pending = JournalStreams.All.Sum(stream => ConfirmedMarks.Waiting(journal, stream)));
    }

    private void WakeLanes()
    {
        _appended = false;
        foreach (var lane in _lanes) lane.Wake();
    }

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
            counters.LastError = fault.Message;
            LogJournalFault(fault.Message);
            return false;
        }
    }

    private async Task WatchAppendsAsync(CancellationToken ended)
    {
        long version = journal.Version;
        while (true)
        {
            await journal.WaitForAppendAsync(version, ended);
            version = journal.Version;
            _appended = true;
            Pulse();
        }
    }

    private void OnTick()
    {
        _ticked = true;
        Pulse();
    }

    private void Pulse() => _wake.Writer.TryWrite(true);

    [LoggerMessage(5010, LogLevel.Error, "Record {Sequence} of {Stream} was refused and stays stored; it is tried again later. {Cause}")]
    private partial void LogRefused(string stream, long sequence, string cause);

    [LoggerMessage(5011, LogLevel.Error, "Record {Sequence} of {Stream} cannot be read; it stays stored and is not sent. {Cause}")]
    private partial void LogUnreadable(string stream, long sequence, string cause);

    [LoggerMessage(5012, LogLevel.Error, "The journal failed the uplink: {Cause}")]
    private partial void LogJournalFault(string cause);
}
