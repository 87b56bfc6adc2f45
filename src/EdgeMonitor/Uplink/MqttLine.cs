using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Keeps a connection for messages that are not stored: connects, subscribes, and after every failure waits and tries again. What cannot be
/// sent now is not sent later: whoever needs it says it again.
/// </summary>
/// <param name="choice">Which broker, and whether at all.</param>
/// <param name="settings">As whom at a broker; the last will is also the farewell of an orderly end.</param>
/// <param name="filters">What is subscribed to before the line counts as up.</param>
/// <param name="provider">Makes connections.</param>
/// <param name="time">For all waits.</param>
/// <param name="logger">Where to report.</param>
internal sealed partial class MqttLine(
    BrokerChoice choice, Func<Broker, MqttSettings> settings, IReadOnlyList<string> filters, IMqttProvider provider, TimeProvider time, ILogger<MqttLine> logger)
{
    /// <summary>Messages that may wait for their PUBACK; more are not sent. Chosen: a good minute of heartbeats and receipts of a ward.</summary>
    private const int MostInFlight = 256;

    /// <summary>A connection that lived so long was a good one: the next failure starts with the shortest wait.</summary>
    private static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(5);

    private readonly MessageSender _sender = new(MostInFlight, time, cause => LogRefused(logger, cause), cause => LogFarewellFailed(logger, cause));
    private volatile IMqttConnection? _connection;
    private UplinkChange _last;

    /// <summary>A subscribed message arrived; called on the connection's thread, must return at once.</summary>
    public event Action<MqttMessage>? Received;

    /// <summary>The line came up or went down, or is down for another cause than before; must return at once.</summary>
    public event Action<UplinkChange>? Changed;

    /// <summary>Sends, in the order of the calls; false where the line is down or too much waits for its confirmation.</summary>
    public bool Send(MqttMessage message) => _connection is { } connection && _sender.TrySend(connection, message);

    /// <summary>The waits of a line. Chosen: an alarm link must not be away longer than it has to; ten seconds between tries burden no broker.</summary>
    public static RetryDelay Delay(Random random) => new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10), random);

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var (cause, backTo) = await ConverseAsync(stop);
            if (stop.IsCancellationRequested) break;
            Tell(new UplinkChange(false, cause));
            var wait = await choice.NextAsync(backTo, wasGood: time.GetElapsedTime(began) >= GoodLife, stop);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(string Cause, int? BackTo)> ConverseAsync(CancellationToken stop)
    {
        try
        {
            if (await choice.AskAsync(stop) is { } standsDown) return (standsDown, null);
            return await ConverseAsync(choice.Current, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ("The line was stopped.", null);
        }
        catch (MqttException failed)
        {
            return (failed.Message, null);
        }
    }

    private async Task<(string Cause, int? BackTo)> ConverseAsync(Broker broker, CancellationToken stop)
    {
        var mqtt = settings(broker);
        var connection = provider.Create(mqtt);
        connection.MessageReceived += message => Received?.Invoke(message);
        await using var departure = choice.Begin(stop);
        try
        {
            await connection.ConnectAsync(stop);
            foreach (var filter in filters) await connection.SubscribeAsync(filter, stop);
            _connection = connection;
            Tell(new UplinkChange(true, $"Connected to the broker at {broker}."));
            departure.Watch();
            return (await connection.Closed.WaitAsync(departure.Due), null);
        }
        catch (OperationCanceledException) when (departure.Due.IsCancellationRequested)
        {
            // Who only changes to another broker does not leave.
            if (_connection is not null) await _sender.LeaveAsync(connection, stop.IsCancellationRequested ? mqtt.Will : null);
            return (departure.Cause, departure.BackTo);
        }
        finally
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private void Tell(UplinkChange change)
    {
        if (change == _last) return;
        _last = change;
        if (!change.Connected) LogDown(change.Cause);
        Changed?.Invoke(change);
    }

    [LoggerMessage(5300, LogLevel.Warning, "The station link is down: {Cause}")]
    private partial void LogDown(string cause);

    [LoggerMessage(5301, LogLevel.Error, "The broker does not accept a message of the station link: {Cause}")]
    private static partial void LogRefused(ILogger logger, string cause);

    [LoggerMessage(5302, LogLevel.Information, "The station link ended without its farewell: {Cause}")]
    private static partial void LogFarewellFailed(ILogger logger, string cause);
}
