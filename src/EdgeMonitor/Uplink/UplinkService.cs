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
/// <param name="fence">Says whether a later box has this device id.</param>
/// <param name="logger">Where to report.</param>
/// <param name="work">Where the disk is waited for; null for the thread pool.</param>
/// <param name="clocks">Corrects wall times of a clock that was synchronised late; null corrects none.</param>
/// <param name="mark">Up to where it had stored when it last stood down; null remembers that for this process only.</param>
internal sealed partial class UplinkService(
    UplinkSettings settings, IMqttProvider provider, SealedJournal journal, Func<bool, Record> status, TimeProvider time, Random random,
    Fence fence, ILogger<UplinkService> logger, TaskScheduler? work = null, BootClocks? clocks = null, StandDownMark? mark = null)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lived so long was a good one: the next failure starts with the shortest wait. Chosen: longer than the longest wait's half.</summary>
    private static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A link over which something was confirmed a short time ago is tried again soon: one that flaps is up for seconds only. Chosen: a thousand
    /// boxes of a broker that is restarted are then some hundred connections a second, for these minutes.
    /// </summary>
    private static readonly TimeSpan LongestSoon = TimeSpan.FromSeconds(3), Recently = TimeSpan.FromMinutes(5);

    /// <summary>How long an orderly end may take, so that a dead broker does not hold up the daemon's stop.</summary>
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(1);

    /// <summary>How long the end of a connection that another takes the place of may take. Chosen: a slow link confirms a full window within it.</summary>
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(10);

    private readonly RecordMessages _messages = new(settings, clocks);
    private readonly UplinkBooks _books = new(journal, time, random, work ?? TaskScheduler.Default);
    private readonly BrokerChoice _choice = new(settings, fence, provider, () => status(false), new RetryDelay(FirstDelay, LongestDelay, random), time);
    private readonly StandDownMark _mark = mark ?? new StandDownMark(null, fence.Takeover);
    private long? _progressedAt;
    private SessionParts? _parts;
    private UplinkChange _last;
    private bool _progressed;

    /// <summary>How a connection ended.</summary>
    /// <param name="Cause">One sentence for people.</param>
    /// <param name="BackTo">The earlier broker for whose sake it was ended; null where it was not.</param>
    private readonly record struct Ending(string Cause, int? BackTo = null);

    /// <summary>Raised when the connection came up or went down, or is down for another cause than before; the handler returns at once.</summary>
    public event Action<UplinkChange>? Changed;

    /// <summary>What was done so far.</summary>
    public UplinkCounters Counters { get; } = new(time);

    private SessionParts Parts => _parts ?? throw new InvalidOperationException("The parts are made when the service starts to run.");

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        // Before the first connection: a message that waited at the broker comes on that one's thread, and must reach the centre link that the sessions use.
        _parts = new SessionParts(_messages, Counters, _books, MakeCentre());
        while (!stop.IsCancellationRequested)
        {
            long began = time.GetTimestamp();
            _progressed = false;
            var ending = await ConnectAndDrainAsync(stop);
            if (stop.IsCancellationRequested) break;
            if (fence.StandsDown is not null) SetMark();
            Report(ending.Cause);
            var wait = await NextAsync(ending, wasGood: _progressed || time.GetElapsedTime(began) >= GoodLife, stop);
            if (wait == TimeSpan.Zero) continue;
            wait = Shortened(wait);
            LogRetry(wait.TotalSeconds);
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (Counters.Connected) Tell(new UplinkChange(false, "The uplink was stopped."));
    }

    /// <summary>How long to wait for the next try; a box that stands down sends its history meanwhile.</summary>
    private async Task<TimeSpan> NextAsync(Ending ending, bool wasGood, CancellationToken stop)
    {
        if (fence.StandsDown is null) return await _choice.NextAsync(ending.BackTo, wasGood, stop);
        using var freed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sender = new HistorySender(settings, provider, journal, _mark, Parts, new RetryDelay(FirstDelay, LongestDelay, random), time, logger);
        var sending = sender.RunAsync(freed.Token);
        try
        {
            return await _choice.NextAsync(ending.BackTo, wasGood, stop);
        }
        finally
        {
            await freed.CancelAsync();
            await sending;
            if (fence.StandsDown is null) _mark.Clear();
        }
    }

    private async Task<Ending> ConnectAndDrainAsync(CancellationToken stop)
    {
        Counters.Broker = _choice.Where;
        try
        {
            if (await _choice.AskAsync(stop) is { } cause) return new Ending(cause);
            var broker = _choice.Current;
            // The will is made of the journal's counts: its trouble is one more cause to try again, and no reason to end.
            var connection = provider.Create(new MqttSettings(
                broker.Host, broker.Port, settings.Device, broker.Tls, settings.KeepAlive, _messages.OfStatus(status(false)))
            {
                // What the centre confirms while this box is away waits for it there.
                SessionLife = settings.Confirm == ConfirmMode.Broker ? null : settings.SessionLife,
            });
            return await ConnectAndDrainAsync(connection, broker, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new Ending("The uplink was stopped.");
        }
        catch (Exception expected) when (expected is MqttException or JournalException)
        {
            return new Ending(expected.Message);
        }
    }

    private async Task<Ending> ConnectAndDrainAsync(IMqttConnection connection, Broker broker, CancellationToken stop)
    {
        UplinkSession? session = null;
        await using var departure = _choice.Begin(stop);
        try
        {
            // A session that the broker has kept may bring what waited there before anything else is done.
            connection.MessageReceived += message => Parts.Centre.Hear(message);
            connection.MessageReceived += message => fence.Take(message, _messages.Topics.Status, $"the broker at {broker}");
            await connection.ConnectAsync(stop);
            _ = ListenAsync(connection); // the inquiry has just asked: nothing waits for the broker's answer here
            if (fence.StandsDown is null)
            {
                session = new UplinkSession(settings, connection, journal, Parts, time, logger);
                session.Begin();
                _ = Parts.Centre.SubscribeAsync(connection);
                _ = SayOnlineAsync(connection, status(true));
                ComeUp(broker);
                departure.Watch();
                string cause = await session.DrainAsync(departure.Due);
                if (!departure.Due.IsCancellationRequested) return new Ending(cause);
            }

            await SayFarewellAsync(connection, stop);
            return new Ending(departure.Cause, departure.BackTo);
        }
        finally
        {
            await connection.DisposeAsync();
            if (session is not null)
            {
                await session.FinishAsync();
                if (session.HasProgressed) (_progressed, _progressedAt) = (true, time.GetTimestamp());
            }
        }
    }

    /// <summary>The wait before the next try, shorter where the link worked a short time ago.</summary>
    private TimeSpan Shortened(TimeSpan wait)
    {
        if (_progressedAt is not { } at || time.GetElapsedTime(at) >= Recently) return wait;
        var soon = LongestSoon * (0.5 + random.NextDouble() / 2);
        return soon < wait ? soon : wait;
    }

    private CentreLink MakeCentre()
    {
        var centre = new CentreLink(
            settings with { Takeover = fence.Takeover }, _messages.Topics, new CentreMemory(journal), _books, Counters, logger);
        centre.TakeoverHeard += takeover => fence.Heard(takeover, "the centre");
        return centre;
    }

    /// <summary>Hears of a later box of this device id for as long as the connection lives.</summary>
    private async Task ListenAsync(IMqttConnection connection)
    {
        try
        {
            await connection.SubscribeAsync(_messages.Topics.Status, CancellationToken.None);
        }
        catch (MqttException refused)
        {
            if (refused.Refusal is null) return; // the connection has ended, and says so itself
            Counters.LastError = refused.Message;
            LogStatusUnheard(refused.Message);
        }
    }

    /// <summary>It goes first, and nothing waits for it: a broker that never confirms it still gets the rest.</summary>
    private async Task SayOnlineAsync(IMqttConnection connection, Record online)
    {
        try
        {
            await connection.PublishAsync(_messages.OfStatus(online), CancellationToken.None);
        }
        catch (MqttException failed)
        {
            if (failed.Refusal is null) return; // the connection has ended, and says so itself
            Counters.LastError = failed.Message;
            LogStatusRefused(failed.Message);
        }
    }

    /// <summary>
    /// The retained status says offline before an orderly end, because the last will is then not published. Confirmations come in the order of
    /// sending, so after this one those of the records in flight are in too. A box that stands down says nothing: the status is the later box's.
    /// </summary>
    private async Task SayFarewellAsync(IMqttConnection connection, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(stop.IsCancellationRequested ? FarewellTimeout : SettleTimeout, time);
        try
        {
            if (fence.StandsDown is null) await connection.PublishAsync(_messages.OfStatus(status(false)), limit.Token);
            await connection.DisconnectAsync(limit.Token);
        }
        catch (Exception late) when (late is MqttException or JournalException or OperationCanceledException)
        {
            LogFarewellFailed(late.Message);
        }
    }
}
