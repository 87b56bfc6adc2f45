using System.Buffers;
using System.Threading.Channels;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>One session of a driver that reads a stream of bytes, and answers where its protocol is a dialogue: open, read, decode, write on, until the line ends.</summary>
internal static class StreamSession
{
    /// <summary>Receive buffer, bytes: as much as the kernel keeps for a terminal, so that one read takes a whole backlog.</summary>
    public const int BufferBytes = 4096;

    /// <summary>What the device is told at the end may take this long. Chosen: a cuff's abort takes 10 ms at 9600 baud, and a stop must not wait for a dead port.</summary>
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs the session.</summary>
    /// <param name="sensor">The sensor and its way to open ports.</param>
    /// <param name="path">The port.</param>
    /// <param name="settings">Its line settings.</param>
    /// <param name="decoder">A fresh parser: it counts this session's frames; where it is a dialogue it is given its turns.</param>
    /// <param name="inputs">Takes what was decoded; what it refuses is lost and counted there.</param>
    /// <param name="stop">Ends the session.</param>
    /// <param name="dataAge">As <see cref="SignalList.DataAge"/>.</param>
    /// <exception cref="IOException">The port cannot be opened, broke, or hung up.</exception>
    /// <exception cref="TimeoutException">The device answers no more.</exception>
    /// <exception cref="OperationCanceledException">The session was stopped.</exception>
    public static async Task RunAsync(
        SensorContext sensor, string path, SerialSettings settings, IStreamDecoder decoder, ChannelWriter<MonitorInput> inputs, CancellationToken stop, TimeSpan? dataAge = null)
    {
        var clock = new SampleClock(decoder.FrameRate);
        Func<long, TimeSpan> timeOfFrame = frame =>
        {
            clock.FrameRate = decoder.FrameRate;
            return clock.TimeOf(frame);
        };
        var decoded = new List<MonitorInput>();
        var buffer = new byte[BufferBytes];
        var kept = 0;

        var link = sensor.Links.SerialPorts.Open(path, settings);
        await using var _ = link.ConfigureAwait(false);
        inputs.TryWrite(new SignalList(sensor.Name, [.. decoder.Signals], sensor.Clock.Now, dataAge));
        var host = decoder is ISensorDialogue dialogue ? new HostTurn(dialogue, link, sensor.Clock) : null;
        try
        {
            while (true)
            {
                if (host is not null)
                {
                    await host.TakeAsync(decoded, stop).ConfigureAwait(false);
                    Write();
                }

                var count = host is null
                    ? await link.ReadAsync(buffer.AsMemory(kept), stop).ConfigureAwait(false)
                    : await host.ReadAsync(buffer.AsMemory(kept), decoded, Write, stop).ConfigureAwait(false);
                if (count == 0) throw new IOException($"{path} hung up; check the sensor's cable.");
                clock.Arrive(sensor.Clock.Now - decoder.Lag);
                kept = Decode(decoder, buffer.AsMemory(0, kept + count), timeOfFrame, decoded);
                clock.Settle(decoder.GoodFrames);
                Write();
            }
        }
        finally
        {
            // The last samples before a cable was pulled are data like any other.
            decoder.Finish(decoded);
            Write();
            if (host is not null) await host.EndAsync(FarewellLimit).ConfigureAwait(false);
        }

        void Write()
        {
            foreach (var input in decoded) inputs.TryWrite(input);
            decoded.Clear();
        }
    }

    /// <summary>Decodes and moves what is left to the front of the buffer.</summary>
    private static int Decode(IStreamDecoder decoder, Memory<byte> received, Func<long, TimeSpan> timeOfFrame, List<MonitorInput> decoded)
    {
        var bytes = new ReadOnlySequence<byte>(received);
        decoder.Decode(ref bytes, timeOfFrame, decoded);
        if (bytes.Length >= BufferBytes) throw new InvalidOperationException($"{decoder.GetType().Name} leaves more than one frame behind.");
        bytes.CopyTo(received.Span);
        return (int)bytes.Length;
    }
}
