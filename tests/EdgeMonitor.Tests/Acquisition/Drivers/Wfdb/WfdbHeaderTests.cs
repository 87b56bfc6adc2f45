using EdgeMonitor.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

internal sealed class WfdbHeaderTests
{
    [Test]
    public void ReadsEveryFieldOfTheRecordLine()
    {
        var header = Parse("# a comment before\r\n100_a 0 3.6e2/60(12.5) 650000 13:05:07.5 25/4/1989\r\n");

        Assert.Multiple(() =>
        {
            Assert.That(header.Name, Is.EqualTo("100_a"));
            Assert.That(header.FrameRate, Is.EqualTo(360));
            Assert.That(header.CounterFrequency, Is.EqualTo(60));
            Assert.That(header.BaseCounter, Is.EqualTo(12.5));
            Assert.That(header.FrameCount, Is.EqualTo(650_000));
            Assert.That(header.BaseTime, Is.EqualTo(new TimeSpan(0, 13, 5, 7, 500)));
            Assert.That(header.BaseDate, Is.EqualTo(new DateOnly(1989, 4, 25)));
        });
    }

    [Test]
    public void UsesTheDefaultsOfTheDefinition()
    {
        var header = Parse("r 1\nr.dat 16\n");
        var signal = header.Signals[0];

        Assert.Multiple(() =>
        {
            Assert.That(header.FrameRate, Is.EqualTo(250));
            Assert.That(header.CounterFrequency, Is.EqualTo(250));
            Assert.That(header.FrameCount, Is.Zero);
            Assert.That(header.BaseTime, Is.Null);
            Assert.That(header.BaseDate, Is.Null);
            Assert.That((signal.SamplesPerFrame, signal.Skew, signal.ByteOffset), Is.EqualTo((1, 0L, 0L)));
            Assert.That((signal.Gain, signal.IsCalibrated, signal.Baseline, signal.Units), Is.EqualTo((200.0, false, 0, "mV")));
            Assert.That((signal.AdcResolution, signal.AdcZero, signal.InitialValue, signal.Checksum), Is.EqualTo((12, 0, (int?)null, (int?)null)));
            Assert.That(signal.Description, Is.Empty);
        });
    }

    [Test]
    public void ReadsEveryFieldOfASignalLine()
    {
        var signal = Parse("r 1 250 10\nr.dat 16x4:3+24 1.607e+04(-5)/mmHg 14 100 -7 -22131 512 ECG  lead II,  raw\n").Signals[0];

        Assert.Multiple(() =>
        {
            Assert.That((signal.File, signal.Format, signal.SamplesPerFrame, signal.Skew, signal.ByteOffset), Is.EqualTo(("r.dat", 16, 4, 3L, 24L)));
            Assert.That((signal.Gain, signal.IsCalibrated, signal.Baseline, signal.Units), Is.EqualTo((16070.0, true, -5, "mmHg")));
            Assert.That((signal.AdcResolution, signal.AdcZero, signal.InitialValue, signal.Checksum), Is.EqualTo((14, 100, (int?)-7, (int?)-22131)));
            Assert.That((signal.BlockSize, signal.Description), Is.EqualTo((512L, "ECG  lead II,  raw")));
        });
    }

    [TestCase("0", 200, false, 1024, "mV")]
    [TestCase("200", 200, true, 1024, "mV")]
    [TestCase("100/uV", 100, true, 1024, "uV")]
    [TestCase("100(7)", 100, true, 7, "mV")]
    [TestCase("-100(7)/NU", -100, true, 7, "NU")]
    public void ReadsGainBaselineAndUnits(string field, double gain, bool calibrated, int baseline, string units)
    {
        var signal = Parse($"r 1\nr.dat 212 {field} 11 1024\n").Signals[0];

        Assert.That((signal.Gain, signal.IsCalibrated, signal.Baseline, signal.Units), Is.EqualTo((gain, calibrated, baseline, units)));
    }

