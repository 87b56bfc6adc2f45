using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Judges what the centre says it has committed against what this process has sent, and passes it on to the ledgers. Whatever is not for this
/// box, or not of what it has sent, confirms nothing. Used by one thread.
/// </summary>
/// <param name="device">This device.</param>
/// <param name="takeover">Which box of this device id this is.</param>
/// <param name="ledgers">What was sent, by stream.</param>
internal sealed class Acknowledgements(string device, uint takeover, IReadOnlyDictionary<string, StreamLedger> ledgers)
{
    /// <summary>Takes one message of the topic <c>ack</c>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="said">What it says; null where it cannot be read.</param>
    /// <returns>How many records it has newly confirmed, and why a part of it, or all, was ignored; empty where nothing was.</returns>
    public (long Newly, string Ignored) Take(MqttMessage message, out Acknowledgement? said)
    {
        said = null;
        if (message.Retain) return (0, "It was retained by the broker: an acknowledgement is for now.");
        try
        {
            said = LinkCodec.Decode<Acknowledgement>(message);
        }
        catch (InvalidDataException malformed)
        {
            return (0, malformed.Message);
        }

        if (said.Device != device) return (0, "It names another device.");
        // The centre also takes what an older box had stored: that is the older box's to hear.
        if (said.Takeover < takeover) return (0, "");
        if (said.Takeover != takeover) return (0, $"It means box {said.Takeover} of this device id; this is {takeover}.");
        if (!ledgers.TryGetValue(said.Stream, out var ledger)) return (0, "It names no stream that is sent.");
        long newly = 0;
        var ignored = "";
        foreach (var range in said.Ranges)
        {
            if (range.First < 1 || range.Last < range.First) ignored = "A range in it is none.";
            // A number that was never given confirms nothing: this centre speaks of something else.
            else if (ledger.IsAboveAllSent(range.Last)) ignored = $"It confirms records of {said.Stream} that do not exist.";
            else
            {
                var (confirmed, allSent) = ledger.Acknowledge(range.First, range.Last);
                newly += confirmed;
                if (!allSent) ignored = $"It confirms records of {said.Stream} that this process has not sent; they are sent first.";
            }
        }

        return (newly, ignored);
    }
}
