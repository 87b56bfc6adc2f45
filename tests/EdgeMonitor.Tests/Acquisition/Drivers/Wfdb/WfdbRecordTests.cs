using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

internal sealed class WfdbRecordTests
{
    private ScratchDirectory _scratch = null!;

    [SetUp]
    public void MakeScratch() => _scratch = new ScratchDirectory();

    [TearDown]
    public void RemoveScratch() => _scratch.Dispose();

    [Test]
    public void EveryFormatKeepsEveryCount(
        [Values(16, 24, 32, 80, 212)] int format, [Values(1, 2, 3, 5)] int signals, [Values(1, 4097, 9001)] int length)
    {
        var written = Enumerable.Range(0, signals).Select(s => new WfdbWriterSignal($"s{s}", Noise(format, length, s)) { Format = format }).ToArray();
        using var record = WfdbRecord.Open(WfdbWriter.Write(_scratch.Path, "r", 250, written));

        record.Verify();
        foreach (var (signal, s) in record.Signals.Select((signal, s) => (signal, s)))
            Assert.That(Counts(record, signal), Is.EqualTo(written[s].Counts), signal.Label);
    }

    [TestCase(16, short.MinValue + 1, short.MaxValue)]
    [TestCase(24, -(1 << 23) + 1, (1 << 23) - 1)]
    [TestCase(32, int.MinValue + 1, int.MaxValue)]
    [TestCase(80, -127, 127)]
    [TestCase(212, -2047, 2047)]
    public void TheExtremesOfAFormatAreSamples(int format, int lowest, int highest)
    {
        int[] counts = [lowest, highest, -1, 0, 1, lowest, lowest, highest, highest];
        using var record = WfdbRecord.Open(WfdbWriter.Write(_scratch.Path, "r", 100, new WfdbWriterSignal("a", counts) { Format = format }));

        record.Verify();
        Assert.That(Counts(record, record.Signals[0]), Is.EqualTo(counts));
    }

    [TestCase(16, short.MinValue)]
    [TestCase(24, -(1 << 23))]
    [TestCase(32, int.MinValue)]
    [TestCase(80, -128)]
    [TestCase(212, -2048)]
    public void AMissingSampleIsAGapAndNothingIsMadeUp(int format, int missing)
    {
        int[] first = [missing, 1, 2, missing, missing, 3, 4, 5, missing, 6, missing];
        int[] second = [.. Enumerable.Repeat(missing, 5), 1, 2, 3, 4, 5, 6];
        using var record = WfdbRecord.Open(WfdbWriter.Write(_scratch.Path, "r", 100,
            new WfdbWriterSignal("a", first) { Format = format }, new WfdbWriterSignal("b", second) { Format = format }));
        var blocks = record.ReadBlocks(TimeSpan.FromSeconds(7), TimeSpan.FromMilliseconds(50)).ToList();

        record.Verify();
        Assert.Multiple(() =>
        {
            Assert.That(Shape(blocks, record.Signals[0]), Is.EqualTo("1:1,2 5:3,4,5 9:6"));
            Assert.That(Shape(blocks, record.Signals[1]), Is.EqualTo("5:1,2,3,4,5 10:6"));
            Assert.That(blocks.Select(block => block.At),
                Is.EqualTo(blocks.Select(block => TimeSpan.FromSeconds(7) + block.FirstIndex * TimeSpan.FromMilliseconds(10))));
        });
    }

    [Test]
    public void SignalsMayBeSampledAMultipleOfTheFrameRate([Values(16, 212)] int format, [Values(1, 8, 20, 45, 1000)] int spanMilliseconds)
    {
        int[] perFrame = [1, 5, 2];
        var written = perFrame.Select((n, s) =>
            new WfdbWriterSignal($"x{n}", Noise(format, 777 * n, s)) { Format = format, SamplesPerFrame = n }).ToArray();
        using var record = WfdbRecord.Open(WfdbWriter.Write(_scratch.Path, "r", 50, written));
        var blocks = record.ReadBlocks(span: TimeSpan.FromMilliseconds(spanMilliseconds)).ToList();

        record.Verify();
        Assert.Multiple(() =>
        {
            Assert.That(record.Signals.Select(signal => signal.SampleRate), Is.EqualTo(perFrame.Select(n => n * 50.0)));
            Assert.That(record.Duration, Is.EqualTo(TimeSpan.FromSeconds(777 / 50.0)));
            for (var s = 0; s < perFrame.Length; s++) Assert.That(Counts(blocks, record.Signals[s]), Is.EqualTo(written[s].Counts));
        });
    }

    [Test]
    public void LongFramesAreCutIntoShortSpans()
    {
        using var record = WfdbRecord.Open(WfdbWriter.Write(_scratch.Path, "r", 1,
            new WfdbWriterSignal("wave", Noise(16, 3 * 250, 1)) { SamplesPerFrame = 250 }, new WfdbWriterSignal("number", [60, 61, 62])));
        var spans = record.ReadSpans().ToList();

        Assert.Multiple(() =>
        {
            Assert.That(spans, Has.Count.EqualTo(150));
            Assert.That(spans.Select(span => span.End), Is.EqualTo(Enumerable.Range(1, 150).Select(n => n * TimeSpan.FromMilliseconds(20))));
            Assert.That(spans.Select(span => span.Blocks[0].Samples.Length), Is.All.EqualTo(5));
            Assert.That(string.Join(", ", spans.Index().Where(span => span.Item.Blocks.Length > 1).Select(span => span.Index)),
                Is.EqualTo("0, 50, 100"));
        });
    }