    [Test]
    public void KeepsTheCommentsBehindTheLastSignalOnly()
    {
        var header = Parse("#before\nr 1\n# between\nr.dat 16\n\n# 69 M 1085\n#Asystole\nextra.dat 16\n");

        Assert.Multiple(() =>
        {
            Assert.That(string.Join('|', header.Comments), Is.EqualTo("69 M 1085|Asystole"));
            Assert.That(header.Signals, Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void ADateOfZerosWasNotRecorded() => Assert.That(Parse("r 0 360 10 0:0:0 0/0/0").BaseDate, Is.Null);

    [TestCase("", "no record line", 0)]
    [TestCase("# only a comment\n", "no record line", 1)]
    [TestCase("r", "number of signals is missing", 1)]
    [TestCase("r two", "number of signals", 1)]
    [TestCase("r -1", "number of signals", 1)]
    [TestCase("r 9999", "number of signals", 1)]
    [TestCase("r/3 2 360 45000", "multi-segment", 1)]
    [TestCase("r 0 0", "sampling frequency", 1)]
    [TestCase("r 0 NaN", "sampling frequency", 1)]
    [TestCase("r 0 1e300", "sampling frequency", 1)]
    [TestCase("r 0 360/x", "counter frequency", 1)]
    [TestCase("r 0 360 -5", "number of samples", 1)]
    [TestCase("r 0 0.001 9000000000", "30 years", 1)]
    [TestCase("r 0 360 5 25:00:00", "base time", 1)]
    [TestCase("r 0 360 5 1:00:00 31/2/2001", "base date", 1)]
    [TestCase("r 1", "promises 1 signals, but only 0", 1)]
    [TestCase("r 2\n\nr.dat 16\n", "promises 2 signals, but only 1", 3)]
    [TestCase("r 1\nr.dat", "format is missing", 2)]
    [TestCase("r 1\nr.dat sixteen", "format is \"sixteen\"", 2)]
    [TestCase("r 1\nr.dat 16+", "format is \"16+\"", 2)]
    [TestCase("r 1\nr.dat 8", "format is 8", 2)]
    [TestCase("r 1\nr.dat 16x0", "samples per frame", 2)]
    [TestCase("r 1\nr.dat 16 high", "gain", 2)]
    [TestCase("r 1\nr.dat 16 (5)", "gain", 2)]
    [TestCase("r 1\nr.dat 16 200(x)", "baseline", 2)]
    [TestCase("r 1\nr.dat 16 200 12 0 0 sum", "checksum", 2)]
    [TestCase("r 1\n- 16", "standard input", 2)]
    [TestCase("r 1\n~ 0", "layout header", 2)]
    [TestCase("r 1\n/etc/passwd 16", "outside", 2)]
    [TestCase("r 1\na/../../b 16", "outside", 2)]
    [TestCase("r 1\na\0b 16", "outside", 2)]
    [TestCase("r 2\nr.dat 16\nr.dat 212", "differ in format", 3)]
    [TestCase("r 2\nr.dat 16\nr.dat 16+24", "differ in format", 3)]
    [TestCase("r 3\na.dat 16\nb.dat 16\na.dat 16", "do not stand together", 4)]
    [TestCase("r 2\nr.dat 16x900000\nr.dat 16x900000", "samples", 3)]
    public void ABadHeaderIsOneSentenceThatNamesFileAndLine(string text, string problem, int line)
    {
        var error = Assert.Throws<InvalidDataException>(() => Parse(text));

        Assert.That(error.Message, Does.Contain(problem).And.EndsWith($" (some/r.hea, line {line})."));
    }

    [Test]
    public void ABadHeaderNeverThrowsAnythingElse()
    {
        const string Good = "100 2 360/360(0) 650000 0:0:0 1/2/1999\n"
            + "100.dat 212x2:1+3 200(1024)/mV 11 1024 995 -22131 0 MLII\n100.dat 212+3 200\n# x\n";
        var random = new Random(212);
        for (var round = 0; round < 20_000; round++)
        {
            var text = Good.ToCharArray();
            for (var hits = random.Next(1, 4); hits > 0; hits--) text[random.Next(text.Length)] = (char)random.Next(1, 128);
            try
            {
                Assert.That(Parse(new string(text)).Signals, Is.Not.Default);
            }
            catch (InvalidDataException e)
            {
                Assert.That(e.Message, Does.Contain("some/r.hea, line "), $"round {round}");
            }
        }
    }

    [Test]
    public void AFileThatIsNoTextIsRefusedWithoutReadingIt()
    {
        using var scratch = new ScratchDirectory();
        using (var big = File.Create(scratch.File("big.hea"))) big.SetLength(1L << 33);

        Assert.That(() => WfdbHeader.Read(scratch.File("big.hea")), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no WFDB header"));
    }

    private static WfdbHeader Parse(string text) => WfdbHeader.Parse(new StringReader(text), "some/r.hea");
}
