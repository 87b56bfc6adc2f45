using System.Collections.Concurrent;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Station;

/// <summary>
/// The bed's own link to its nurse stations and to whoever sends commands: says every few seconds what is signalled, looks for the receipts,
/// takes commands to the desk. It listens to the monitor and is waited for by nobody: without it the bed sounds as ever.
/// </summary>
internal sealed partial class StationLink(
    LinkIdentity identity, CommandInbox inbox, Challenges challenges, ReceiptWatch receipts, StationLinkParts parts, ILogger<StationLink> logger)
    : BackgroundService
{
    /// <summary>Time between heartbeats: two fit into the deadline of a receipt.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(5);

    /// <summary>How often the feed and the inbox are looked at; a part of the remote signal's delay only where the journal fails.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    /// <summary>Heartbeats because of an alarm follow one another no faster.</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Messages that may wait for the next turn; more are lost and said again.</summary>
    private const int MostWaiting = 256;

    /// <summary>Commands that may wait for the monitor's answer.</summary>
    private const int MostOpen = 8;

    private readonly ConcurrentQueue<MqttMessage> _arrived = new(); // never more than MostWaiting
    private readonly SignalledAlarms _signalled = new();
    private readonly Topics _topics = new(identity.Site, identity.Device);
    private TimeSpan? _lastHeartbeat;
    private TimeSpan _asOf;
    private string? _fault;
    private volatile bool _due = true; // also set by the connection
    private long _number;
    private int _open;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var line = (await MqttProviders.ChooseAsync(identity.Settings.Provider)).Provider is { } provider ? Line(provider) : null;
        // The uplink says already that there is no library.
        var running = line?.RunAsync(stoppingToken) ?? Task.CompletedTask;
        using var timer = new PeriodicTimer(Turn, parts.Clock.Provider);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Look(line, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            await running;
        }
    }

    private MqttLine Line(IMqttProvider provider)
    {
        var farewell = LinkCodec.Message(
            _topics.Heartbeat, new Heartbeat { Device = identity.Device, Boot = identity.Boot, Takeover = parts.Fence.Takeover, Leaving = true }, identity.Settings.Encoding);
        string[] filters =
        [
            _topics.StationReceipts, _topics.StationCommands, _topics.Command,
            .. identity.Expected.Select(station => new Topics(identity.Site, station).Status),
        ];
        var line = identity.Line("link", farewell, filters, new LineParts(provider, parts.Records, parts.Fence, parts.Clock, parts.Loggers));
        line.Received += message =>
        {
            if (_arrived.Count < MostWaiting) _arrived.Enqueue(message);
        };
        line.Changed += change =>
        {
            if (change.Connected) _due = true;
        };
        return line;
    }

    private void Look(MqttLine? line, CancellationToken stop)
    {
        while (parts.Feed.Reader.TryRead(out var item)) Take(item.Event);
        while (_arrived.TryDequeue(out var message)) Take(message, line, stop);
        SayHeartbeat(line);
        var fault = receipts.Fault(parts.Clock.Uptime);
        if (fault == _fault) return;
        _fault = fault;
        parts.Report(new ApplianceStatus(AppliancePart.Station, fault is not null, fault ?? "All nurse stations confirm.", parts.Clock.Now));
    }

    private void Take(MonitorEvent? happened)
    {
        if (happened is null) return;
        if (happened.At > _asOf) _asOf = happened.At;
        if (happened is not Core.Alarms.AlarmEvent alarm) return;
        if (_signalled.Take(alarm, parts.Records.Of(alarm).Alarm)) _due = true;
        if (alarm.Transition == AlarmTransition.End) receipts.Over(alarm.Id);
        else if (_signalled.Contains(alarm.Id)) receipts.Expect(alarm.Id, alarm.Priority, parts.Clock.Uptime);
    }

    private void SayHeartbeat(MqttLine? line)
    {
        var now = parts.Clock.Uptime;
        var since = now - _lastHeartbeat ?? TimeSpan.MaxValue;
        if (line is null || since < (_due ? ShortestInterval : HeartbeatInterval)) return;
        var heartbeat = new Heartbeat
        {
            Device = identity.Device,
            Boot = identity.Boot,
            Takeover = parts.Fence.Takeover,
            Number = ++_number,
            MonotonicUs = RecordFactory.Microseconds(_asOf),
            Challenge = challenges.Issue(now),
        };
        _signalled.WriteTo(heartbeat);
        if (!line.Send(LinkCodec.Message(_topics.Heartbeat, heartbeat, identity.Settings.Encoding))) return;
        _lastHeartbeat = now;
        _due = false;
    }

    private void Take(MqttMessage message, MqttLine? line, CancellationToken stop)
    {
        try
        {
            var levels = message.Topic.Split('/');
            var last = levels[^1];
            if (message.Topic == _topics.Command) Take(LinkCodec.Decode<Command>(message), null, message.Retain, line, stop);
            else if (message.Topic == _topics.CommandFrom(last)) Take(LinkCodec.Decode<Command>(message), last, message.Retain, line, stop);
            else if (message.Topic == _topics.ReceiptFrom(last)) Take(LinkCodec.Decode<StationReceipt>(message), last, message.Retain);
            else if (identity.Expected.Contains(levels[^2])) Take(LinkCodec.Decode<Record>(message), levels[^2]);
        }
        catch (InvalidDataException malformed)
        {
            LogMalformed(malformed.Message);
        }
    }

    private void Take(Record presence, string station)
    {
        if (presence.Status is not { } status || !receipts.Heed(station, status.Takeover)) return;
        receipts.Presence(station, status.Online, parts.Clock.Uptime);
        // It may have started anew: it learns at once what is signalled here.
        if (status.Online) _due = true;
    }

    private void Take(StationReceipt receipt, string station, bool retained)
    {
        if (retained || receipt.Device != identity.Device || receipt.Boot != identity.Boot || !receipts.Heed(station, receipt.Takeover)) return;
        receipts.Confirm(station, receipt.Signalled, parts.Clock.Uptime);
    }

    private void Take(Command command, string? station, bool retained, MqttLine? line, CancellationToken stop)
    {
        var (act, refusal) = inbox.Judge(command, station, retained, _signalled.Contains, parts.Clock.Uptime, parts.Clock.Now);
        if (act is not null && Interlocked.Increment(ref _open) <= MostOpen)
        {
            _ = SubmitAsync(act, command, line, stop);
            return;
        }

        if (act is not null) Interlocked.Decrement(ref _open);
        var why = act is null ? refusal : "Too many commands at once.";
        var who = CommandInbox.OneLine($"{command.Who}@{station ?? "centre"}");
        parts.Audit.Record(who, "command-refused", CommandInbox.OneLine($"{command.Act} {command.AlarmId}: {why}"));
        LogRefused(CommandInbox.OneLine(command.Act), station ?? "the centre", why);
        Answer(line, command, accepted: false, why);
    }

    private async Task SubmitAsync(OperatorCommand act, Command command, MqttLine? line, CancellationToken stop)
    {
        try
        {
            var acted = await parts.Desk.SubmitAsync(act, stop);
            Answer(line, command, acted.Accepted, acted.Answer);
        }
        catch (Exception ended) when (ended is OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            Answer(line, command, accepted: false, "The bed's monitor has stopped.");
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private void Answer(MqttLine? line, Command command, bool accepted, string answer) => line?.Send(LinkCodec.Message(
        _topics.CommandAnswer,
        new CommandAnswer { Device = identity.Device, Command = command.Id, Accepted = accepted, Answer = answer },
        identity.Settings.Encoding));

    [LoggerMessage(6200, LogLevel.Warning, "The station link ignores a message: {Cause}")]
    private partial void LogMalformed(string cause);

    [LoggerMessage(6201, LogLevel.Warning, "The command {Act} from {Station} was refused: {Why}")]
    private partial void LogRefused(string act, string station, string why);
}
