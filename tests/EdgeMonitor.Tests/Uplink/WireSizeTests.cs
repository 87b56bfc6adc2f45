using System.Text;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>
/// What a real ECG costs on the wire, the whole MQTT message counted: topic, properties, payload. Sketched first were 1.25 bytes a sample as
/// protobuf, and that was missed: 1.416 were measured on 24 records of the MIT-BIH Arrhythmia Database. A difference takes 1.013 of them; topic,
/// properties and the description of two waveforms take 290 bytes a message, and a message of a second has only 720 samples. JSON had no sketch;
/// 4.638 were measured, and 4.752 since a record tells the quality of its waveforms as well (an empty list each second). The bounds below were set after measuring, a little above it, so that growth is seen.
/// </summary>
internal sealed class WireSizeTests
{
    private const int Rate = 360; // MIT-BIH Arrhythmia Database, Hz

    [TestCase(UplinkEncoding.Protobuf, 1.45)]
    [TestCase(UplinkEncoding.Json, 4.8)]
    public void ARealEcgStaysWithinItsBytesASample(UplinkEncoding encoding, double most)
    {
        var messages = new RecordMessages(new UplinkSettings("broker", 8883, null, "icu-2", "bed-7") { Encoding = encoding });
        long bytes = 0, samples = 0, differences = 0;
        foreach (string header in Recordings.All("mitdb"))
        {
            var (first, second) = ReadLeads(header);
            long sequence = 0;
            for (int at = 0; at + Rate <= first.Length; at += Rate)
            {
                bytes += PacketBytes(Message(messages, ++sequence, at, first.AsMemory(at, Rate), second.AsMemory(at, Rate)));
                samples += 2 * Rate;
                differences += DifferenceBytes(first.AsMemory(at, Rate)) + DifferenceBytes(second.AsMemory(at, Rate));
            }
        }

        double bytesPerSample = (double)bytes / samples;
        TestContext.Out.WriteLine(
            $"{encoding}, {samples:N0} samples in batches of 1 s, 2 leads: {bytesPerSample:F3} bytes a sample (differences as protobuf: "
            + $"{(double)differences / samples:F3}); {bytesPerSample * 2 * Rate:F0} bytes a message.");
        Assert.That(bytesPerSample, Is.LessThan(most));
    }

    private static MqttMessage Message(RecordMessages messages, long sequence, int at, ReadOnlyMemory<int> first, ReadOnlyMemory<int> second)
    {
        var time = TimeSpan.FromSeconds((double)at / Rate);
        var record = new Record
        {
            Device = "bed-7",
            Stream = "telemetry",
            Sequence = sequence,
            Boot = "0f3a9c1e",
            WallMs = 1_790_000_000_000 + at * 1000L / Rate,
            MonotonicUs = (long)time.TotalMicroseconds,
            ClockSynchronised = true,
            Telemetry = new Telemetry { Waveforms = { Wave("MLII", 131330, at, time, first), Wave("V1", 131331, at, time, second) } },
        };
        return messages.Of("telemetry", sequence, RecordCodec.Encode(record), historical: false);
    }

    private static Waveform Wave(string label, uint mdc, int at, TimeSpan time, ReadOnlyMemory<int> samples) =>
        WaveformCodec.Encode(new SampleBlock(new SignalDescriptor("ecg", label, mdc, MdcUnit.Millivolt, Rate, 0.005, -5.12), at, time, samples), session: 1);

    private static int DifferenceBytes(ReadOnlyMemory<int> samples)
    {
        var waveform = Wave("", 0, 0, TimeSpan.Zero, samples);
        int whole = waveform.CalculateSize();
        waveform.Differences.Clear();
        return whole - waveform.CalculateSize();
    }

    /// <summary>The bytes of the PUBLISH packet (MQTT 5, 3.3): fixed header, topic, packet identifier, properties, payload.</summary>
    private static long PacketBytes(MqttMessage message)
    {
        int properties = 1 + Text(message.ContentType) + (message.UserProperties ?? []).Sum(property => 1 + Text(property.Key) + Text(property.Value));
        int remaining = Text(message.Topic) + 2 + VariableInteger(properties) + properties + message.Payload.Length;
        return 1 + VariableInteger(remaining) + remaining;
    }

    private static int Text(string text) => 2 + Encoding.UTF8.GetByteCount(text);

    private static int VariableInteger(int value) => value switch { < 128 => 1, < 16_384 => 2, < 2_097_152 => 3, _ => 4 };

    /// <summary>The counts of a record's first two signals.</summary>
    private static (int[] First, int[] Second) ReadLeads(string header)
    {
        using var record = WfdbRecord.Open(header);
        var leads = record.Signals.Take(2).ToDictionary(signal => signal, _ => new List<int>());
        foreach (var block in record.ReadBlocks(span: TimeSpan.FromSeconds(10)))
        {
            if (leads.TryGetValue(block.Signal, out var counts)) counts.AddRange(block.Samples.Span);
        }

        return (leads[record.Signals[0]].ToArray(), leads[record.Signals[1]].ToArray());
    }
}