    [Test]
    public void SpansFollowEachOtherAndHoldAllSignalsOfTheirTime()
    {
        using var record = WfdbRecord.Open(WfdbWriter.WriteEcg(_scratch.Path, "r", seconds: 20));
        var start = TimeSpan.FromHours(1);
        var reached = start;
        var previous = new Dictionary<SignalDescriptor, SampleBlock>();
        foreach (var span in record.ReadSpans(start))
        {
            Assert.That(span.Blocks.Select(block => block.Signal), Is.EqualTo(record.Signals));
            foreach (var block in span.Blocks)
            {
                Assert.That(block.At, Is.EqualTo(reached));
                Assert.That((block.End - span.End).Ticks, Is.InRange(-1, 1));
                Assert.That(previous.TryGetValue(block.Signal, out var last) ? block.Follows(last) : block.FirstIndex == 0, Is.True);
                previous[block.Signal] = block;
            }

            reached = span.End;
        }

        Assert.That(reached, Is.EqualTo(start + record.Duration));
    }

    [Test]
    public void SkewBringsSignalsTogether([Values(16, 212)] int format, [Values(1, 3, 5000)] int skew)
    {
        var (plain, skewed, dense) = (Noise(format, 9001, 1), Noise(format, 9001, 2), Noise(format, 2 * 9001, 3));
        using var record = WfdbRecord.Open(WfdbWriter.Write(_scratch.Path, "r", 250,
            new WfdbWriterSignal("plain", plain) { Format = format },
            new WfdbWriterSignal("skewed", skewed) { Format = format, Skew = skew },
            new WfdbWriterSignal("dense", dense) { Format = format, Skew = 2 * skew, SamplesPerFrame = 2 }));

        record.Verify();
        Assert.Multiple(() =>
        {
            Assert.That(Counts(record, record.Signals[0]), Is.EqualTo(plain));
            Assert.That(Counts(record, record.Signals[1]), Is.EqualTo(skewed[skew..]));
            Assert.That(Counts(record, record.Signals[2]), Is.EqualTo(dense[(2 * skew)..]));
        });
    }

    [Test]
    public void ARecordMayHaveSeveralFilesAndPreambles()
    {
        var written = new[]
        {
            new WfdbWriterSignal("II", Noise(16, 5000, 1)) { File = "r.mat", ByteOffset = 24 },
            new WfdbWriterSignal("V", Noise(16, 5000, 2)) { File = "r.mat", ByteOffset = 24 },
            new WfdbWriterSignal("RESP", Noise(80, 5000, 3)) { File = "resp.dat", Format = 80 },
        };
        using var record = WfdbRecord.Open(WfdbWriter.Write(_scratch.Path, "r", 250, written));

        record.Verify();
        for (var s = 0; s < written.Length; s++) Assert.That(Counts(record, record.Signals[s]), Is.EqualTo(written[s].Counts));
    }

    [Test]
    public void WithoutANumberOfSamplesTheFileSaysHowManyThereAre()
    {
        var path = WfdbWriter.Write(_scratch.Path, "r", 250, new WfdbWriterSignal("II", Noise(212, 1001, 1)) { Format = 212 });
        File.WriteAllText(path, "r 1 250\nr.dat 212 200 12 0 0 0 0 II\n");
        using var record = WfdbRecord.Open(path);

        record.Verify();
        Assert.That((record.FrameCount, Counts(record, record.Signals[0]).Length), Is.EqualTo((1001, 1001)));
    }

    [Test]
    public void ATruncatedFileGivesWhatIsThereAndThenSaysSo([Values(16, 212)] int format, [Values(1, 2, 1500, 5000)] int missingBytes)
    {
        var (a, b) = (Noise(format, 6000, 1), Noise(format, 6000, 2));
        using var record = Truncated(missingBytes,
            new WfdbWriterSignal("a", a) { Format = format }, new WfdbWriterSignal("b", b) { Format = format });
        var blocks = new List<SampleBlock>();
        var error = Assert.Throws<IOException>(() =>
        {
            foreach (var block in record.ReadBlocks()) blocks.Add(block);
        });

        var bytesPerFrame = format == 16 ? 4 : 3;
        var whole = 6000 - (missingBytes + bytesPerFrame - 1) / bytesPerFrame;
        Assert.Multiple(() =>
        {
            Assert.That(error.Message, Does.Contain("r.dat").And.Contain($"ends after {whole} of 6000 samples"));
            Assert.That(Counts(blocks, record.Signals[0]), Is.EqualTo(a[..whole]));
            Assert.That(Counts(blocks, record.Signals[1]), Is.EqualTo(b[..whole]));
            Assert.That(() => record.Verify(), Throws.TypeOf<IOException>());
        });
    }

