using System.Collections.Concurrent;
using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>
/// What the centre says to this box: that it is there, and what it has committed. Messages come on the connection's thread and are looked at by
/// the session. It outlives the connections.
/// </summary>
internal sealed partial class CentreLink(
    UplinkSettings settings, Topics topics, CentreMemory memory, UplinkBooks books, UplinkCounters counters, ILogger logger)
{
    /// <summary>Acknowledgements that wait to be looked at; more are dropped, and what they confirmed is sent again. Chosen: the most they can hold is 8 MiB.</summary>
    private const int MostUnheard = 128;

    private readonly CentreWatch _watch = new(settings.Confirm, memory);
    private readonly Acknowledgements _acknowledgements = new(settings.Device, settings.Takeover, books.Ledgers);
    private readonly ConcurrentQueue<MqttMessage> _unheard = new();
    private readonly HashSet<string> _ignored = []; // a few sentences, each said once

    /// <summary>An acknowledgement has told of the highest takeover of this device id that the centre knows; the handler returns at once.</summary>
    public event Action<uint>? TakeoverHeard;

    /// <summary>True where the centre's word confirms, false where the broker's does.</summary>
    public bool Confirms => _watch.Confirms;

    /// <summary>True where a PUBACK confirms a record.</summary>
    /// <param name="isKept">False where it says that the broker has kept the record for nobody.</param>
    public bool PubackConfirms(bool isKept) => _watch.PubackConfirms(isKept);

    /// <summary>True where the centre is there.</summary>
    public bool IsPresent => _watch.IsPresent;

    /// <summary>Begins with a new connection: what an old one brought is still heard.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public void Begin()
    {
        memory.Load();
        _watch.Connected();
        Count();
    }

    /// <summary>Subscribes to what the centre says; a broker that refuses it is reported, and the rest of the connection goes on.</summary>
    public async Task SubscribeAsync(IMqttConnection connection)
    {
        if (settings.Confirm == ConfirmMode.Broker) return;
        try
        {
            // The presence first: it decides what the first PUBACK means.
            await Task.WhenAll(
                connection.SubscribeAsync(topics.CentrePresence, CancellationToken.None), connection.SubscribeAsync(topics.Acknowledgement, CancellationToken.None));
        }
        catch (MqttException refused)
        {
            if (refused.Refusal is null) return; // the connection has ended, and says so itself
            counters.LastError = refused.Message;
            LogNotHeard(refused.Message);
        }
    }

    /// <summary>A message came; on the connection's thread.</summary>
    public void Hear(MqttMessage message)
    {
        if (message.Topic != topics.CentrePresence && message.Topic != topics.Acknowledgement) return;
        // A presence is said seldom and once: acknowledgements, which are said again, never take all of its room.
        var most = message.Topic == topics.CentrePresence ? 2 * MostUnheard : MostUnheard;
        if (_unheard.Count < most && message.Payload.Length <= LinkCodec.LongestPayload) _unheard.Enqueue(message);
        else counters.CountIgnoredAcknowledgement();
    }

    /// <summary>Looks at what came since; true where the centre has come, so that what it has not confirmed is to be sent again.</summary>
    /// <exception cref="JournalException">That a centre was seen could not be stored; it counts all the same.</exception>
    public bool Listen()
    {
        var came = false;
        while (_unheard.TryDequeue(out var message))
        {
            if (message.Topic == topics.Acknowledgement) TakeAcknowledgement(message);
            else came |= TakePresence(message);
        }

        if (came) LogCentreCame();
        return came;
    }

    /// <summary>Stores what could not be stored, and tells the counters.</summary>
    /// <exception cref="JournalException">It still could not.</exception>
    public void Tick()
    {
        Count();
        memory.Store();
    }

    private void TakeAcknowledgement(MqttMessage message)
    {
        if (settings.Confirm == ConfirmMode.Broker) return;
        var (newly, ignored) = _acknowledgements.Take(message, out var said);
        if (said is not null && said.Device == settings.Device) TakeoverHeard?.Invoke(said.Takeover);
        if (newly > 0 && said is not null)
        {
            counters.CountConfirmed(said.Stream, newly);
            books.Resends.OnAcknowledged();
        }

        if (ignored.Length > 0) Ignore(ignored);
    }

    private bool TakePresence(MqttMessage message)
    {
        var before = _watch.Confirms;
        try
        {
            return _watch.Take(message);
        }
        catch (InvalidDataException malformed)
        {
            Ignore(malformed.Message);
            return false;
        }
        finally
        {
            if (!before && _watch.Confirms) LogCentreConfirms();
            Count();
        }
    }

    private void Ignore(string why)
    {
        counters.CountIgnoredAcknowledgement();
        if (_ignored.Count < MostUnheard && _ignored.Add(why)) LogIgnored(why);
    }

    private void Count() => (counters.CentreConfirms, counters.CentreIsPresent) = (Confirms, Confirms && IsPresent);

    [LoggerMessage(5013, LogLevel.Warning, "A word of the centre was ignored: {Why} This is said once.")]
    private partial void LogIgnored(string why);

    [LoggerMessage(5014, LogLevel.Information, "A centre has announced itself: from now on records are kept until it has confirmed them.")]
    private partial void LogCentreConfirms();

    [LoggerMessage(5015, LogLevel.Information, "The centre is there: what it has not confirmed is sent again.")]
    private partial void LogCentreCame();

    [LoggerMessage(5016, LogLevel.Error, "The broker does not let this box hear the centre: records that it must confirm stay stored. {Cause}")]
    private partial void LogNotHeard(string cause);
}
