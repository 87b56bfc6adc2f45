using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Tests.Commands;

[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class ReplayCommandTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Test]
    public async Task BeatsVitalsAndAlarmsAreWrittenWhereTheyWereAskedFor(CancellationToken stop)
    {
        var (beats, vitals, alarms) = (_scratch.File("beats"), _scratch.File("vitals"), _scratch.File("alarms"));
        var ended = await ReplayAsync(stop, HeartThatStops(), "--beats", beats, "--vitals", vitals, "--alarms", alarms);

        var beatLines = await File.ReadAllLinesAsync(beats, stop);
        var vitalLines = await File.ReadAllLinesAsync(vitals, stop);
        var alarmLines = await File.ReadAllLinesAsync(alarms, stop);
        Assert.Multiple(() =>
        {
            Assert.That((ended.Code, ended.Output), Is.EqualTo((ExitCodes.Ok, "")));
            Assert.That(ended.Error, Does.Match($@"^40 s replayed: {beatLines.Length} beats, \d+ alarms\.\n$"));
            Assert.That(beatLines, Has.Length.InRange(24, 25).And.All.Match(@"^\d+ [NVSFQ]$"), "75 a minute for 20 s");
            Assert.That(vitalLines.Where(IsHeartRate).ToArray(), Has.Length.EqualTo(40).And.All.Match(VitalLine().ToString()));
            Assert.That(vitalLines.Where(IsJudgement), Has.Some.Contains("\"quality\":\"good\",\"faults\":[]").And.Some.Contains("\"faults\":[\"flat\""));
            Assert.That(vitalLines.Where(IsNews2), Has.Some.Contains("\"value\":null,\"unit\":\"1\",\"missing\":\"respiration, saturation, oxygen, systolic, consciousness, temperature\""));
            Assert.That(alarmLines, Has.Some.Match(AlarmLine().ToString()).And.Some.Contain("\"condition\":\"asystole\"").And.Some.Contain("\"phase\":\"start\""));
            Assert.That(AtOfFirst(alarmLines, "asystole"), Is.InRange(22, 27), "the last beat at about 19.6 s and the asystole time");
        });
    }

    [Test]
    public async Task ADashIsStandardOutput(CancellationToken stop)
    {
        var ended = await ReplayAsync(stop, Regular(seconds: 20), "--beats", "-", "--vitals", "-");

        Assert.That(ended.Lines.Count(line => BeatLine().IsMatch(line)), Is.EqualTo(25).Within(1));
        Assert.That(ended.Lines.Count(line => VitalLine().IsMatch(line)), Is.EqualTo(20));
    }

    [Test]
    public async Task TheLanguageChangesNoNumber(CancellationToken stop)
    {
        var german = await Edgemonitor.RunAsync(stop, "LANG=de_DE.UTF-8", "LC_ALL=de_DE.UTF-8", "replay", Regular(seconds: 20), "--vitals", "-");
        var plain = await Edgemonitor.RunAsync(stop, "LANG=C", "LC_ALL=C", "replay", Regular(seconds: 20), "--vitals", "-");

        Assert.That(german.Output, Is.EqualTo(plain.Output).And.Match(@"""value"":\d+\.\d"));
    }

    [Test]
    public async Task EverySpeedAndRunGivesTheSameText(CancellationToken stop)
    {
        var record = Regular(seconds: 8);
        var fast = await ReplayAsync(stop, record, "--vitals", "-", "--beats", "-");
        var paced = await ReplayAsync(stop, record, "--speed", "20", "--vitals", "-", "--beats", "-");

        Assert.That(paced.Output, Is.EqualTo(fast.Output).And.Not.Empty);
    }

    [Test]
    public async Task AStopKeepsWhatWasFoundAndSaysThatItIsNotAll(CancellationToken stop)
    {
        using var process = Edgemonitor.Start("replay", Regular(seconds: 600), "--speed", "1", "--vitals", "-");
        Assert.That(await process.Output.ReadLineAsync(stop), Does.StartWith("{\"t\":1,"), "a line comes when it is found, not at the end");

        process.Signal(Edgemonitor.Interrupt);

        var ended = await process.EndAsync(stop);
        Assert.That((ended.Code, ended.Complaints.Length), Is.EqualTo((ExitCodes.Interrupted, 1)));
        Assert.That(ended.Error, Does.StartWith("Stopped: "));
    }

    [Test]
    public async Task AReaderWhoHasGoneEndsIt(CancellationToken stop)
    {
        using var process = Edgemonitor.Start("replay", Regular(seconds: 600), "--speed", "1", "--vitals", "-");
        await process.Output.ReadLineAsync(stop);
        process.LeaveOutput();

        Assert.That((await process.EndAsync(stop)).Code, Is.EqualTo(ExitCodes.Ok));
    }

    [Test]
    public async Task ARecordingThatWasCutShortIsPlayedAsFarAsItGoes(CancellationToken stop)
    {
        var record = Regular(seconds: 20);
        var samples = Path.ChangeExtension(record, ".dat");
        await File.WriteAllBytesAsync(samples, (await File.ReadAllBytesAsync(samples, stop))[..(360 * 3 * 10)], stop);

        var ended = await ReplayAsync(stop, record, "--vitals", "-");

        Assert.Multiple(() =>
        {
            Assert.That((ended.Code, ended.Complaints.Length), Is.EqualTo((ExitCodes.InputOutput, 1)));
            Assert.That(ended.Error, Does.Contain("ends after 3600 of 7200 samples").And.Contain("Copy the recording again"));
            Assert.That(ended.Lines.Count(IsHeartRate), Is.InRange(9, 10));
        });
    }

    [Test]
    public async Task ADamagedRecordingIsPlayedWithAWarning(CancellationToken stop)
    {
        var record = Regular(seconds: 20);
        var samples = Path.ChangeExtension(record, ".dat");
        var bytes = await File.ReadAllBytesAsync(samples, stop);
        bytes[3000] ^= 1;
        await File.WriteAllBytesAsync(samples, bytes, stop);

        var ended = await ReplayAsync(stop, record);

        Assert.That(ended.Code, Is.EqualTo(ExitCodes.Ok));
        Assert.That(ended.Error, Does.StartWith("Warning: Signal 0").And.Contain("damaged"));
    }

    [Test]
    public async Task ARecordingWithoutAnEcgIsPlayedWithAWarning(CancellationToken stop)
    {
        var pleth = new WfdbWriterSignal("PLETH", WfdbWriter.Pulse(20, 125, 75, 1000, 0)) { Units = "NU" };
        var ended = await ReplayAsync(stop, WfdbWriter.Write(_scratch.Path, "p", 125, pleth), "--beats", "-");

        Assert.That((ended.Code, ended.Output), Is.EqualTo((ExitCodes.Ok, "")));
        Assert.That(ended.Complaints, Is.EqualTo(new[]
        {
            "Warning: the recording has no ECG lead (its signals: PLETH), so there will be no beat and no heart rate.", "20 s replayed: 0 beats, 0 alarms.",
        }));
    }

    [TestCase("nowhere.hea", "is not there")]
    [TestCase(".", "is a directory")]
    [TestCase("empty.hea", "record line")]
    [TestCase("garbage.hea", "garbage.hea")]
    [TestCase("lonely.hea", "lonely.dat")]
    public async Task ARecordingThatCannotBeReadIsOneSentenceWithItsName(string name, string says, CancellationToken stop)
    {
        await File.WriteAllTextAsync(_scratch.File("empty.hea"), "", stop);
        await File.WriteAllBytesAsync(_scratch.File("garbage.hea"), [0xFF, 0x00, 0x80, 0x0A, 0x22], stop);
        await File.WriteAllTextAsync(_scratch.File("lonely.hea"), "lonely 1 360 10\nlonely.dat 212 200 12 0 0 0 0 II\n", stop);
        var beats = _scratch.File("beats");

        var ended = await ReplayAsync(stop, _scratch.File(name), "--beats", beats);

        Assert.That((ended.Code, ended.Complaints.Length), Is.EqualTo((ExitCodes.InputOutput, 1)));
        Assert.That(ended.Error, Does.Contain(says));
        Assert.That(File.Exists(beats), Is.False, "nothing is written before the recording is open");
    }

    [TestCase("r.hea")]
    [TestCase("r.dat")]
    public async Task ARecordingIsNeverOverwritten(string output, CancellationToken stop)
    {
        var record = Regular(seconds: 5);
        var before = await File.ReadAllBytesAsync(_scratch.File(output), stop);

        var ended = await ReplayAsync(stop, record, "--beats", Path.Combine(_scratch.Path, ".", output));

        Assert.That(ended.Code, Is.EqualTo(ExitCodes.InputOutput));
        Assert.That(await File.ReadAllBytesAsync(_scratch.File(output), stop), Is.EqualTo(before));
    }

    [TestCase("same", "same")]
    [TestCase("missing-directory/beats", "vitals")]
    [TestCase(".", "vitals")]
    public async Task OutputsThatCannotBeWrittenAreNamed(string beats, string vitals, CancellationToken stop)
    {
        var ended = await ReplayAsync(stop, Regular(seconds: 5), "--beats", _scratch.File(beats), "--vitals", _scratch.File(vitals));

        Assert.That((ended.Code, ended.Complaints.Length), Is.EqualTo((ExitCodes.InputOutput, 1)));
        Assert.That(ended.Error, Does.Contain(_scratch.File(beats)));
    }

    [Test]
    public async Task AFullDiskIsOneSentence(CancellationToken stop)
    {
        var ended = await ReplayAsync(stop, Regular(seconds: 60), "--vitals", "/dev/full");

        Assert.That(ended.Code, Is.EqualTo(ExitCodes.InputOutput));
        Assert.That(ended.Error, Does.Contain("No space left"));
    }

    private static Task<Ended> ReplayAsync(CancellationToken stop, params string[] arguments) => Edgemonitor.RunAsync(stop, ["replay", .. arguments]);

    private static bool IsJudgement(string line) => line.Contains("\"faults\":", StringComparison.Ordinal);

    private static bool IsHeartRate(string line) => line.Contains("\"name\":\"MDC_ECG_HEART_RATE\"", StringComparison.Ordinal);

    private static bool IsNews2(string line) => line.Contains("\"name\":\"NEWS2\"", StringComparison.Ordinal);

    private static double AtOfFirst(string[] lines, string condition) => lines
        .Select(line => JsonDocument.Parse(line).RootElement)
        .First(alarm => alarm.GetProperty("condition").GetString() == condition && alarm.GetProperty("phase").GetString() == "start")
        .GetProperty("t").GetDouble();

    private string Regular(double seconds) => WfdbWriter.WriteEcg(_scratch.Path, "r", seconds);

    /// <summary>20 s of a regular heart, then 20 s of a flat line.</summary>
    private string HeartThatStops()
    {
        int[] counts = [.. WfdbWriter.Ecg(20, 360, 75, 200), .. new int[20 * 360]];
        return WfdbWriter.Write(_scratch.Path, "stops", 360, new WfdbWriterSignal("MLII", counts) { Format = 212 });
    }

    [GeneratedRegex(@"^\d+ [NVSFQ]$")]
    private static partial Regex BeatLine();

    [GeneratedRegex("""^\{"t":\d+,"name":"MDC_ECG_HEART_RATE","code":147842,"value":(\d+(\.\d+)?|null),"unit":"bpm"(,"missing":"[a-z-]+")?(,"quality":"[a-z]+")?\}$""")]
    private static partial Regex VitalLine();

    [GeneratedRegex("""^\{"t":[0-9.]+,"id":"[^"]+","condition":"[a-z0-9-]+","kind":"(physiological|technical)","priority":"(high|medium|low)","phase":"(start|end|update|held)","value":(null|[0-9.]+),"limit":(null|[0-9.]+),"reason":"[^"]+","sensor":"wfdb"\}$""")]
    private static partial Regex AlarmLine();
}
