using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Listens to the monitor and stores everything before anyone may send it. Alarm and audit records are committed at once, telemetry in
/// groups; of the monitor's memory the newest is kept. A store that fails is tried again for ever; meanwhile records wait in memory, bounded, and the oldest telemetry goes first.
/// </summary>
internal sealed partial class Recorder(
    FeedListener feed, JournalHost journal, RecordFactory records, AlarmLimits configured, AlarmLogKeeper keeper, StorageBounds bounds, MonitorClock clock,
    Action<ApplianceStatus> report, ILogger<Recorder> logger)
    : IAuditSink
{
    /// <summary>Most telemetry records in one commit (design §4: with <see cref="GroupWait"/> the declared power-loss window).</summary>
    private const int GroupSize = 8;

    /// <summary>Chosen: ten minutes of telemetry, about 20 MB at 12 leads, while the disk does not answer.</summary>
    private const int MaxWaiting = 600;

    /// <summary>How long a telemetry record may wait for others.</summary>
    private static readonly TimeSpan GroupWait = TimeSpan.FromSeconds(1);

    /// <summary>Chosen: soon enough to lose nothing, slow enough not to burden a disk in trouble.</summary>
    private static readonly TimeSpan RetryWait = TimeSpan.FromSeconds(1);

    /// <summary>A commit that takes longer is a fault of the disk, although nothing has failed yet. Chosen: no healthy card stalls for so long.</summary>
    private static readonly TimeSpan MaxCommit = TimeSpan.FromSeconds(10);

    private readonly AlarmLogEntries _log = new(records, configured);
    private readonly TelemetryBatch _batch = new();
    private readonly RecorderQueue _queue = new(MaxWaiting, records.Episodes);
    private readonly OperatorAudit _audit = new(records.Episodes, configured);
    private Task<bool>? _more;
    private Task<(int Stored, JournalException? Failure)>? _storing;
    private TimeSpan _storingSince;
    private TimeSpan? _commitBy;
    private MonitorMemory _memory = new(configured.Profile, "", configured, []);

    /// <summary>Records stored since the start, by anyone's account.</summary>
    public long Stored { get; private set; }

    /// <summary>True where everything that was given to it is stored.</summary>
    public bool IsIdle => _queue.Count == 0;

    /// <summary>Tells the centre that records are gone for good, from any thread.</summary>
    public void Record(Wire.RecordGap gap) => _queue.Add(records.Of(gap));

    /// <inheritdoc/>
    public void Record(string who, string action, string detail) => _queue.Add(records.OfAudit(who, action, detail));

    /// <summary>An entry of the alarm log about the alarm system itself, from any thread.</summary>
    public void Record(Wire.AlarmSystemEvent entry) => _queue.Add(records.Of(entry));

    /// <summary>Stores these records and returns once they are on the disk; from any thread.</summary>
    public Task StoreAsync(IReadOnlyList<Wire.Record> entries)
    {
        foreach (var entry in entries)
        {
            entry.Stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _queue.Add(entry);
        }

        return Task.WhenAll(entries.Select(entry => entry.Stored!.Task));
    }

    /// <summary>True while a record of one of these episodes waits for the disk.</summary>
    public bool Holds(IReadOnlySet<KeyId> episodes) => _queue.Holds(episodes);

    /// <summary>Runs until the feed is completed, and stores everything that came before its end.</summary>
    public async Task RunAsync()
    {
        while (await MoreOrDueAsync())
        {
            if (_storing is { IsCompleted: true }) await SettleAsync();
            while (MayTake() && feed.Reader.TryRead(out var item)) Take(item);
            if (!clock.FollowsRecording && _batch.IsFull(clock.Now)) CloseBatch();
            ReportLost();
            if (_storing is not null && !_failing && clock.Uptime - _storingSince > MaxCommit) Fail("The disk has not answered for 10 s.");
            if (_storing is null && IsDue()) Begin();
        }

        if (_storing is not null) await SettleAsync();
        CloseBatch();
        while (_queue.Count > 0)
        {
            var outcome = Store();
            Settle(outcome);
            if (outcome.Failure is not null) break;
        }

        if (_queue.Count > 0) LogLeft(_queue.Count);
    }

    /// <summary>
    /// A disk that takes its time must not make the feed overflow: what comes meanwhile is queued, where alarms are never given up. A recording
    /// waits instead.
    /// </summary>
    private bool MayTake() => _failing || _queue.Count < GroupSize || (_storing is not null && !clock.FollowsRecording);

    /// <summary>Waits for an item, for the end of a commit or for one to become due; false once the feed is completed and empty.</summary>
    private async ValueTask<bool> MoreOrDueAsync()
    {
        if (_storing is { IsCompleted: false } && !MayTake())
        {
            // A recording waits for the disk.
            await Task.WhenAny(_storing, Task.Delay(TelemetryBatch.Length, clock.Provider));
            return true;
        }

        _more ??= feed.Reader.WaitToReadAsync().AsTask();
        if (!_more.IsCompleted && _storing is not { IsCompleted: true })
        {
            var patience = _storing is null && _commitBy is { } by ? by - clock.Uptime : TelemetryBatch.Length;
            if (patience <= TimeSpan.Zero) return true;
            using var due = new CancellationTokenSource(patience, clock.Provider);
            await Task.WhenAny(_more, (Task?)_storing ?? _more, Task.Delay(Timeout.InfiniteTimeSpan, clock.Provider, due.Token));
        }

        if (!_more.IsCompleted) return true;
        var more = await _more;
        _more = null;
        return more;
    }

    private void Take(FeedItem item)
    {
        var patient = item.Event is OperatorActed { Accepted: true, Command: AdmitPatient or DischargePatient } acted ? acted : null;
        if (patient is not null) CloseBatch(); // the last second of the one before
        if (patient?.Command is AdmitPatient admitted) records.Episodes.Begin(admitted.Episode);
        if (_audit.Take(item) is { } act) Record(act.Who, act.Action, act.Detail);
        foreach (var entry in _log.Of(item.Input, item.Event)) Queue(entry);
        if (patient is not null) SwitchEpisode(patient);
        switch (item)
        {
            case { Event: MemoryChanged memory }: Remember(memory.Memory, memory.At); break;
            case { Input: RestoreMemory restored }: _memory = restored.Memory; break;
            case { Event: VitalSign { Reading.IsComputed: true } vital }: _batch.Add(vital.Reading, vital.At); break;
            case { Event: EarlyWarningScore score }: _batch.Add(score); break;
            case { Event: SignalJudged judged }: _batch.Add(judged); break;
            case { Input: { } input }:
                if (_batch.IsFull(input.At)) CloseBatch();
                _batch.Add(input);
                break;
        }
    }

    /// <summary>
    /// The entry of an admission is the first record of its episode, that of a discharge the last one. A patient who is to the monitor like the one before
    /// changes nothing in its memory, which must know the other episode all the same.
    /// </summary>
    private void SwitchEpisode(OperatorActed acted)
    {
        var (profile, pseudonym) = acted.Command is AdmitPatient admitted ? (admitted.Profile, admitted.Episode) : (configured.Profile, "");
        if (acted.Command is DischargePatient) records.Episodes.End();
        if (_memory.Profile == profile && _memory.Episode == pseudonym) Remember(_memory, acted.At);
    }

    private void Remember(MonitorMemory memory, TimeSpan at)
    {
        _memory = memory;
        Queue(records.Of(MonitorMemoryStore.Write(memory, configured, records.Episodes.Current, records.Episodes.IsKnown), at));
    }

    private void CloseBatch()
    {
        if (_batch.IsEmpty) return;
        var end = _batch.End;
        Queue(records.Of(_batch.Take(), end));
    }

    private void Queue(Wire.Record record)
    {
        _queue.Add(record);
        _commitBy ??= clock.Uptime + (_failing ? RetryWait : GroupWait);
    }

    /// <summary>
    /// Begins a commit. What the window has gathered goes along, although its second is not full: two records share one commit, and no sample waits longer.
    /// </summary>
    private void Begin()
    {
        if (!clock.FollowsRecording && clock.Uptime >= _commitBy) CloseBatch();
        (_storing, _storingSince) = (Task.Run(Store), clock.Uptime);
    }

    private bool IsDue()
    {
        if (_queue.Count == 0) return false;
        if (_failing) return clock.Uptime >= _commitBy;
        return _queue.IsUrgent || _queue.Count >= GroupSize || clock.Uptime >= _commitBy;
    }

    private (int Stored, JournalException? Failure) Store()
    {
        try
        {
            var open = journal.Open();
            var stored = StoreIn(open);
            if (keeper.Keep(open) is { } notice) Record(notice);
            bounds.Keep(open, () => _queue.IsUrgent);
            return (stored, null);
        }
        catch (JournalException e)
        {
            return (0, e);
        }
    }

    /// <summary>Stores what waits; on a full disk once more, after the oldest records have made room.</summary>
    private int StoreIn(SealedJournal open)
    {
        try
        {
            return _queue.StoreIn(open);
        }
        catch (JournalException full) when (full.IsFull)
        {
            if (!bounds.MakeRoom(open)) throw;
        }

        return _queue.StoreIn(open);
    }

    private async Task SettleAsync()
    {
        var outcome = await _storing!;
        _storing = null;
        Settle(outcome);
    }

    private void Settle((int Stored, JournalException? Failure) outcome)
    {
        Stored += outcome.Stored;
        if (outcome.Failure is { } failure)
        {
            _commitBy = clock.Uptime + RetryWait;
            Fail(failure.Message);
            return;
        }

        _commitBy = _queue.Count > 0 ? clock.Uptime + GroupWait : null;
        if (_failing) Recovered();
    }
}
