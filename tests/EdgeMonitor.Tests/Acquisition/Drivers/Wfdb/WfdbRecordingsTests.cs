using EdgeMonitor.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

/// <summary>The reader on real recordings: their headers carry the sums that their makers computed.</summary>
internal sealed class WfdbRecordingsTests
{
    [Test]
    public void EveryRecordAgreesWithItsChecksumsAndInitialValues([Values("mitdb", "cinc2015", "vfdb", "nstdb")] string database)
    {
        var headers = Recordings.All(database);
        foreach (var path in headers)
        {
            using var record = WfdbRecord.Open(path);
            Assert.That(record.Header.Signals.Select(signal => signal.Checksum), Has.None.Null, path);
            Assert.That(() => record.Verify(), Throws.Nothing, path);
        }

        TestContext.Out.WriteLine($"{database}: {headers.Count} records verified.");
    }

    [TestCase("mitdb", "101")]
    [TestCase("mitdb", "207")]
    [TestCase("vfdb", "418")]
    [TestCase("nstdb", "ma")]
    [TestCase("cinc2015", "a134s")]
    [TestCase("cinc2015", "a161l")]
    public void EverySampleIsWhatAnIndependentDecoderReads(string database, string name)
    {
        var path = database switch
        {
            "mitdb" => Recordings.Mitdb(name),
            "vfdb" => Recordings.Vfdb(name),
            "nstdb" => Recordings.Nstdb(name),
            _ => Recordings.Cinc2015(name),
        };
        using var record = WfdbRecord.Open(path);
        var signals = record.Signals.Length;
        var expected = Decode(path, record.Header.Signals[0].Format);
        var missing = WfdbFormat.InvalidSample(record.Header.Signals[0].Format);
        var read = new int[record.FrameCount * signals];
        Array.Fill(read, missing);
        foreach (var block in record.ReadBlocks())
        {
            var s = record.Signals.IndexOf(block.Signal);
            for (var i = 0; i < block.Samples.Length; i++) read[(block.FirstIndex + i) * signals + s] = block.Samples.Span[i];
        }

        Assert.That(read.AsSpan().SequenceEqual(expected.AsSpan(0, read.Length)), Is.True);
    }

    [Test]
    public void NamesAndScalesAreThoseOfTheRecord()
    {
        using var record = WfdbRecord.Open(Recordings.Vfdb("418"));

        Assert.Multiple(() =>
        {
            Assert.That(string.Join(", ", record.Signals.Select(signal => signal.Label)), Is.EqualTo("ECG, ECG 2"));
            Assert.That(record.Signals.Select(signal => signal.Scale), Is.All.EqualTo(0.005));
        });
    }

    /// <summary>Written without the reader in mind: format 212 as nibbles, format 16 as MATLAB's int16 behind 24 bytes.</summary>
    private static int[] Decode(string header, int format)
    {
        if (format == 16)
        {
            var bytes = File.ReadAllBytes(Path.ChangeExtension(header, ".mat"))[24..];
            return [.. Enumerable.Range(0, bytes.Length / 2).Select(i => (int)BitConverter.ToInt16(bytes, i * 2))];
        }

        var nibbles = File.ReadAllBytes(Path.ChangeExtension(header, ".dat")).SelectMany(each => new[] { each % 16, each / 16 });
        return [.. nibbles.Chunk(6).SelectMany(n => new[] { n[0] + n[1] * 16 + n[2] * 256, n[4] + n[5] * 16 + n[3] * 256 })
            .Select(value => value < 2048 ? value : value - 4096)];
    }
}
