using System.Text.Json;
using EdgeMonitor.Acquisition.Drivers.Nonin;
using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Acquisition;
using EdgeMonitor.Tests.Acquisition.Drivers.Nonin;

namespace EdgeMonitor.Tests.Commands;

public sealed class DecodedLinesTests
{
    [Test]
    public void FramesLostInAHoleCountInTheTime()
    {
        var stream = new NoninStream().Packet(72, 97).Packet(72, 97).ToArray();
        var later = new NoninStream().Packet(72, 97).Packet(72, 97).ToArray();
        // 75 frames' worth of noise is a second; no byte of it can begin a frame.
        byte[] bytes = [.. stream, .. Enumerable.Repeat((byte)0x02, 75 * 5), .. later];

        var samples = Decode(bytes).Where(line => line.TryGetProperty("samples", out _)).ToList();
        var count = samples.Sum(line => line.GetProperty("samples").GetArrayLength());
        var last = samples[^1];
        var end = last.GetProperty("t").GetDouble() + last.GetProperty("samples").GetArrayLength() / 75.0;

        Assert.That(count, Is.EqualTo(100));
        Assert.That(end, Is.EqualTo((100 + 75) / 75.0).Within(1e-5));
    }

    [Test]
    public void ReadingsLieOnTheSameTimeLineAsTheSamples()
    {
        byte[] bytes = [.. new NoninStream().Packet(72, 97).Packet(72, 97).ToArray(), .. Enumerable.Repeat((byte)0x02, 75 * 5), .. new NoninStream().Packet(60, 90).Packet(60, 90).ToArray()];

        var reading = Decode(bytes).First(line => line.TryGetProperty("value", out var value) && value.GetDouble() == 60);

        Assert.That(reading.GetProperty("t").GetDouble(), Is.EqualTo(1 + 52 / 75.0).Within(1e-5), "a second of noise, and the third frame of the third packet");
    }

    [Test]
    public void WithoutAHoleTheTimeIsTheFramesNumberOverTheirRate()
    {
        var lines = Decode(new NoninStream().Packet(72, 97).Packet(72, 97).ToArray());

        Assert.That(lines[0].GetProperty("t").GetDouble(), Is.Zero);
        Assert.That(lines.Select(line => line.GetProperty("t").GetDouble()), Is.Ordered);
    }

    private static List<JsonElement> Decode(byte[] bytes)
    {
        var text = new StringWriter();
        var lines = new DecodedLines(text);
        foreach (var input in Decoding.Run(new NoninDecoder("decode"), bytes, 64)) lines.Write(input);
        return [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
