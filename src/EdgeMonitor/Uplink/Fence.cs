using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Keeps two boxes of one device id apart. Each spare that takes the id over has a higher takeover number; whoever hears a higher one than its own
/// is the older box: it stands down, which means that it connects nowhere as the device and sends nothing new, and goes on watching its patient. The
/// numbers come from the device's own retained status, and from a centre's acknowledgements. Any thread.
/// </summary>
/// <param name="device">The device id.</param>
/// <param name="takeover">This box's own number.</param>
internal sealed class Fence(string device, uint takeover)
{
    private readonly Lock _gate = new();
    private string? _standsDown;

    /// <summary>This box stands down, with the cause in one sentence, or may go on (null); raised once for each change, the handler returns at once.</summary>
    public event Action<string?>? Changed;

    /// <summary>This box's own number.</summary>
    public uint Takeover => takeover;

    /// <summary>True where this box has taken over from another, which may not know it yet.</summary>
    public bool HasTakenOver => takeover > 0;

    /// <summary>Why this box stands down; null where it does not.</summary>
    public string? StandsDown
    {
        get { lock (_gate) return _standsDown; }
    }

    /// <summary>Takes a message of the device's own status topic; answers the number in it, null where there is none.</summary>
    public uint? Take(MqttMessage message, string statusTopic, string where)
    {
        if (message.Topic != statusTopic) return null;
        try
        {
            if (LinkCodec.Decode<Record>(message) is not { Status: { } status } record || record.Device != device) return null;
            Heard(status.Takeover, where);
            return status.Takeover;
        }
        catch (InvalidDataException)
        {
            // Whatever stands there is none of ours: it says nothing about another box.
            return null;
        }
    }

    /// <summary>Somebody knows a box of this device id by its number: a higher one than this box's makes it stand down.</summary>
    /// <param name="other">The number.</param>
    /// <param name="where">Who says so, for people, e.g. <c>the broker at a:8883</c>.</param>
    public void Heard(uint other, string where)
    {
        if (other <= takeover) return;
        Change($"Another box has taken over {device} (its takeover is {other}, that of this box {takeover}, says {where}): from here only what was stored until now is still sent, as history. Use the other box, or import its export here.");
    }

    /// <summary>A broker was asked and knows of no later box: this one may go on.</summary>
    public void Free() => Change(null);

    private void Change(string? cause)
    {
        lock (_gate)
        {
            // Why it stood down first stays said.
            if (_standsDown is null == cause is null) return;
            _standsDown = cause;
        }

        Changed?.Invoke(cause);
    }
}
