using EdgeMonitor.Acquisition.Captures;
using EdgeMonitor.Acquisition.Drivers.Nonin;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition.Drivers.Nonin;
using EdgeMonitor.Tests.Uplink;

namespace EdgeMonitor.Tests.Acquisition.Captures;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CaptureReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "one.capture");

    [Test]
    public void WhatWasWrittenIsReadWithItsTimes()
    {
        var time = new ManualTime();
        using (var writer = new CaptureWriter(File, new CaptureHead("nonin", "/dev/ttyUSB0", "9600 8N1", DateTimeOffset.UnixEpoch), time))
        {
            writer.Add([1, 2, 255], wasSent: false);
            time.Advance(TimeSpan.FromSeconds(1.5));
            writer.Add([0x10], wasSent: true);
            Assert.That((writer.Received, writer.Sent), Is.EqualTo((3, 1)));
        }

        var capture = CaptureReader.Open(File);
        Assert.That(capture.Head, Is.EqualTo(new CaptureHead("nonin", "/dev/ttyUSB0", "9600 8N1", DateTimeOffset.UnixEpoch)));
        Assert.That(capture.Parts.Select(part => (part.At.TotalSeconds, Convert.ToHexString(part.Bytes), part.WasSent)), Is.EqualTo(new[] { (0.0, "0102FF", false), (1.5, "10", true) }));
    }

    [Test]
    public void ACutLastLineIsLeftOut()
    {
        Write("""{"capture":"edgemonitor/1","driver":"","link":"x","line":"9600 8N1","began":"2026-01-01T00:00:00Z"}""", """{"t":0,"received":"01"}""", """{"t":0.5,"recei""");
        Assert.That(CaptureReader.Open(File).Parts, Has.Count.EqualTo(1));
    }

    [TestCase("""{"t":0,"received":"0"}""", 2)]
    [TestCase("""{"t":0}""", 2)]
    [TestCase("""{"t":-1e300,"received":"01"}""", 2)]
    [TestCase("nonsense", 2)]
    public void AWrongLineIsNamedWithItsNumber(string line, int number)
    {
        Write("""{"capture":"edgemonitor/1","driver":"","link":"x","line":"9600 8N1","began":"2026-01-01T00:00:00Z"}""", line, """{"t":1,"received":"01"}""");
        Assert.That(() => CaptureReader.Open(File), Throws.InstanceOf<InvalidDataException>().With.Message.Contains($"line {number},"));
    }

    [TestCase("")]
    [TestCase("""{"t":0,"received":"01"}""")]
    [TestCase("""{"capture":"edgemonitor/2","driver":"","link":"x","line":"","began":"2026-01-01T00:00:00Z"}""")]
    public void AFileThatIsNoCaptureIsRefused(string first)
    {
        Write(first);
        Assert.That(() => CaptureReader.Open(File), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void ATimeThatGoesBackIsRefused()
    {
        Write("""{"capture":"edgemonitor/1","driver":"","link":"x","line":"","began":"2026-01-01T00:00:00Z"}""", """{"t":2,"received":"01"}""", """{"t":1,"received":"01"}""");
        Assert.That(() => CaptureReader.Open(File), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("goes back"));
    }

    [Test]
    public void ItsInputsHaveTheTimesAtWhichTheBytesCame()
    {
        var packet = Convert.ToHexString(new NoninStream().Packet(72, 97).ToArray());
        Write("""{"capture":"edgemonitor/1","driver":"nonin","link":"x","line":"","began":"2026-01-01T00:00:00Z"}""", $$"""{"t":10,"received":"{{packet[..100]}}"}""", $$"""{"t":10.3,"received":"{{packet[100..]}}"}""");
        var inputs = CaptureInputs.Of(CaptureReader.Open(File), "nonin", new NoninDecoder("nonin")).ToList();
        Assert.That(inputs[0], Is.InstanceOf<LinkStatus>().With.Property("State").EqualTo(LinkState.Opening));
        Assert.That(inputs[1], Is.InstanceOf<SignalList>());
        Assert.That(inputs.OfType<SampleBlock>().First().At, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(inputs.OfType<Reading>().First(reading => reading.Mdc == Mdc.PulsOximSatO2).Value, Is.EqualTo(97));
        Assert.That(inputs[^1], Is.EqualTo(new LinkStatus("nonin", LinkState.Ended, "", TimeSpan.FromSeconds(10.3))));
    }

    public void Dispose() => _folder.Dispose();

    private void Write(params string[] lines) => System.IO.File.WriteAllText(File, string.Join('\n', lines) + (lines[^1].EndsWith('}') ? "\n" : ""));
}
