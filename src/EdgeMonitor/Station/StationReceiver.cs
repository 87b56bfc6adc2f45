using System.Threading.Channels;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Security;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Station;

/// <summary>What a station's receiver works with.</summary>
/// <param name="Intake">Where what was heard goes.</param>
/// <param name="Records">Makes the station's own status.</param>
/// <param name="Fence">Says whether a later box has the station's device id.</param>
/// <param name="Clock">The station's time.</param>
/// <param name="Wall">The wall clock.</param>
/// <param name="Audit">Where answers of the beds are written down.</param>
/// <param name="Takeovers">Remembers which boxes have spoken for the beds.</param>
/// <param name="MakeId">Makes ids of commands.</param>
/// <param name="Loggers">For the receiver and its lines.</param>
internal sealed record StationReceiverParts(
    Channel<MonitorInput> Intake, RecordFactory Records, Fence Fence, MonitorClock Clock, WallClock Wall, IAuditSink Audit, SeenTakeovers Takeovers,
    Func<string> MakeId, ILoggerFactory Loggers);

/// <summary>
/// A nurse station's ears and mouth: what the beds say becomes inputs, receipts and commands become messages. It listens at all brokers of the list
/// at once: each bed speaks at the one that it can reach, and which one that is may differ from bed to bed.
/// </summary>
internal sealed partial class StationReceiver(LinkIdentity identity, IReadOnlyList<string> beds, StationReceiverParts parts) : BackgroundService
{
    private readonly ILogger _logger = parts.Loggers.CreateLogger<StationReceiver>();
    private readonly Dictionary<string, Topics> _topics = beds.ToDictionary(bed => bed, bed => new Topics(identity.Site, bed));
    private readonly Lock _changing = new();
    private readonly HashSet<int> _up = [];
    private volatile IReadOnlyList<MqttLine> _lines = [];
    private long _dropped;

