using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Commands;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Uplink;

namespace EdgeMonitor.Tests.Commands.Sensing;

/// <summary>The executable, and devices on real pseudo-terminals.</summary>
[CancelAfter(120_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SensingCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Test]
    public async Task EveryDriverHasALineWithItsLinkAndItsCodes(CancellationToken stop)
    {
        var ended = await Edgemonitor.RunAsync(stop, "drivers");
        Assert.That((ended.Code, ended.Lines.Length), Is.EqualTo((ExitCodes.Ok, SensorDrivers.All.Count)));
        foreach (var driver in SensorDrivers.All)
        {
            var line = ended.Lines.Single(text => text.StartsWith(driver.Name + ": ", StringComparison.Ordinal));
            Assert.That(line, Does.Contain(Names.Of(driver.Description.Link)));
            foreach (var part in driver.Description.Delivers.Where(part => part.Mdc != 0)) Assert.That(line, Does.Contain($"{Mdc.NameOf(part.Mdc)} ({part.Mdc})"));
        }

        Assert.That(ended.Lines, Has.One.StartsWith("nonin: serial 9600 8N1; ").And.Contains("MDC_PULS_OXIM_PLETH (150452) 1 75 Hz"));
    }

    [Test]
    public async Task ADeviceThatSpeaksIsRecognisedWithItsLine(CancellationToken stop)
    {
        await using var bedside = BedsideSimulator.Start(ScenarioText.Parse("normal 600s"), 1, TimeProvider.System, _folder.Path);
        var ended = await Edgemonitor.RunAsync(stop, "probe", bedside.NoninPath, "--seconds", "1");
        Assert.That(ended.Code, Is.EqualTo(ExitCodes.Ok), ended.Error);
        Assert.That(ended.Lines[0], Does.StartWith("nonin at 9600 8N1: "));
        Assert.That(ended.Lines[^1], Is.EqualTo($$"""{ "Name": "sensor", "Driver": "nonin", "Link": "{{bedside.NoninPath}}" }"""));
    }

    [Test]
    public async Task APortOnWhichNobodySpeaksIsSaidToBeSilent(CancellationToken stop)
    {
        using var cable = PseudoTerminal.Open();
        var ended = await Edgemonitor.RunAsync(stop, "probe", cable.Path, "--seconds", "0.5");
        Assert.That((ended.Code, ended.Output), Is.EqualTo((ExitCodes.Refused, "")));
        Assert.That(ended.Complaints[^1], Does.StartWith($"No known device speaks or answers on {cable.Path}; nothing was heard: check "));
    }

    [Test]
    public async Task ACaptureIsReplayedIntoTheNumbersThatTheDeviceShowed(CancellationToken stop)
    {
        var file = Path.Combine(_folder.Path, "finger.capture");
        var vitals = Path.Combine(_folder.Path, "vitals.jsonl");
        await using (var bedside = BedsideSimulator.Start(ScenarioText.Parse("normal 600s"), 1, TimeProvider.System, _folder.Path))
        {
            var captured = await Edgemonitor.RunAsync(stop, "capture", bedside.NoninPath, "--driver", "nonin", "--to", file, "--seconds", "8");
            Assert.That(captured.Code, Is.EqualTo(ExitCodes.Ok), captured.Error);
        }

        Assert.That(File.ReadLines(file).First(), Does.StartWith("""{"capture":"edgemonitor/1","driver":"nonin","link":"""));
        var replayed = await Edgemonitor.RunAsync(stop, "replay", file, "--vitals", vitals);
        Assert.That(replayed.Code, Is.EqualTo(ExitCodes.Ok), replayed.Error);
        Assert.That(File.ReadLines(vitals), Has.Some.Contains("\"MDC_PULS_OXIM_SAT_O2\",\"code\":150456,\"value\":9"));

        var again = await Edgemonitor.RunAsync(stop, "capture", "/dev/null", "--baud", "9600", "--to", file);
        Assert.That((again.Code, again.Error), Is.EqualTo((ExitCodes.InputOutput, $"{file} is there already: name another file.\n")));
    }

    [Test]
    public async Task ACaptureEndsWithASentenceWhenTheCableIsPulledAndKeepsWhatItHas(CancellationToken stop)
    {
        var file = Path.Combine(_folder.Path, "pulled.capture");
        using var cable = PseudoTerminal.Open();
        using var process = Edgemonitor.Start("capture", cable.Path, "--baud", "9600", "--to", file);
        // Said again until it is written down: what comes before the port is set up is lost, as on a real line.
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!File.Exists(file) || File.ReadLines(file).Count() < 2)
        {
            await beat.WaitForNextTickAsync(stop);
            cable.Write("seven by"u8);
        }

        cable.Dispose();
        var ended = await process.EndAsync(stop);
        Assert.That(ended.Code, Is.EqualTo(ExitCodes.InputOutput));
        Assert.That(ended.Complaints, Has.One.Contains("hung up").And.One.Contains("bytes received and 0 sent are in"));
        Assert.That(File.ReadAllText(file), Does.Contain(Convert.ToHexString("seven by"u8)));
    }

    [TestCase("capture", "/dev/null", "--to", "x.capture")]
    [TestCase("capture", "/dev/null", "--to", "x.capture", "--driver", "wfdb")]
    [TestCase("capture", "/dev/null", "--to", "x.capture", "--baud", "9600", "--seconds", "0")]
    [TestCase("capture", "/dev/null", "--to", "x.capture", "--baud", "fast")]
    [TestCase("capture", "/dev/null", "--to", "x.capture", "--baud", "9600", "--parity", "strange")]
    [TestCase("probe", "/dev/null", "--seconds", "0.1")]
    [TestCase("probe", "/dev/null", "--seconds", "1,5")]
    public async Task WrongUseIsRefused(params string[] arguments)
        => Assert.That((await Edgemonitor.RunAsync(TestContext.CurrentContext.CancellationToken, arguments)).Code, Is.EqualTo(ExitCodes.Usage));

    [Test]
    public async Task APortThatIsNotThereIsNamed(CancellationToken stop)
    {
        var ended = await Edgemonitor.RunAsync(stop, "probe", "/dev/not-there");
        Assert.That(ended.Code, Is.EqualTo(ExitCodes.InputOutput));
        Assert.That(ended.Complaints[^1], Does.Contain("/dev/not-there"));
    }

    public void Dispose() => _folder.Dispose();
}
