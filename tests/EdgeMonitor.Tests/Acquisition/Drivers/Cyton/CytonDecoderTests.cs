using System.Buffers;
using System.Text;
using EdgeMonitor.Acquisition.Drivers.Cyton;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Cyton;

public sealed class CytonDecoderTests
{
    [Test]
    public void ReadsCountsOfTwentyFourBitsAndTheAccelerometer()
    {
        var bytes = Frame(7, [1, -1, 0x7FFFFF, -0x800000, 0x012345, 0, 0, 0], [16, -8, 8000]);
        Assert.That(CytonFrame.TryRead(bytes, out var frame), Is.True);
        Assert.That(frame.Number, Is.EqualTo(7));
        Assert.That(Enumerable.Range(0, 8).Select(channel => frame.Channels[channel]), Is.EqualTo(new[] { 1, -1, 0x7FFFFF, -0x800000, 0x012345, 0, 0, 0 }));
        Assert.That(frame.Acceleration, Is.EqualTo(new CytonAcceleration(16, -8, 8000)));
    }

    [TestCase(0xC0, 0, false, TestName = "zeros are no measurement")]
    [TestCase(0xC1, 5, false, TestName = "other aux bytes are no measurement")]
    [TestCase(0xC6, 5, false, TestName = "nor those of the last kind")]
    [TestCase(0xC0, 5, true, TestName = "the accelerometer is one")]
    public void TakesOnlyTheAccelerometerForOne(int end, int value, bool measured)
    {
        Assert.That(CytonFrame.TryRead(Frame(0, [], [value, value, value], end), out var frame), Is.True);
        Assert.That(frame.Acceleration is not null, Is.EqualTo(measured));
    }

    [TestCase(0xC7)]
    [TestCase(0xBF)]
    [TestCase(0x00)]
    public void LeavesWhatIsNoFrame(int end) => Assert.That(CytonFrame.TryRead(Frame(0, [], [], end), out _), Is.False);