    /// <summary>Messages lost because the station could not keep up.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Sends what an event asks for; returns at once. What cannot be sent now is not sent: the next heartbeat asks again.</summary>
    public void Carry(MonitorEvent happened)
    {
        switch (happened)
        {
            case ReceiptDue due:
                (due.Receipt.Station, due.Receipt.Takeover) = (identity.Device, parts.Fence.Takeover);
                SendAll(LinkCodec.Message(_topics[due.Bed].ReceiptFrom(identity.Device), due.Receipt, identity.Settings.Encoding));
                break;
            case CommandDue due: Send(due); break;
            case TakeoverSeen seen:
                LogTakeover(seen.Bed, seen.Takeover);
                parts.Audit.Record("system", "takeover-seen", $"{seen.Bed}: another box speaks for it from now on, its takeover is {seen.Takeover}");
                parts.Takeovers.Note(seen.Bed, seen.Takeover);
                break;
            case Disregarded ignored: LogDisregarded(ignored.Bed, ignored.Why); break;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var choice = await MqttProviders.ChooseAsync(identity.Settings.Provider);
        if (choice.Provider is not { } provider)
        {
            LogDeaf(choice.WhyNone);
            Offer(new LineChanged(false, choice.WhyNone, parts.Clock.Now));
            return;
        }

        string[] filters = [.. _topics.Values.SelectMany(bed => (string[])[bed.Heartbeat, bed.Of("alarms"), bed.Status, bed.CommandAnswer])];
        var lineParts = new LineParts(provider, parts.Records, parts.Fence, parts.Clock, parts.Loggers);
        _lines = [.. identity.Settings.Brokers.Select((broker, number) => Line(number, broker))];
        await Task.WhenAll(_lines.Select(line => line.RunAsync(stoppingToken)));

        MqttLine Line(int number, Broker broker)
        {
            var line = identity.Line("station", will: null, filters, lineParts, broker);
            line.Received += message => Take(message, number);
            line.Changed += change => Take(change, number);
            return line;
        }
    }

    /// <summary>The station hears as long as one of its lines is up.</summary>
    private void Take(UplinkChange change, int line)
    {
        lock (_changing)
        {
            var heard = _up.Count > 0;
            if (change.Connected) _up.Add(line);
            else _up.Remove(line);
            if (_up.Count == 0 || !heard) Offer(new LineChanged(change.Connected, change.Cause, parts.Clock.Now));
        }
    }

    /// <summary>Says it at every broker; false where none could be told.</summary>
    private bool SendAll(MqttMessage message)
    {
        var sent = false;
        foreach (var line in _lines) sent |= line.Send(message);
        return sent;
    }

    private void Take(MqttMessage message, int line)
    {
        try
        {
            // edgemonitor/v1/<site>/<bed>/<what>: subscribed to are the configured beds alone.
            if (message.Topic.Split('/') is not [_, _, _, var bed, _] || !_topics.TryGetValue(bed, out var topics)) return;
            if (message.Topic == topics.Heartbeat) Offer(new HeartbeatHeard(bed, LinkCodec.Decode<Heartbeat>(message), message.Retain, parts.Clock.Now, line));
            else if (message.Topic == topics.Of("alarms")) Offer(new AlarmHeard(bed, LinkCodec.Decode<Record>(message), message.Retain, parts.Clock.Now));
            else if (message.Topic == topics.Status) Take(bed, LinkCodec.Decode<Record>(message));
            else if (message.Topic == topics.CommandAnswer) Take(bed, LinkCodec.Decode<CommandAnswer>(message));
        }
        catch (InvalidDataException malformed)
        {
            LogMalformed(malformed.Message);
        }
    }

    private void Take(string bed, Record status)
    {
        if (status.Status is { } presence && status.Device == bed) Offer(new PresenceHeard(bed, presence.Online, parts.Clock.Now, presence.Takeover));
    }

    private void Take(string bed, CommandAnswer answer)
    {
        if (!answer.Command.StartsWith(identity.Device + "-", StringComparison.Ordinal)) return; // another station's
        var text = CommandInbox.OneLine(answer.Answer);
        parts.Audit.Record("system", answer.Accepted ? "command-accepted" : "command-refused", $"{bed}: {text}");
        if (!answer.Accepted) LogRefused(bed, text);
    }

    private void Send(CommandDue due)
    {
        var command = new Command
        {
            Device = due.Bed,
            Id = $"{identity.Device}-{parts.MakeId()}",
            Act = CommandInbox.Acknowledge,
            AlarmId = due.AlarmId,
            Who = due.By.Who,
            Why = due.By.Why,
            Challenge = due.Challenge,
            WallMs = parts.Wall.Milliseconds,
        };
        if (!SendAll(LinkCodec.Message(_topics[due.Bed].CommandFrom(identity.Device), command, identity.Settings.Encoding))) LogNotSent(due.Bed);
    }

    private void Offer(MonitorInput input)
    {
        if (!parts.Intake.Writer.TryWrite(input)) Interlocked.Increment(ref _dropped);
    }

    [LoggerMessage(6210, LogLevel.Error, "No bed can be heard: {Cause}")]
    private partial void LogDeaf(string cause);

    [LoggerMessage(6211, LogLevel.Warning, "The station ignores a message: {Cause}")]
    private partial void LogMalformed(string cause);

    [LoggerMessage(6212, LogLevel.Debug, "A message of {Bed} changes nothing: {Why}")]
    private partial void LogDisregarded(string bed, string why);

    [LoggerMessage(6213, LogLevel.Warning, "{Bed} did not take the acknowledgement and sounds on: {Why}")]
    private partial void LogRefused(string bed, string why);

    [LoggerMessage(6214, LogLevel.Warning, "The acknowledgement could not be sent to {Bed}, which sounds on.")]
    private partial void LogNotSent(string bed);

    [LoggerMessage(6215, LogLevel.Warning, "Another box speaks for {Bed} from now on, its takeover is {Takeover}; what the one before says is not believed.")]
    private partial void LogTakeover(string bed, uint takeover);
}
