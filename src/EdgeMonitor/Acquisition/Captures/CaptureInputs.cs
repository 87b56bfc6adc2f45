using System.Buffers;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Captures;

/// <summary>A capture as the monitor's inputs: what a session would have brought, with the times at which the bytes came.</summary>
internal static class CaptureInputs
{
    /// <summary>All inputs, in order, from the opening of the link to its end.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="sensor">The sensor's name.</param>
    /// <param name="decoder">A fresh parser of its driver.</param>
    public static IEnumerable<MonitorInput> Of(CaptureReader capture, string sensor, IStreamDecoder decoder)
    {
        var clock = new SampleClock(decoder.FrameRate);
        var inputs = new List<MonitorInput>();
        var kept = Array.Empty<byte>();
        var end = TimeSpan.Zero;
        yield return new LinkStatus(sensor, LinkState.Opening, "", TimeSpan.Zero);
        yield return new SignalList(sensor, [.. decoder.Signals], TimeSpan.Zero);
        yield return new LinkStatus(sensor, LinkState.Up, "", TimeSpan.Zero);
        foreach (var part in capture.Parts)
        {
            end = part.At;
            if (part.WasSent) continue;
            clock.Arrive(part.At - decoder.Lag);
            var bytes = new ReadOnlySequence<byte>([.. kept, .. part.Bytes]);
            decoder.Decode(ref bytes, clock.TimeOf, inputs);
            kept = bytes.ToArray();
            clock.Settle(decoder.GoodFrames);
            foreach (var input in inputs) yield return input;
            inputs.Clear();
        }

        decoder.Finish(inputs);
        foreach (var input in inputs) yield return input;
        yield return new LinkStatus(sensor, LinkState.Ended, "", end);
    }
}
