using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Receiver;

/// <summary>Gathers what one commit has brought into one acknowledgement for each box and stream, on the line that brought the records.</summary>
internal sealed class Acknowledgements(ReceiverSettings settings, Fencing fencing)
{
    private readonly Dictionary<(BrokerLine Line, string Device, string Stream, uint Takeover), SequenceRanges> _ranges = [];

    /// <summary>The record is on the disk.</summary>
    public void Add(BrokerLine line, ReceivedRecord record) => Of(line, record, record.Takeover).Add(record.Sequence);

    /// <summary>The record was refused: its box learns by the takeover of an acknowledgement, which may have no ranges, that another one counts.</summary>
    public void Refuse(BrokerLine line, ReceivedRecord record) => Of(line, record, fencing.HighestOf(record.Device));

    /// <summary>Sends them; false where a line had no room for one.</summary>
    public bool Send()
    {
        var all = true;
        foreach (var ((line, device, stream, takeover), ranges) in _ranges)
        {
            var body = new Acknowledgement { Device = device, Stream = stream, Centre = settings.Id, Takeover = takeover };
            body.Ranges.AddRange(ranges.All.Select(range => new SequenceRange { First = range.First, Last = range.Last }));
            all &= line.Send(LinkCodec.Message(new Topics(settings.Site, device).Acknowledgement, body, settings.Encoding));
        }

        return all;
    }

    private SequenceRanges Of(BrokerLine line, ReceivedRecord record, uint takeover)
    {
        var key = (line, record.Device, record.Stream, takeover);
        if (!_ranges.TryGetValue(key, out var ranges)) _ranges.Add(key, ranges = new SequenceRanges());
        return ranges;
    }
}
