using System.Buffers;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Rules;

/// <summary>
/// Every parser on ten million bytes: noise, captures with changed, lost, doubled and swapped parts, and two captures in each other. What a run can find is kept as
/// a capture of its driver (<c>captures/fuzz-*.hex</c>), which all the rules of <see cref="DriverTests"/> then read too.
/// </summary>
public sealed class ParserFuzzTests
{
    private const int Bytes = 10_000_000;

    /// <summary>Drivers that parse bytes.</summary>
    public static IEnumerable<string> Parsers() => SensorDrivers.All.Where(driver => driver.CreateDecoder("sensor") is not null).Select(driver => driver.Name);

    [TestCaseSource(nameof(Parsers))]
    [CancelAfter(300_000)]
    public void StandsTenMillionBytes(string driver, CancellationToken stop)
    {
        const int seed = 6;
        var random = new Random(seed);
        var captures = DriverTests.CapturesOf(SensorDrivers.Find(driver)!).ToList();
        var (frames, dropped, fed) = (0L, 0L, 0L);
        for (var session = 0; fed < Bytes; session++)
        {
            stop.ThrowIfCancellationRequested();
            var stream = StreamOf(random, captures);
            Feed(SensorDrivers.Find(driver)!.CreateDecoder("sensor")!, stream, random, $"{driver}, seed {seed}, session {session}", out var good, out var lost);
            (frames, dropped, fed) = (frames + good, dropped + lost, fed + stream.Length);
        }

        TestContext.Out.WriteLine($"{driver}: {fed} bytes, {frames} good frames, {dropped} bytes dropped");
        Assert.That(frames, Is.Positive, "changed captures still hold good frames");
        Assert.That(dropped, Is.Positive, "and noise");
    }

    private static byte[] StreamOf(Random random, List<byte[]> captures)
    {
        var stream = new List<byte>(100_000);
        while (stream.Count < 50_000)
        {
            var capture = captures[random.Next(captures.Count)];
            switch (random.Next(8))
            {
                case 0: stream.AddRange(Noise(random, random.Next(1, 2_000))); break;
                case 1: stream.AddRange(Enumerable.Repeat((byte)random.Next(256), random.Next(1, 2_000))); break;
                case 2: stream.AddRange(capture); break;
                case 3: stream.AddRange(capture.Take(random.Next(capture.Length))); break;
                case 4: stream.AddRange(capture.Skip(random.Next(capture.Length))); break;
                case 5: stream.AddRange(Changed(random, capture)); break;
                case 6: stream.AddRange(capture.Take(random.Next(capture.Length)).Concat(captures[random.Next(captures.Count)]).Concat(capture)); break;
                default: stream.AddRange(capture.Select(value => random.Next(40) == 0 ? (byte)random.Next(256) : value)); break;
            }
        }

        return [.. stream];
    }

    /// <summary>A few bytes changed, doubled or lost, and now and then a length or a value set to a border.</summary>
    private static byte[] Changed(Random random, byte[] capture)
    {
        var bytes = new List<byte>(capture);
        for (var changes = random.Next(1, 6); changes > 0 && bytes.Count > 1; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, bytes[at]); break;
                default: bytes[at] = (byte)(random.Next(3) switch { 0 => 0x00, 1 => 0xFF, _ => 0x7F }); break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Noise(Random random, int length)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>As a session does it: reads of any size, what is left kept in front; a dialogue has its turns.</summary>
    private static void Feed(IStreamDecoder decoder, byte[] stream, Random random, string which, out long good, out long dropped)
    {
        var inputs = new List<MonitorInput>();
        var output = new ArrayBufferWriter<byte>();
        var buffer = new byte[StreamSession.BufferBytes];
        var now = TimeSpan.Zero;
        Func<long, TimeSpan> timeOf = frame => double.IsInfinity(decoder.FrameRate) ? now : TimeSpan.FromSeconds(frame / decoder.FrameRate);
        int kept = 0, at = 0;
        while (at < stream.Length)
        {
            var size = Math.Min(Math.Min(random.Next(1, 700), buffer.Length - kept), stream.Length - at);
            stream.AsSpan(at, size).CopyTo(buffer.AsSpan(kept));
            at += size;
            now += TimeSpan.FromMilliseconds(random.Next(60));
            var sequence = new ReadOnlySequence<byte>(buffer, 0, kept + size);
            decoder.Decode(ref sequence, timeOf, inputs);
            Assert.That(sequence.Length, Is.LessThan(StreamSession.BufferBytes), $"{which}: what it leaves behind is bounded");
            kept = (int)sequence.Length;
            sequence.ToArray().CopyTo(buffer, 0);
            if (decoder is ISensorDialogue dialogue) Turn(dialogue, now, output, inputs);
            Look(inputs, which);
            inputs.Clear();
        }

        decoder.Finish(inputs);
        Look(inputs, which);
        (good, dropped) = (decoder.GoodFrames, decoder.DroppedBytes);
    }

    /// <summary>A dialogue may give up a device that speaks nonsense: by these exceptions, and no others.</summary>
    private static void Turn(ISensorDialogue dialogue, TimeSpan now, ArrayBufferWriter<byte> output, List<MonitorInput> inputs)
    {
        try
        {
            dialogue.Turn(now, output, inputs);
            Assert.That(output.WrittenCount, Is.LessThan(StreamSession.BufferBytes), "what it says is bounded");
        }
        catch (Exception givenUp) when (givenUp is TimeoutException or IOException)
        {
            Assert.That(givenUp.Message, Is.Not.Empty);
        }

        output.ResetWrittenCount();
    }

    /// <summary>Whatever the bytes, what comes out is sound: finite numbers or a reason, and samples that go on.</summary>
    private static void Look(List<MonitorInput> inputs, string which)
    {
        foreach (var input in inputs)
        {
            if (input is Reading { Value: { } value }) Assert.That(double.IsFinite(value), which);
            else if (input is SampleBlock block && (block.Samples.Length == 0 || block.FirstIndex < 0)) Assert.Fail($"{which}: an empty block, or a negative index");
        }
    }
}
