using System.Threading.Channels;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Security;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Station;

/// <summary>A nurse station's ears and mouth: what the beds say becomes inputs, receipts and commands become messages.</summary>
internal sealed partial class StationReceiver(
    LinkIdentity identity, IReadOnlyList<string> beds, Channel<MonitorInput> intake, MonitorClock clock, WallClock wall, IAuditSink audit,
    Func<string> makeId, ILoggerFactory loggers)
    : BackgroundService
{
    private readonly ILogger _logger = loggers.CreateLogger<StationReceiver>();
    private readonly Dictionary<string, Topics> _topics = beds.ToDictionary(bed => bed, bed => new Topics(identity.Site, bed));
    private volatile MqttLine? _line;
    private long _dropped;

    /// <summary>Messages lost because the station could not keep up.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Sends what an event asks for; returns at once. What cannot be sent now is not sent: the next heartbeat asks again.</summary>
    public void Carry(MonitorEvent happened)
    {
        switch (happened)
        {
            case ReceiptDue due:
                due.Receipt.Station = identity.Device;
                _line?.Send(LinkCodec.Message(_topics[due.Bed].ReceiptFrom(identity.Device), due.Receipt, identity.Settings.Encoding));
                break;
            case CommandDue due: Send(due); break;
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
            Offer(new LineChanged(false, choice.WhyNone, clock.Now));
            return;
        }

        string[] filters = [.. _topics.Values.SelectMany(bed => (string[])[bed.Heartbeat, bed.Of("alarms"), bed.Status, bed.CommandAnswer])];
        var line = new MqttLine(identity.Mqtt("station", will: null), filters, provider, clock.Provider, Random.Shared, loggers.CreateLogger<MqttLine>());
        line.Received += Take;
        line.Changed += change => Offer(new LineChanged(change.Connected, change.Cause, clock.Now));
        _line = line;
        await line.RunAsync(stoppingToken);
    }

    private void Take(MqttMessage message)
    {
        try
        {
            // edgemonitor/v1/<site>/<bed>/<what>: subscribed to are the configured beds alone.
            if (message.Topic.Split('/') is not [_, _, _, var bed, _] || !_topics.TryGetValue(bed, out var topics)) return;
            if (message.Topic == topics.Heartbeat) Offer(new HeartbeatHeard(bed, LinkCodec.Decode<Heartbeat>(message), message.Retain, clock.Now));
            else if (message.Topic == topics.Of("alarms")) Offer(new AlarmHeard(bed, LinkCodec.Decode<Record>(message), message.Retain, clock.Now));
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
        if (status.Status is { } presence && status.Device == bed) Offer(new PresenceHeard(bed, presence.Online, clock.Now));
    }

    private void Take(string bed, CommandAnswer answer)
    {
        if (!answer.Command.StartsWith(identity.Device + "-", StringComparison.Ordinal)) return; // another station's
        var text = CommandInbox.OneLine(answer.Answer);
        audit.Record("system", answer.Accepted ? "command-accepted" : "command-refused", $"{bed}: {text}");
        if (!answer.Accepted) LogRefused(bed, text);
    }

    private void Send(CommandDue due)
    {
        var command = new Command
        {
            Device = due.Bed,
            Id = $"{identity.Device}-{makeId()}",
            Act = CommandInbox.Acknowledge,
            AlarmId = due.AlarmId,
            Who = due.By.Who,
            Why = due.By.Why,
            Challenge = due.Challenge,
            WallMs = wall.Milliseconds,
        };
        if (_line?.Send(LinkCodec.Message(_topics[due.Bed].CommandFrom(identity.Device), command, identity.Settings.Encoding)) != true) LogNotSent(due.Bed);
    }

    private void Offer(MonitorInput input)
    {
        if (!intake.Writer.TryWrite(input)) Interlocked.Increment(ref _dropped);
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
}
