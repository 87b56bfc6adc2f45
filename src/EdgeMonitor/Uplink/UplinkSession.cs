using System.Collections.Concurrent;
using System.Threading.Channels;
using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Empties the journal into one connection until it ends: alarms, then audit, then live telemetry, then older telemetry, many in flight.
/// A record is trimmed, or marked as confirmed, once the broker or the centre has confirmed it, as the mode says; whatever was not is still stored.
/// </summary>
internal sealed partial class UplinkSession(
    UplinkSettings settings, IMqttConnection connection, SealedJournal journal, SessionParts parts, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>A broker that confirms nothing for so long while the connection stands is given up. Chosen: four keep-alives.</summary>
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(60);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentQueue<Outcome> _outcomes = new(); // never more than the window
    private readonly ConcurrentQueue<(string Stream, long Lowest, long Highest)> _restored = new();
    private readonly SendWindow _window = new(settings, connection.ReceiveMaximum, parts.Books.LastBroughtNothing, time);
    private UplinkLanes _lanes = UplinkLanes.None;
    private long _lastProgress;
    private bool _hasSent;
    private volatile bool _appended, _ticked;

    private readonly record struct Outcome(IUplinkLane Lane, long Sequence, int Bytes, bool IsKept, MqttException? Failure);

    /// <summary>The last sequence of each stream that is sent, all as historical; null for a box that speaks for its device.</summary>
    public IReadOnlyDictionary<string, long>? UpTo { get; init; }

    /// <summary>True once something was confirmed: this broker can be worked with.</summary>
    public bool HasProgressed { get; private set; }

    /// <summary>Marks where the backlog ends: call it when the connection has just come up.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public void Begin()
    {
        connection.MessageReceived += Pulse;
        parts.Centre.Begin();
        journal.Restored += OnRestored; // before the lanes are made: what is put back meanwhile is gone through twice and not missed
        _lanes = UplinkLanes.Of(journal, parts.Books, time, UpTo);
    }

    /// <summary>Sends until the connection ends or it is stopped; answers the cause.</summary>
    public async Task<string> DrainAsync(CancellationToken stop)
    {
        _lastProgress = time.GetTimestamp();
        journal.Appended += OnAppended;
        using var tick = time.CreateTimer(_ => OnTick(), null, Tick, Tick);
        using var later = time.CreateTimer(_ => Pulse(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var stopped = stop.Register(Pulse);
        _ = connection.Closed.ContinueWith(_ => Pulse(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (!connection.Closed.IsCompleted && !stop.IsCancellationRequested)
            {
                if (_appended)
                {
                    _appended = false;
                    _lanes.Wake();
                }

                while (_restored.TryDequeue(out var range)) _lanes.Rewind(range.Stream, range.Lowest, range.Highest);
                Settle();
                Release();
                Fill();
                if (_ticked) OnEachSecond();
                if (_window.InFlight > 0 && time.GetElapsedTime(_lastProgress) > ConfirmTimeout)
                    return $"The broker has confirmed nothing for {ConfirmTimeout.TotalSeconds:0} s; connecting again.";
                if (NextTurn() is { } wait) later.Change(wait, Timeout.InfiniteTimeSpan);
                await _wake.Reader.ReadAsync(CancellationToken.None);
            }
        }
        finally
        {
            journal.Appended -= OnAppended;
        }

        return connection.Closed.IsCompleted ? await connection.Closed : "The uplink was stopped.";
    }

    /// <summary>After the connection has ended: waits for what became of the records in flight, and trims what was confirmed.</summary>
    public async Task FinishAsync()
    {
        connection.MessageReceived -= Pulse;
        journal.Restored -= OnRestored;
        Settle();
        while (_window.InFlight > 0)
        {
            await _wake.Reader.ReadAsync(CancellationToken.None);
            Settle();
        }

        foreach (var trimmer in parts.Books.Trimmers)
        {
            try
            {
                await trimmer.FinishAsync();
            }
            catch (JournalException fault)
            {
                ReportFault(fault);
            }
        }

        parts.Counters.Drain.Stop();
        parts.Books.LastBroughtNothing = _hasSent && !HasProgressed;
    }

    /// <summary>Takes note of what broker and centre have confirmed, and has it trimmed.</summary>
    private void Settle()
    {
        // Taken out first: the centre's announcement that came before a PUBACK is heard before it.
        var outcomes = new List<Outcome>();
        while (_outcomes.TryDequeue(out var outcome)) outcomes.Add(outcome);
        Guarded(Listen);
        foreach (var outcome in outcomes) Settle(outcome);
        foreach (var trimmer in parts.Books.Trimmers) Guarded(() => trimmer.Turn(now: false, Pulse));
    }

    private void Settle(Outcome outcome)
    {
        var (lane, sequence) = (outcome.Lane, outcome.Sequence);
        _window.Land(lane, outcome.Bytes);
        _lastProgress = time.GetTimestamp();
        if (outcome.Failure is null)
        {
            parts.Books.Refusals[lane.Stream].Confirm(sequence);
            if (lane.Ledger.Deliver(sequence, confirms: parts.Centre.PubackConfirms(outcome.IsKept))) parts.Counters.CountConfirmed(lane.Stream, 1);
            if (!parts.Centre.Confirms) NoteKept(lane, outcome.IsKept);
            HasProgressed = true;
            parts.Books.Lone.Acquit();
            _window.Open();
            return;
        }

        Settle(lane, sequence, outcome.Failure);
    }

    private void Settle(IUplinkLane lane, long sequence, MqttException failure)
    {
        var refusals = parts.Books.Refusals[lane.Stream];
        lane.Ledger.Fail(sequence, isRefused: failure.Refusal is not null);
        if (failure.Refusal is { } reason)
        {
            refusals.Add(sequence, wasSent: reason != MqttReasons.PacketTooLarge);
            ReportRefused(lane.Stream, sequence, failure);
        }
        else if (_window.IsCautious && !HasProgressed && parts.Books.Lone.IsSuspect(lane.Stream, sequence))
        {
            refusals.Add(sequence);
            LogSuspect(sequence, lane.Stream);
        }
    }

    private void Listen()
    {
        if (parts.Centre.Listen()) parts.Books.Resends.OnReturn();
    }

    private void OnEachSecond()
    {
        _ticked = false;
        Guarded(parts.Centre.Tick);
        Guarded(ForgetWhatIsGone);
        parts.Books.Resends.Tick(MayBeHeard);
        CountUnconsumed();
        Guarded(() => _lanes.Backlog.LookBehind(parts.Books.Unreadable));
        Guarded(() => parts.Counters.Drain.Count(parts.Counters.Sent[JournalStreams.Telemetry], journal.Count(JournalStreams.Telemetry)));
        Pulse();
    }

    /// <summary>What the journal's own bounds have dropped needs no confirmation, and must take nobody's turn.</summary>
    private void ForgetWhatIsGone()
    {
        foreach (var (stream, ledger) in parts.Books.Ledgers)
        {
            if (ledger.Waiting > 0) ledger.ForgetBelow(journal.FirstSequence(stream) ?? journal.NextSequence(stream));
        }
    }

    /// <summary>When something falls due that no event will tell of; null where nothing does.</summary>
    private TimeSpan? NextTurn()
    {
        var trim = parts.Books.Trimmers.Min(trimmer => trimmer.DueAt);
        var shaped = _window.ShapedUntil;
        if (trim is null) return shaped;
        var wait = TimeSpan.FromTicks(Math.Max(0, (long)((trim.Value - time.GetTimestamp()) * (double)TimeSpan.TicksPerSecond / time.TimestampFrequency)));
        return shaped is { } until && until < wait ? until : wait;
    }

    private void OnAppended()
    {
        _appended = true;
        Pulse();
    }

    private void OnRestored(string stream, long lowest, long highest)
    {
        _restored.Enqueue((stream, lowest, highest));
        Pulse();
    }

    private void OnTick()
    {
        _ticked = true;
        Pulse();
    }

    private void Pulse(MqttMessage heard) => Pulse();

    private void Pulse() => _wake.Writer.TryWrite(true);
}
