using EdgeMonitor.Storage;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>The uplink came up or went down.</summary>
/// <param name="Connected">True when it came up.</param>
/// <param name="Cause">One sentence for people.</param>
internal readonly record struct UplinkChange(bool Connected, string Cause);

/// <summary>
/// Keeps a connection to the broker and sends what the journal holds. Every failure of broker, network or journal ends in a report and another try.
/// </summary>
/// <param name="settings">Where, as whom and how.</param>
/// <param name="provider">Makes connections.</param>
/// <param name="journal">What is to be sent.</param>
/// <param name="status">Makes the device's status record, the argument telling whether it is online; holds nothing about the patient.</param>
/// <param name="time">For all waits.</param>
/// <param name="random">For the spread of waits.</param>
/// <param name="logger">Where to report.</param>
/// <param name="work">Where the disk is waited for; null for the thread pool.</param>
internal sealed partial class UplinkService(
    UplinkSettings settings, IMqttProvider provider, SealedJournal journal, Func<bool, Record> status, TimeProvider time, Random random,
    ILogger<UplinkService> logger, TaskScheduler? work = null)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lived so long was a good one: the next failure starts with the shortest wait. Chosen: longer than the longest wait's half.</summary>
    private static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(30);

    /// <summary>How long an orderly end may take, so that a dead broker does not hold up the daemon's stop.</summary>
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(1);

    private readonly RecordMessages _messages = new(settings);
    private readonly UplinkBooks _books = new(journal, time, random, work ?? TaskScheduler.Default);
    private readonly RetryDelay _delay = new(FirstDelay, LongestDelay, random);
    private CentreLink? _centre;
    private UplinkChange _last;

    /// <summary>An acknowledgement has told of the highest takeover of this device id that the centre knows; the handler returns at once.</summary>
    public event Action<uint>? TakeoverHeard;

    /// <summary>Raised when the connection came up or went down, or is down for another cause than before; the handler returns at once.</summary>
    public event Action<UplinkChange>? Changed;

    /// <summary>What was done so far.</summary>
    public UplinkCounters Counters { get; } = new(time);

    private CentreLink Centre => _centre ??= MakeCentre();

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long began = time.GetTimestamp();
            string cause = await ConnectAndDrainAsync(stop);
            if (stop.IsCancellationRequested) break;
            Report(cause);
            if (time.GetElapsedTime(began) >= GoodLife) _delay.Reset();
            var wait = _delay.Next();
            LogRetry(wait.TotalSeconds);
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (Counters.Connected) Tell(new UplinkChange(false, "The uplink was stopped."));
    }

    private async Task<string> ConnectAndDrainAsync(CancellationToken stop)
    {
        try
        {
            // The will is made of the journal's counts: its trouble is one more cause to try again, and no reason to end.
            var connection = provider.Create(new MqttSettings(
                settings.Host, settings.Port, settings.Device, settings.Tls, settings.KeepAlive, _messages.OfStatus(status(false)))
            {
                // What the centre confirms while this box is away waits for it there.
                SessionLife = settings.Confirm == ConfirmMode.Broker ? null : settings.SessionLife,
            });
            return await ConnectAndDrainAsync(connection, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return "The uplink was stopped.";
        }
        catch (Exception expected) when (expected is MqttException or JournalException)
        {
            return expected.Message;
        }
    }

    private async Task<string> ConnectAndDrainAsync(IMqttConnection connection, CancellationToken stop)
    {
        UplinkSession? session = null;
        try
        {
            await connection.ConnectAsync(stop);
            session = new UplinkSession(settings, connection, journal, _messages, Counters, _books, Centre, time, logger);
            session.Begin();
            _ = Centre.SubscribeAsync(connection);
            await SayOnlineAsync(connection, stop);
            ComeUp();
            string cause = await session.DrainAsync(stop);
            if (stop.IsCancellationRequested) await SayFarewellAsync(connection);
            return cause;
        }
        finally
        {
            await connection.DisposeAsync();
            if (session is not null)
            {
                await session.FinishAsync();
                // However short it was, something came through: a link that flaps is tried again soon.
                if (session.HasProgressed) _delay.Reset();
            }
        }
    }

    private CentreLink MakeCentre()
    {
        var centre = new CentreLink(settings, _messages.Topics, new CentreMemory(journal), _books.Ledgers, Counters, logger);
        centre.TakeoverHeard += takeover => TakeoverHeard?.Invoke(takeover);
        return centre;
    }

    private async Task SayOnlineAsync(IMqttConnection connection, CancellationToken stop)
    {
        try
        {
            await connection.PublishAsync(_messages.OfStatus(status(true)), stop);
        }
        catch (MqttException refused) when (refused.Refusal is not null)
        {
            // Alarms matter more than the status: a broker that refuses only this one still gets the rest.
            Counters.LastError = refused.Message;
            LogStatusRefused(refused.Message);
        }
    }

    /// <summary>
    /// The retained status says offline before an orderly end, because the last will is then not published. Confirmations come in the order of
    /// sending, so after this one those of the records in flight are in too.
    /// </summary>
    private async Task SayFarewellAsync(IMqttConnection connection)
    {
        using var limit = new CancellationTokenSource(FarewellTimeout, time);
        try
        {
            await connection.PublishAsync(_messages.OfStatus(status(false)), limit.Token);
            await connection.DisconnectAsync(limit.Token);
        }
        catch (Exception late) when (late is MqttException or OperationCanceledException)
        {
            LogFarewellFailed(late.Message);
        }
    }

    private void ComeUp()
    {
        string where = $"Connected to the broker at {settings.Host}:{settings.Port}.";
        LogUp(where);
        Tell(new UplinkChange(true, where));
    }

    private void Report(string cause)
    {
        Counters.LastError = cause;
        LogDown(cause);
        Tell(new UplinkChange(false, cause));
    }

    private void Tell(UplinkChange change)
    {
        Counters.Connected = change.Connected;
        if (change == _last) return;
        _last = change;
        Changed?.Invoke(change);
    }

    [LoggerMessage(5000, LogLevel.Information, "{Where}")]
    private partial void LogUp(string where);

    [LoggerMessage(5001, LogLevel.Warning, "The uplink is down: {Cause}")]
    private partial void LogDown(string cause);

    [LoggerMessage(5002, LogLevel.Debug, "The uplink tries again in {Seconds:0.0} s.")]
    private partial void LogRetry(double seconds);

    [LoggerMessage(5003, LogLevel.Information, "The uplink was stopped before the broker had confirmed the last messages: {Cause}")]
    private partial void LogFarewellFailed(string cause);

    [LoggerMessage(5004, LogLevel.Error, "The broker does not accept this device's status. {Cause}")]
    private partial void LogStatusRefused(string cause);
}