    [Test]
    public void AFileThatShrinksWhileItIsReadIsAnError()
    {
        var path = WfdbWriter.Write(_scratch.Path, "r", 250, new WfdbWriterSignal("II", Noise(16, 9000, 1)));
        using var record = WfdbRecord.Open(path);
        using (var file = new FileStream(_scratch.File("r.dat"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(100);

        Assert.That(() => record.ReadBlocks().Count(), Throws.InstanceOf<IOException>().With.Message.Contains("became shorter"));
    }

    [Test]
    public void VerifyFindsASingleChangedBit()
    {
        var path = WfdbWriter.WriteEcg(_scratch.Path, "r", seconds: 10);
        var bytes = File.ReadAllBytes(_scratch.File("r.dat"));
        bytes[3000] ^= 1;
        File.WriteAllBytes(_scratch.File("r.dat"), bytes);
        using var record = WfdbRecord.Open(path);

        Assert.That(() => record.Verify(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("checksum"));
    }

    [Test]
    public void VerifyFindsAnotherBeginning()
    {
        var path = WfdbWriter.Write(_scratch.Path, "r", 250, new WfdbWriterSignal("II", [5, 6, 7]));
        File.WriteAllText(path, "r 1 250 3\nr.dat 16 200 12 0 6 18 0 II\n");
        using var record = WfdbRecord.Open(path);

        Assert.That(() => record.Verify(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("begins with 5"));
    }

    [Test]
    public void ALaterPassGoesOnBehindAGap()
    {
        using var record = WfdbRecord.Open(WfdbWriter.Write(_scratch.Path, "r", 100, new WfdbWriterSignal("a", [1, 2, 3]) { SamplesPerFrame = 3 }));
        var second = record.ReadBlocks().Concat(record.ReadSpans(earlierPasses: 1).SelectMany(span => span.Blocks)).Last();

        Assert.That((second.FirstIndex, second.At), Is.EqualTo((6L, TimeSpan.FromMilliseconds(20))));
    }

    [Test]
    public void AMissingFileIsNamed()
    {
        var path = WfdbWriter.Write(_scratch.Path, "r", 250, new WfdbWriterSignal("II", [1]));
        File.Delete(_scratch.File("r.dat"));

        Assert.Multiple(() =>
        {
            Assert.That(() => WfdbRecord.Open(path), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("r.dat"));
            Assert.That(() => WfdbRecord.Open(_scratch.File("no.hea")), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("no.hea"));
        });
    }

    [Test]
    public void ARecordWithoutSignalsHasOnlyItsTime()
    {
        File.WriteAllText(_scratch.File("r.hea"), "r 0 250 500\n");
        using var record = WfdbRecord.Open(_scratch.File("r.hea"));

        Assert.That((record.ReadBlocks().Count(), record.ReadSpans().Last().End), Is.EqualTo((0, TimeSpan.FromSeconds(2))));
    }

    [Test]
    public void ReadingAllocatesNoMoreThanItsBlocks()
    {
        using var record = WfdbRecord.Open(WfdbWriter.Write(_scratch.Path, "r", 360,
            new WfdbWriterSignal("a", new int[360 * 600]) { Format = 212 }, new WfdbWriterSignal("b", new int[360 * 600]) { Format = 212 }));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var blocks = record.ReadSpans().Sum(span => span.Blocks.Length);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // A block of seven samples: four bytes each, the block itself (72 bytes) and its place in the span's array.
        Assert.That((double)allocated / blocks, Is.LessThan(160), "bytes a block");
    }

    private WfdbRecord Truncated(int missingBytes, params WfdbWriterSignal[] signals)
    {
        var path = WfdbWriter.Write(_scratch.Path, "r", 250, signals);
        using (var file = File.OpenWrite(_scratch.File("r.dat"))) file.SetLength(file.Length - missingBytes);
        return WfdbRecord.Open(path);
    }

    private static int[] Counts(WfdbRecord record, SignalDescriptor signal) => Counts(record.ReadBlocks(), signal);

    private static int[] Counts(IEnumerable<SampleBlock> blocks, SignalDescriptor signal) =>
        [.. blocks.Where(block => ReferenceEquals(block.Signal, signal)).SelectMany(block => block.Samples.ToArray())];

    private static string Shape(IEnumerable<SampleBlock> blocks, SignalDescriptor signal) => string.Join(' ', blocks
        .Where(block => ReferenceEquals(block.Signal, signal))
        .Select(block => $"{block.FirstIndex}:{string.Join(',', block.Samples.ToArray())}"));

    /// <summary>Counts over the whole range of a format, the mark of a missing sample excepted.</summary>
    private static int[] Noise(int format, int length, int seed)
    {
        var random = new Random(seed);
        var lowest = WfdbFormat.InvalidSample(format);
        return [.. Enumerable.Range(0, length).Select(_ => (int)random.NextInt64(lowest + 1L, -(long)lowest))];
    }
}
