using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Sample counts to first differences and back, exactly, for any 32-bit counts: differences wrap. Neighbouring samples of a waveform
/// differ little, so most differences take one byte.
/// </summary>
internal static class WaveformCodec
{
    /// <summary>One block as a waveform of its own.</summary>
    /// <param name="block">The samples.</param>
    /// <param name="session">The sensor's session, in which the block's indices count.</param>
    public static Waveform Encode(SampleBlock block, long session)
    {
        var samples = block.Samples.Span;
        var waveform = new Waveform
        {
            Sensor = block.Signal.Sensor,
            Label = block.Signal.Label,
            Mdc = block.Signal.Mdc,
            Unit = block.Signal.Unit,
            RateHz = block.Signal.SampleRate,
            Scale = block.Signal.Scale,
            Offset = block.Signal.Offset,
            Session = session,
            FirstIndex = block.FirstIndex,
            StartUs = block.At.Ticks / TimeSpan.TicksPerMicrosecond,
            Light = block.Signal.Light == LightColour.None ? "" : Names.Of(block.Signal.Light),
            FirstCount = samples.IsEmpty ? 0 : samples[0],
        };
        waveform.Differences.Capacity = samples.Length;
        Append(waveform, samples, waveform.FirstCount);
        return waveform;
    }

    /// <summary>Adds samples that follow the waveform's last one without a gap.</summary>
    /// <param name="waveform">The waveform so far.</param>
    /// <param name="samples">Counts, oldest first.</param>
    /// <param name="last">The waveform's last count; its first count where it has no samples yet.</param>
    public static void Append(Waveform waveform, ReadOnlySpan<int> samples, int last)
    {
        foreach (int sample in samples)
        {
            waveform.Differences.Add(unchecked(sample - last));
            last = sample;
        }
    }

    /// <summary>The waveform's counts, oldest first.</summary>
    public static int[] Counts(Waveform waveform)
    {
        var counts = new int[waveform.Differences.Count];
        int last = waveform.FirstCount;
        for (int i = 0; i < counts.Length; i++)
        {
            last = unchecked(last + waveform.Differences[i]);
            counts[i] = last;
        }

        return counts;
    }

    /// <summary>The waveform as a block of samples.</summary>
    public static SampleBlock Decode(Waveform waveform)
    {
        var signal = new SignalDescriptor(
            waveform.Sensor, waveform.Label, waveform.Mdc, waveform.Unit, waveform.RateHz, waveform.Scale, waveform.Offset,
            Names.ValueOf<LightColour>(waveform.Light) ?? LightColour.None);
        return new SampleBlock(signal, waveform.FirstIndex, TimeSpan.FromTicks(waveform.StartUs * TimeSpan.TicksPerMicrosecond), Counts(waveform));
    }
}
