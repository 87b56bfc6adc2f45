using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>
/// While this box stands down: sends what it had stored before it learnt of the later box, all of it as historical, under a client id of its own that
/// ends nobody's connection. It says nothing about the device's status, and nothing that is new.
/// </summary>
/// <param name="settings">Where, as whom and how.</param>
/// <param name="provider">Makes connections.</param>
/// <param name="journal">What is to be sent.</param>
/// <param name="mark">Up to where.</param>
/// <param name="parts">What a session needs beside its connection.</param>
/// <param name="delay">The waits between tries.</param>
/// <param name="time">For all waits.</param>
/// <param name="logger">Where to report.</param>
internal sealed partial class HistorySender(
    UplinkSettings settings, IMqttProvider provider, SealedJournal journal, StandDownMark mark, SessionParts parts, RetryDelay delay, TimeProvider time, ILogger logger)
{
    /// <summary>How often it looks whether anything is left. Chosen: salvage may put records back at any time, and nobody waits for them now.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1), Tick = TimeSpan.FromSeconds(1);

    private bool _hasTold;

    /// <summary>Sends until it is stopped; never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var at = 0; !stop.IsCancellationRequested; at = (at + 1) % settings.Brokers.Count)
        {
            var wait = LookAgain;
            try
            {
                var upTo = mark.Set(journal);
                if (IsLeft(upTo)) wait = await SendAsync(settings.Brokers[at], upTo, stop);
                if (!_hasTold && !IsLeft(upTo)) LogDone();
                _hasTold |= !IsLeft(upTo);
            }
            catch (Exception failed) when (failed is MqttException or JournalException)
            {
                LogNotYet(failed.Message);
                wait = delay.Next();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Over one connection; answers how long to wait before the next.</summary>
    private async Task<TimeSpan> SendAsync(Broker broker, IReadOnlyDictionary<string, long> upTo, CancellationToken stop)
    {
        var connection = provider.Create(new MqttSettings(broker.Host, broker.Port, $"{settings.Device}:history", broker.Tls, settings.KeepAlive, Will: null));
        using var due = CancellationTokenSource.CreateLinkedTokenSource(stop);
        UplinkSession? session = null;
        try
        {
            connection.MessageReceived += parts.Centre.Hear;
            await connection.ConnectAsync(stop);
            session = new UplinkSession(settings, connection, journal, parts, time, logger) { UpTo = upTo };
            session.Begin();
            _ = parts.Centre.SubscribeAsync(connection);
            using var look = time.CreateTimer(_ => Look(upTo, due), null, Tick, Tick);
            var cause = await session.DrainAsync(due.Token);
            if (due.IsCancellationRequested) await connection.DisconnectAsync(stop);
            else LogNotYet(cause);
        }
        finally
        {
            await connection.DisposeAsync();
            if (session is not null) await session.FinishAsync();
        }

        if (session.HasProgressed) delay.Reset();
        return delay.Next();
    }

    private void Look(IReadOnlyDictionary<string, long> upTo, CancellationTokenSource due)
    {
        try
        {
            if (!IsLeft(upTo)) due.Cancel();
        }
        catch (Exception unknown) when (unknown is JournalException or ObjectDisposedException)
        {
            // The session reports the journal's trouble itself; or it has just ended.
        }
    }

    private bool IsLeft(IReadOnlyDictionary<string, long> upTo) => upTo.Any(last => ConfirmedMarks.IsLeft(journal, last.Key, last.Value));

    [LoggerMessage(5020, LogLevel.Information, "What this box had stored before the other one took over is confirmed: nothing of it is left to send.")]
    private partial void LogDone();

    [LoggerMessage(5021, LogLevel.Warning, "What this box had stored before the other one took over is not all sent yet, and stays stored: {Cause}")]
    private partial void LogNotYet(string cause);
}
