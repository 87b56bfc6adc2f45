using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Whether there is a centre that confirms, whether it is there now, and whether it may have forgotten what it had not committed. It outlives
/// the connections. Used by one thread.
/// </summary>
internal sealed class CentreWatch(ConfirmMode mode, CentreMemory memory)
{
    private bool? _online;
    private bool _wentAway;
    private string? _instance;

    /// <summary>True where the centre's word confirms, false where the broker's does. Only the setting turns it back.</summary>
    public bool Confirms => mode switch
    {
        ConfirmMode.Application => true,
        ConfirmMode.Broker => false,
        _ => memory.Known,
    };

    /// <summary>
    /// True where a PUBACK confirms a record. One that says that nobody is subscribed does so only where the setting takes the broker at its word:
    /// nobody has the record then.
    /// </summary>
    public bool PubackConfirms(bool isKept) => !Confirms && (isKept || mode == ConfirmMode.Broker);

    /// <summary>
    /// True where the centre is there: it has said so in this connection. A centre that has never announced itself, but is to confirm by the
    /// setting, is taken to be there.
    /// </summary>
    public bool IsPresent => _online ?? !memory.Known;

    /// <summary>A new connection: what the centre says is heard anew.</summary>
    public void Connected() => _online = null;

    /// <summary>A message on the centre's presence topic; true where the centre has come, or come back, so that what it has not confirmed is to be sent again.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    /// <exception cref="Storage.JournalException">That a centre was seen could not be stored; it counts all the same.</exception>
    public bool Take(MqttMessage message)
    {
        if (message.Payload.IsEmpty)
        {
            // Withdrawn: it is away, and was there.
            (_online, _wentAway) = (false, true);
            return false;
        }

        var presence = LinkCodec.Decode<CentrePresence>(message);
        if (presence.Centre.Length == 0) throw new InvalidDataException($"What came on {message.Topic} names no centre.");
        var came = false;
        if (presence.Online)
        {
            // One that has only just said it may have been away while nobody here could hear it.
            came = _wentAway || presence.Instance != _instance || (_online is null && !message.Retain);
            (_online, _wentAway, _instance) = (true, false, presence.Instance);
        }
        else
        {
            (_online, _wentAway) = (false, true);
        }

        memory.Remember(presence);
        return came;
    }
}
