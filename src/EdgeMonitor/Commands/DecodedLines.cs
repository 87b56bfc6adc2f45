using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands;

/// <summary>
/// A parser's inputs as JSON lines. It counts good frames; the time of a line counts the lost ones too, as far as the driver knows them from
/// the bytes it dropped: the samples' own indices say it.
/// </summary>
internal sealed class DecodedLines(TextWriter output)
{
    private readonly JsonLines _lines = new(output);
    private TimeSpan _lost;

    /// <summary>Writes one input.</summary>
    public void Write(MonitorInput input)
    {
        switch (input)
        {
            case Reading reading:
                _lines.Reading(reading, reading.At + _lost);
                break;
            case SampleBlock block:
                var at = TimeSpan.FromSeconds(block.FirstIndex / block.Signal.SampleRate);
                _lost = at - block.At;
                _lines.Samples(block with { At = at });
                break;
            case ContactStatus contact:
                _lines.Contact(contact with { At = contact.At + _lost });
                break;
        }
    }
}
