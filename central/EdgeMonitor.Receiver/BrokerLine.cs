using EdgeMonitor.Uplink;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Receiver;

/// <summary>
/// The receiver's connection to one broker: connects, subscribes, then says that the centre is there, and after every failure tries again.
/// The session outlives it, so that the broker keeps for it what comes meanwhile.
/// </summary>
/// <param name="settings">Where and as whom; the last will says that the centre is away, and an orderly end says so too.</param>
/// <param name="filters">What is listened to.</param>
/// <param name="presence">What is to be said of the centre now.</param>
/// <param name="provider">Makes connections.</param>
/// <param name="time">For all waits.</param>
/// <param name="logger">Where to report.</param>
internal sealed partial class BrokerLine(
    MqttSettings settings, IReadOnlyList<string> filters, Func<MqttMessage> presence, IMqttProvider provider, TimeProvider time, ILogger<BrokerLine> logger)
{
    /// <summary>Messages that may wait for their PUBACK. Chosen: some seconds of a ward's acknowledgements.</summary>
    private const int MostInFlight = 1024;

    // Chosen: while the centre is away the boxes keep everything, so it comes back soon; ten seconds between tries burden no broker.
    private readonly RetryDelay _delay = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10), Random.Shared);
    private readonly MessageSender _sender = new(MostInFlight, time, cause => LogRefused(logger, cause), cause => LogFarewellFailed(logger, cause));
    private readonly Lock _saying = new();
    private volatile IMqttConnection? _connection;
    private string _cause = "";

    /// <summary>A message arrived; called on the connection's own thread, must return at once.</summary>
    public event Action<BrokerLine, MqttMessage>? Received;

    /// <summary>Sends where the line is up; false where too much is in flight, so that it was left out.</summary>
    public bool Send(MqttMessage message) => _connection is not { } connection || _sender.TrySend(connection, message);

    /// <summary>Says anew whether the centre is there.</summary>
    public void SayPresence()
    {
        // One at a time: what is said last must be what holds.
        lock (_saying)
        {
            if (_connection is { } connection) _ = _sender.SendAsync(connection, presence());
        }
    }

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var cause = await ConverseAsync(stop);
            if (stop.IsCancellationRequested) break;
            if (cause != _cause) LogDown(settings.Host, settings.Port, cause);
            _cause = cause;
            await Task.Delay(_delay.Next(), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> ConverseAsync(CancellationToken stop)
    {
        await using var connection = provider.Create(settings);
        connection.MessageReceived += message => Received?.Invoke(this, message);
        try
        {
            await connection.ConnectAsync(stop);
            foreach (var filter in filters) await connection.SubscribeAsync(filter, stop);
            _connection = connection;
            _delay.Reset();
            _cause = "";
            LogUp(settings.Host, settings.Port);
            SayPresence();
            return await connection.Closed.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (_connection is not null) await _sender.LeaveAsync(connection, settings.Will);
            return "It was stopped.";
        }
        catch (MqttException failed)
        {
            return failed.Message;
        }
        finally
        {
            _connection = null;
        }
    }

    [LoggerMessage(10000, LogLevel.Information, "Listening at the broker {Host}:{Port}")]
    private partial void LogUp(string host, int port);

    [LoggerMessage(10001, LogLevel.Warning, "The line to the broker {Host}:{Port} is down: {Cause}")]
    private partial void LogDown(string host, int port, string cause);

    [LoggerMessage(10002, LogLevel.Error, "The broker does not take what the centre says: {Cause}")]
    private static partial void LogRefused(ILogger logger, string cause);

    [LoggerMessage(10003, LogLevel.Information, "The line ended without its farewell: {Cause}")]
    private static partial void LogFarewellFailed(ILogger logger, string cause);
}