    [Test]
    public void ScalesToMillivoltsAndGravities()
    {
        var signals = new CytonDecoder("board").Signals;
        // The maker's figure: 0.02235 µV a count at gain 24.
        Assert.That(signals[0].ValueOf(1) * 1000, Is.EqualTo(0.02235).Within(0.00001));
        Assert.That(signals[0].ValueOf(0x7FFFFF), Is.EqualTo(187.5).Within(1e-9));
        Assert.That(signals[8].ValueOf(8000), Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void BringsEightChannelsAndHoldsTheAccelerometer()
    {
        var inputs = Decoding.Run(new CytonDecoder("board"), Stream(30));
        Assert.That(inputs.OfType<SampleBlock>().Select(block => block.Signal.Label).Distinct().Count(), Is.EqualTo(11));
        for (var channel = 1; channel <= 8; channel++)
        {
            var number = channel;
            Assert.That(Decoding.Samples(inputs, $"Channel {channel}"), Is.EqualTo(Enumerable.Range(0, 30).Select(frame => 1000 * number + frame)));
        }

        Assert.That(Decoding.Samples(inputs, "Acceleration Z"), Is.EqualTo(Enumerable.Range(0, 30).Select(frame => 8000 + frame / 10)));
    }

    [Test]
    public void TheAccelerometersWavePausesWhereNothingNewComes()
    {
        var inputs = Decoding.Run(new CytonDecoder("board"), Stream(400, acceleration: frame => frame is 20 or 300));
        var z = inputs.OfType<SampleBlock>().Where(block => block.Signal.Label == "Acceleration Z").ToList();
        Assert.That(z[0].FirstIndex, Is.EqualTo(20));
        Assert.That(z.Last(block => block.EndIndex < 300).EndIndex, Is.EqualTo(146), "held for 125 frames after its own");
        Assert.That(z.First(block => block.EndIndex > 200).FirstIndex, Is.EqualTo(300));
        Assert.That(Decoding.Samples(inputs, "Channel 1"), Has.Count.EqualTo(400));
    }

    [TestCase(1)]
    [TestCase(5)]
    [TestCase(255)]
    public void LostSampleNumbersAreAGapOfThatLength(int lost)
    {
        byte[] bytes = [.. Stream(15), .. Stream(15, first: 15 + lost)];
        var blocks = Decoding.Run(new CytonDecoder("board"), bytes).OfType<SampleBlock>().Where(block => block.Signal.Label == "Channel 8").ToList();
        Assert.That(blocks.Select(block => (block.FirstIndex, block.EndIndex)), Is.EqualTo(new[] { (0L, 10L), (10L, 15L), (15L + lost, 25L + lost), (25L + lost, 30L + lost) }));
    }

    [Test]
    public void GoesOnAfterLostBytes()
    {
        var bytes = Stream(30).ToList();
        bytes.RemoveRange(10 * 33 + 5, 40);
        var decoder = new CytonDecoder("board");
        var blocks = Decoding.Run(decoder, bytes.ToArray()).OfType<SampleBlock>().Where(block => block.Signal.Label == "Channel 1").ToList();
        Assert.That(decoder.GoodFrames, Is.EqualTo(28));
        Assert.That(blocks[^1].EndIndex, Is.EqualTo(30));
    }

    [Test]
    public void NamesTheLeadsThatTheSettingNames()
    {
        var decoder = new CytonDecoder("board", new Dictionary<int, string> { [0] = "II", [2] = "V1" });
        Assert.That(decoder.Signals.Take(4).Select(signal => (signal.Label, signal.Mdc)), Is.EqualTo(new[]
        {
            ("II", Mdc.EcgLeadOf("II")!.Value), ("Channel 2", Mdc.ElectricPotential), ("V1", Mdc.EcgLeadOf("V1")!.Value), ("Channel 4", Mdc.ElectricPotential),
        }));
    }

    [Test]
    public void SaysWhatTheBoardSaysOfItself()
    {
        byte[] bytes = [0x00, 0xFF, .. Encoding.ASCII.GetBytes("xyzOpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\nFirmware: v3.1.1\n$$$"), .. Stream(5)];
        var identity = Decoding.Run(new CytonDecoder("board"), bytes).OfType<DeviceIdentity>().Single();
        Assert.That((identity.Model, identity.Firmware), Is.EqualTo(("OpenBCI V3 8-16 channel", "v3.1.1")));
    }

    [Test]
    public void KeepsTextWithinBounds()
    {
        var text = new CytonText();
        for (var i = 0; i < 10_000; i++) Assert.That(text.Take((byte)'x'), Is.Null);
        Assert.That(text.Take((byte)'$') ?? text.Take((byte)'$') ?? text.Take((byte)'$'), Has.Length.LessThan(CytonText.MostBytes));
    }

    [TestCase(1)]
    [TestCase(2)]
    public void BringsNothingOfRandomBytes(int seed)
    {
        var random = new byte[1_000_000];
        new Random(seed).NextBytes(random);
        var decoder = new CytonDecoder("board");
        Assert.That(Decoding.Run(decoder, random, 4000), Is.Empty, $"seed {seed}");
        Decoding.Run(decoder, Stream(20), 11);
        Assert.That(decoder.GoodFrames, Is.EqualTo(20), $"seed {seed}");
    }

    [Test]
    public void StopsResetsAndStartsOnceItKnowsTheBoard()
    {
        var talk = new CytonTalk();
        Assert.That(Turn(talk, 0), Is.EqualTo("s"));
        Assert.That(Turn(talk, 0.05), Is.Empty);
        Assert.That(Turn(talk, 0.1), Is.EqualTo("v"));
        Assert.That(Turn(talk, 0.5, 0, "OpenBCI V3 8-16 channel\nFirmware: v3.1.1\n"), Is.EqualTo("b"));
        Assert.That(Turn(talk, 1, 100), Is.Empty);
        Assert.That(talk.NextTurn, Is.EqualTo(TimeSpan.FromSeconds(1) + CytonTalk.StreamLimit));
        Assert.That(Turn(talk, 2.5, 100), Is.EqualTo("s"), "the stream has broken off");
        Assert.That(Turn(talk, 2.6, 100), Is.EqualTo("v"));
    }

    [Test]
    public void StartsABoardAgainThatGreetsUnasked()
    {
        var talk = Streaming();
        Assert.That(Turn(talk, 2, 300, "OpenBCI V3 8-16 channel\n"), Is.EqualTo("b"));
    }

    [TestCase("Failure: Communications timeout - Device failed to poll Host", "dongle")]
    [TestCase("Welcome to the coffee machine", "no Cyton board: it says \"Welcome to the coffee machine\"")]
    [TestCase("OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\nOn Daisy ADS1299 Device ID: 0x3E\nFirmware: v3.1.1\n", "daisy")]
    public void SaysWhichDeviceItIsNot(string text, string sentence)
    {
        var talk = new CytonTalk();
        Turn(talk, 0);
        Turn(talk, 0.1);
        Assert.That(() => Turn(talk, 0.5, 0, text), Throws.InstanceOf<IOException>().With.Message.Contains(sentence));
    }

    [Test]
    public void GivesUpWhereNobodyAnswers()
    {
        var talk = new CytonTalk();
        Turn(talk, 0);
        Turn(talk, 0.1);
        Assert.That(() => Turn(talk, 0.1 + CytonTalk.GreetingLimit.TotalSeconds), Throws.InstanceOf<TimeoutException>().With.Message.Contains("switched on"));
    }

    private static CytonTalk Streaming()
    {
        var talk = new CytonTalk();
        Turn(talk, 0);
        Turn(talk, 0.1);
        Turn(talk, 0.5, 0, "OpenBCI V3 8-16 channel\n");
        return talk;
    }

    private static string Turn(CytonTalk talk, double seconds, long frames = 0, params string[] texts)
    {
        var output = new ArrayBufferWriter<byte>();
        talk.Turn(TimeSpan.FromSeconds(seconds), frames, texts, output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    /// <summary>Frames whose channel c counts 1000 c + frame, with the accelerometer in every tenth.</summary>
    private static byte[] Stream(int count, int first = 0, Func<int, bool>? acceleration = null)
    {
        acceleration ??= static frame => frame % 10 == 0;
        return [.. Enumerable.Range(first, count).SelectMany(frame => Frame(
            frame, [.. Enumerable.Range(1, 8).Select(channel => 1000 * channel + frame)], acceleration(frame) ? [frame, -frame, 8000 + frame / 10] : []))];
    }

    private static byte[] Frame(int number, int[] channels, int[] acceleration, int end = 0xC0)
    {
        var bytes = new byte[33];
        (bytes[0], bytes[1], bytes[32]) = (0xA0, (byte)number, (byte)end);
        for (var i = 0; i < channels.Length; i++) (bytes[2 + 3 * i], bytes[3 + 3 * i], bytes[4 + 3 * i]) = ((byte)(channels[i] >> 16), (byte)(channels[i] >> 8), (byte)channels[i]);
        for (var i = 0; i < acceleration.Length; i++) (bytes[26 + 2 * i], bytes[27 + 2 * i]) = ((byte)(acceleration[i] >> 8), (byte)acceleration[i]);
        return bytes;
    }
}
