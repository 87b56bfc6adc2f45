using System.Security.Cryptography;
using System.Threading.Channels;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Receiver;

/// <summary>
/// Takes what the boxes send, commits it in groups, and only then acknowledges it. It says that it is there only while it can store; and
/// whenever it may have forgotten something that a broker counts as delivered, it says so by a new instance id, so that the boxes send again
/// what was not acknowledged.
/// </summary>
internal sealed partial class Centre(ReceiverSettings settings, IRecordStore store, TimeProvider time, ILogger<Centre> logger)
{
    private readonly Channel<Arrival> _arrivals = Channel.CreateBounded<Arrival>(
        new BoundedChannelOptions(settings.MostWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly Fencing _fencing = new();
    private readonly List<BrokerLine> _lines = [];
    private readonly MqttMessage _offline = PresenceOf(settings, online: false, "");
    private volatile MqttMessage _presence = PresenceOf(settings, online: false, "");
    private long _waitingBytes;
    private volatile bool _forgot;

    /// <summary>What was done so far.</summary>
    public CentreCounters Counters { get; } = new();

    /// <summary>The last will of its lines.</summary>
    public MqttMessage Will => _offline;

    /// <summary>What is to be said of this centre now.</summary>
    public MqttMessage Presence => _presence;

    /// <summary>What it listens to.</summary>
    public IReadOnlyList<string> Filters { get; } = Topics.RecordsOf(settings.Site);

    /// <summary>Takes what a line brings; to be told before the line runs.</summary>
    public void Listen(BrokerLine line)
    {
        _lines.Add(line);
        line.Received += Take;
    }

    /// <summary>Opens the store, then runs the lines and stores what they bring until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (!await OpenAsync(stop)) return;
        ComeUp();
        var lines = _lines.Select(line => line.RunAsync(stop)).ToList();
        while (await GatherAsync(stop) is { } batch) await ProcessAsync(batch, stop);
        await Task.WhenAll(lines);
        LogEnded(Counters.ToString());
    }

    private void Take(BrokerLine line, MqttMessage message)
    {
        var waiting = Interlocked.Add(ref _waitingBytes, message.Payload.Length);
        if (waiting <= settings.MostWaitingBytes && _arrivals.Writer.TryWrite(new Arrival(line, message))) return;
        // The broker counts it as delivered: whoever sent it must learn that it was forgotten.
        Interlocked.Add(ref _waitingBytes, -message.Payload.Length);
        Counters.CountDropped();
        _forgot = true;
    }

    private async Task<bool> OpenAsync(CancellationToken stop)
    {
        var said = "";
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _fencing.Learn(await store.OpenAsync(stop));
                LogOpen(store.Name);
                return true;
            }
            catch (StoreException failed)
            {
                if (failed.Message != said) LogNotOpen(said = failed.Message);
                await Task.Delay(settings.StoreRetry, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The next records to commit together; null when it is stopped.</summary>
    private async Task<List<Arrival>?> GatherAsync(CancellationToken stop)
    {
        var batch = new List<Arrival>();
        try
        {
            await _arrivals.Reader.WaitToReadAsync(stop);
            using var window = CancellationTokenSource.CreateLinkedTokenSource(stop);
            using var timer = time.CreateTimer(state => ((CancellationTokenSource)state!).Cancel(), window, settings.CommitWindow, Timeout.InfiniteTimeSpan);
            while (batch.Count < settings.MostInCommit)
            {
                if (_arrivals.Reader.TryRead(out var arrival))
                {
                    batch.Add(arrival);
                    Interlocked.Add(ref _waitingBytes, -arrival.Message.Payload.Length);
                }
                else if (!await _arrivals.Reader.WaitToReadAsync(window.Token))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The window is over, or the centre is stopped: what is here is committed in either case.
        }

        return batch.Count > 0 || !stop.IsCancellationRequested ? batch : null;
    }

    private async Task ProcessAsync(List<Arrival> batch, CancellationToken stop)
    {
        var acknowledgements = new Acknowledgements(settings, _fencing);
        var (records, lines) = (new List<ReceivedRecord>(batch.Count), new List<BrokerLine>(batch.Count));
        foreach (var (line, message) in batch)
        {
            if (Read(message) is not { } record) continue;
            if (_fencing.Admits(record))
            {
                records.Add(record);
                lines.Add(line);
            }
            else
            {
                Counters.Refused++;
                LogRefused(record.Device, record.Stream, record.Sequence, record.Takeover, _fencing.HighestOf(record.Device));
                acknowledgements.Refuse(line, record);
            }
        }

        if (records.Count > 0)
        {
            if (await CommitAsync(records, stop) is not { } kept) return;
            for (var i = 0; i < kept.Count; i++)
            {
                if (Count(records[i], kept[i])) acknowledgements.Add(lines[i], records[i]);
            }
        }

        if (!acknowledgements.Send()) _forgot = true;
        if (!_forgot) return;
        _forgot = false;
        LogForgot(Counters.Dropped);
        ComeUp();
    }

    private ReceivedRecord? Read(MqttMessage message)
    {
        try
        {
            return ReceivedRecord.Read(message, settings.Site);
        }
        catch (InvalidDataException malformed)
        {
            Counters.Malformed++;
            LogMalformed(malformed.Message);
            return null;
        }
    }

    /// <summary>True for a record that is on the disk.</summary>
    private bool Count(ReceivedRecord record, Kept kept)
    {
        switch (kept)
        {
            case Kept.Stored: Counters.Stored++; return true;
            case Kept.Double: Counters.Doubles++; return true;
            default:
                Counters.Contradictions++;
                LogContradiction(record.Device, record.Stream, record.Sequence);
                return false;
        }
    }

    /// <summary>Tries until the records are stored; null where it is stopped before. While it fails, the centre is not there.</summary>
    private async Task<IReadOnlyList<Kept>?> CommitAsync(List<ReceivedRecord> records, CancellationToken stop)
    {
        var said = "";
        for (var failures = 0; ; failures++)
        {
            try
            {
                var kept = await store.CommitAsync(records, CancellationToken.None);
                Counters.Commits++;
                if (failures == 0) return kept;
                LogStoresAgain();
                ComeUp();
                return kept;
            }
            catch (StoreException failed)
            {
                Counters.Failures++;
                // A disk that is full for a night is said once, not at every try.
                if (failed.Message != said) LogFailed(records.Count, said = failed.Message);
                if (failures == 0) GoDown();
                if (stop.IsCancellationRequested) return null;
                await Task.Delay(settings.StoreRetry, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void ComeUp() => Say(PresenceOf(settings, online: true, RandomNumberGenerator.GetHexString(8, lowercase: true)));

    private void GoDown() => Say(_offline);

    private void Say(MqttMessage presence)
    {
        _presence = presence;
        foreach (var line in _lines) line.SayPresence();
    }

    private static MqttMessage PresenceOf(ReceiverSettings settings, bool online, string instance)
    {
        var presence = new CentrePresence { Centre = settings.Id, Online = online, Instance = instance };
        return LinkCodec.Message(new Topics(settings.Site, settings.Id).CentrePresence, presence, settings.Encoding) with { Retain = true };
    }

    /// <summary>A message and the line that brought it, on which it is answered.</summary>
    private readonly record struct Arrival(BrokerLine Line, MqttMessage Message);

    [LoggerMessage(10010, LogLevel.Information, "Storing in {Store}")]
    private partial void LogOpen(string store);

    [LoggerMessage(10011, LogLevel.Error, "The store cannot be opened, the centre stays away: {Cause}")]
    private partial void LogNotOpen(string cause);

    [LoggerMessage(10012, LogLevel.Error, "{Count} records are not stored and not acknowledged, the centre is away meanwhile: {Cause}")]
    private partial void LogFailed(int count, string cause);

    [LoggerMessage(10013, LogLevel.Warning, "A message is no record and was left out: {Cause}")]
    private partial void LogMalformed(string cause);

    [LoggerMessage(10014, LogLevel.Error, "Record {Sequence} of {Stream} of {Device} is refused: it is of takeover {Takeover}, and {Highest} has taken over")]
    private partial void LogRefused(string device, string stream, long sequence, uint takeover, uint highest);

    [LoggerMessage(10015, LogLevel.Error,
        "Record {Sequence} of {Stream} of {Device} came with other contents than the one that is stored, and is not acknowledged: two boxes use one device id, or one has lost its numbers")]
    private partial void LogContradiction(string device, string stream, long sequence);

    [LoggerMessage(10016, LogLevel.Warning, "{Count} messages found no room so far; the boxes are asked to send again what was not acknowledged")]
    private partial void LogForgot(long count);

    [LoggerMessage(10018, LogLevel.Information, "The store takes records again: the centre is back")]
    private partial void LogStoresAgain();

    [LoggerMessage(10017, LogLevel.Information, "Ended: {Counters}")]
    private partial void LogEnded(string counters);
}
