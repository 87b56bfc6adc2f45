using System.Text.Json;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Commands.Journal;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ExportCommandTests : IDisposable
{
    private const double Rate = 250;

    private static readonly SignalDescriptor First = new("ecg", "MLII", Mdc.EcgLeadOf("MLII") ?? 0, MdcUnit.Millivolt, Rate, 1 / 200.0, -1024 / 200.0);
    private static readonly SignalDescriptor Second = new("ecg", "V5", Mdc.EcgLeadOf("V5") ?? 0, MdcUnit.Millivolt, Rate, 1 / 200.0, -1024 / 200.0);
    private static readonly SignalDescriptor Slow = new("ecg", "RESP", Mdc.ImpedTthor, MdcUnit.Ohm, 62.5, 0.01, 0);

    private readonly JournalScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Test]
    public async Task WaveformsComeBackBitForBitAndAGapEndsARecord()
    {
        // The leads are a little out of step from record to record, as a batch's end cuts them; 1000 samples are missing in both.
        AppendWaves((First, 0, 260), (Second, 0, 240), (Slow, 0, 62));
        AppendWaves((First, 260, 240), (Second, 240, 260), (Slow, 62, 63));
        AppendWaves((First, 1500, 250), (Second, 1500, 200));
        AppendWaves((First, 1750, 250), (Second, 1700, 300));
        var directory = await ExportAsync();
        var all = Read(directory);
        Assert.That(all.Keys, Is.EquivalentTo(["ecg_b1_s1_250hz_001", "ecg_b1_s1_250hz_002", "ecg_b1_s1_62_5hz_001"]));
        AssertSamples(all["ecg_b1_s1_250hz_001"], (First, 0, 500), (Second, 0, 500));
        AssertSamples(all["ecg_b1_s1_250hz_002"], (First, 1500, 500), (Second, 1500, 500));
        AssertSamples(all["ecg_b1_s1_62_5hz_001"], (Slow, 0, 125));
        using var record = WfdbRecord.Open(Path.Combine(directory, "ecg_b1_s1_250hz_002.hea"));
        Assert.That((record.Header.BaseDate, record.Header.BaseTime), Is.EqualTo((new DateOnly(2026, 1, 2), new TimeSpan(0, 3, 4, 11))));
        Assert.That(record.Signals[0], Is.EqualTo(First with { Sensor = "wfdb" }).Using<SignalDescriptor>(IsSame));
    }

    [Test]
    public async Task AGapInOneSignalIsNoSampleThereAndTheOtherGoesOn()
    {
        AppendWaves((First, 0, 100), (First, 150, 100), (Second, 0, 250));
        var all = Read(await ExportAsync());
        Assert.That(all.Keys, Is.EquivalentTo(["ecg_b1_s1_250hz_001"]));
        AssertSamples(all["ecg_b1_s1_250hz_001"], (First, 0, 100), (First, 150, 100), (Second, 0, 250));
    }

    [Test]
    public async Task CountsBeyondSixteenBitsAreWrittenInThirtyTwo()
    {
        AppendWaves((First, 0, 250));
        AppendWave(new SampleBlock(First, 250, TimeSpan.FromSeconds(1), new[] { 40_000, -8_000_000, int.MaxValue, -32_768, 5 }));
        var all = Read(await ExportAsync());
        Assert.That(all.Keys, Is.EquivalentTo(["ecg_b1_s1_250hz_001", "ecg_b1_s1_250hz_002"]));
        Assert.That(all["ecg_b1_s1_250hz_002"].Single().Samples.ToArray(), Is.EqualTo(new[] { 40_000, -8_000_000, int.MaxValue, -32_768, 5 }));
    }

    [Test]
    public async Task AWindowCutsWaveformsToTheSampleAndTablesToTheRow()
    {
        _scene.AppendReadings(20);
        for (var second = 0; second < 20; second++) AppendWaves((First, second * 250, 250));
        var directory = await ExportAsync("--from", "2026-01-02T03:04:10.100Z", "--to", "2026-01-02T03:04:13Z");
        AssertSamples(Read(directory).Single().Value, (First, 1275, 725));
        var rows = await File.ReadAllLinesAsync(Path.Combine(directory, "readings.csv"));
        Assert.That(rows[1..].Select(row => row.Split(',')[0]), Is.EqualTo(new[] { "2026-01-02T03:04:11.000Z", "2026-01-02T03:04:12.000Z" }));
    }

    /// <summary>The clock was wrong by an hour until it was set at 10 s; what was made before is exported at its right time.</summary>
    [Test]
    public async Task TimesBeforeTheClockWasSynchronisedAreCorrectedByIt()
    {
        AppendReading(5, synchronised: false, wallError: -3_600_000);
        AppendReading(10, synchronised: true, wallError: 0);
        AppendReading(5, synchronised: false, wallError: -3_600_000, boot: "b2");
        var rows = await File.ReadAllLinesAsync(Path.Combine(await ExportAsync(), "readings.csv"));
        Assert.That(rows[1..].Select(row => string.Join(' ', row.Split(',')[..2])), Is.EqualTo(new[]
        {
            "2026-01-02T03:04:10.000Z true", "2026-01-02T03:04:15.000Z true", "2026-01-02T02:04:10.000Z false",
        }));
    }

    [Test]
    public async Task AlarmsAreATableInEitherFormAndThePseudonymIsThereOnlyWhenAskedFor()
    {
        _scene.AppendAlarms(1);
        _scene.Append(JournalStreams.Alarms, new Record { AlarmSystem = new AlarmSystemEvent { Kind = "patient", State = "adult", Episode = "ep-4711", AtUs = 2_000_000, Actor = "nurse-1" } }, 2);
        var plain = await File.ReadAllTextAsync(Path.Combine(await ExportAsync(), "alarms.csv"));
        Assert.That(plain, Does.Not.Contain("ep-4711").And.Contain("\"Low, \"\"very\"\" low.\"").And.Contain(",patient,adult,"));
        var asked = await File.ReadAllLinesAsync(Path.Combine(await ExportAsync("--format", "json", "--pseudonym"), "alarms.jsonl"));
        Assert.That(JsonDocument.Parse(asked[0]).RootElement.GetProperty("value").GetDouble(), Is.EqualTo(38));
        Assert.That(JsonDocument.Parse(asked[1]).RootElement.GetProperty("episode").GetString(), Is.EqualTo("ep-4711"));
    }

    [Test]
    public async Task NothingIsWrittenOverAndAWrongTimeIsRefused()
    {
        _scene.AppendAlarms(1);
        Directory.CreateDirectory(_scene.PathOf("full"));
        await File.WriteAllTextAsync(_scene.PathOf("full/file"), "");
        var ended = await _scene.RunAsync("export", "--to-dir", _scene.PathOf("full"));
        Assert.That((ended.Code, ended.Complaints.Single()), Is.EqualTo((74, $"\"{_scene.PathOf("full")}\" is not empty: name a directory that is new or empty, so that nothing is mixed.")));
        foreach (var text in (string[])["10:00", "3/4/2026", "2026-3-4", "2026-01-02T25:00"])
            Assert.That((await _scene.RunAsync("export", "--to-dir", _scene.PathOf("new"), "--from", text)).Code, Is.EqualTo(64), text);
        foreach (var text in (string[])["2026-01-02", "2026-01-02T03:04", "2026-01-02T03:04Z", "2026-01-02T03:04:05+01:00", "2026-01-02T03:04:05.25"])
            Assert.That((await _scene.RunAsync("export", "--to-dir", _scene.PathOf(text), "--from", text)).Code, Is.Zero, text);
        Assert.That((await _scene.RunAsync("export", "--to-dir", _scene.PathOf("new"), "--from", "yesterday")).Code, Is.EqualTo(64));
        Assert.That((await _scene.RunAsync("export", "--to-dir", _scene.PathOf("new"), "--from", "2026-01-02", "--to", "2026-01-01")).Code, Is.EqualTo(64));
    }

    private static bool IsSame(SignalDescriptor one, SignalDescriptor other) => one.Label == other.Label && one.Unit == other.Unit && one.Mdc == other.Mdc
        && Math.Abs(one.Scale - other.Scale) < 1e-15 && Math.Abs(one.Offset - other.Offset) < 1e-12 && one.SampleRate.Equals(other.SampleRate);

    /// <summary>A count that follows from its place, within sixteen bits.</summary>
    private static int CountAt(SignalDescriptor signal, long index) => (int)((index * 7919 + signal.Label[0] * 104_729) % 65_535) - 32_767;

    private static int[] Counts(SignalDescriptor signal, long index, int length) => [.. Enumerable.Range(0, length).Select(i => CountAt(signal, index + i))];

    /// <summary>The blocks of each record of a directory, joined where they follow each other; every check sum is verified.</summary>
    private static Dictionary<string, List<SampleBlock>> Read(string directory)
    {
        var all = new Dictionary<string, List<SampleBlock>>();
        foreach (var header in Directory.GetFiles(directory, "*.hea"))
        {
            using var record = WfdbRecord.Open(header);
            record.Verify();
            var blocks = record.ReadBlocks().GroupBy(block => block.Signal.Label).SelectMany(Joined).ToList();
            all.Add(Path.GetFileNameWithoutExtension(header), blocks);
        }

        return all;
    }

    private static List<SampleBlock> Joined(IEnumerable<SampleBlock> blocks)
    {
        var joined = new List<SampleBlock>();
        foreach (var block in blocks.OrderBy(block => block.FirstIndex))
        {
            if (joined.Count > 0 && joined[^1].EndIndex == block.FirstIndex)
                joined[^1] = new SampleBlock(block.Signal, joined[^1].FirstIndex, joined[^1].At, (int[])[.. joined[^1].Samples.Span, .. block.Samples.Span]);
            else joined.Add(block);
        }

        return joined;
    }

    private static void AssertSamples(List<SampleBlock> blocks, params (SignalDescriptor Signal, long Index, int Length)[] expected)
    {
        var origin = expected.Min(part => part.Index);
        Assert.That(blocks.Select(block => (block.Signal.Label, block.FirstIndex + origin)), Is.EquivalentTo(expected.Select(part => (part.Signal.Label, part.Index))));
        foreach (var (signal, index, length) in expected)
        {
            var block = blocks.Single(block => block.Signal.Label == signal.Label && block.FirstIndex + origin == index);
            Assert.That(block.Samples.ToArray(), Is.EqualTo(Counts(signal, index, length)), signal.Label);
        }
    }

    private void AppendWaves(params (SignalDescriptor Signal, long Index, int Length)[] waves)
    {
        var telemetry = new Telemetry();
        foreach (var (signal, index, length) in waves)
            telemetry.Waveforms.Add(WaveformCodec.Encode(new SampleBlock(signal, index, TimeSpan.FromSeconds(index / signal.SampleRate), Counts(signal, index, length)), session: 1));
        var (last, at, count) = waves[0];
        _scene.Append(JournalStreams.Telemetry, new Record { Telemetry = telemetry }, (at + count) / last.SampleRate);
    }

    private void AppendWave(SampleBlock block) =>
        _scene.Append(JournalStreams.Telemetry, new Record { Telemetry = new Telemetry { Waveforms = { WaveformCodec.Encode(block, session: 1) } } }, 2);

    private void AppendReading(double at, bool synchronised, long wallError, string boot = "b1") => _scene.Append(
        JournalStreams.Telemetry, new Record { Telemetry = new Telemetry { Readings = { new EdgeMonitor.Uplink.Wire.Reading { Name = "x", Value = 1, AtUs = (long)(at * 1e6) } } } }, at, synchronised, boot, wallError);

    private async Task<string> ExportAsync(params string[] more)
    {
        var directory = _scene.PathOf($"export-{Guid.NewGuid():N}");
        var ended = await _scene.RunAsync(["export", "--to-dir", directory, .. more]);
        Assert.That(ended.Code, Is.Zero, ended.Error);
        return directory;
    }
}
