using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.SunTech;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Termios;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition.Drivers.SunTech;

/// <summary>The driver and a simulated module over a pseudo-terminal, in real time; the module's own time runs faster.</summary>
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SunTechDriverTests : IDisposable
{
    private readonly Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(1000);
    private readonly SunTechSimulator _module = new(new Patient(Scenarios.Normal, seed: 2));
    private readonly ScratchDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task MeasuresOverThePseudoTerminalAndLetsTheCuffGoAtTheStop(CancellationToken stop)
    {
        await using var device = new SimulatedPeer(_module, Link, new BedsideClock(TimeProvider.System, speed: 10));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var context = Context();
        var session = StreamSession.RunAsync(context, Link, new SerialSettings(9600), new SunTechDialogue("nibp", new SunTechSettings(), context.Acts, TimeSpan.Zero), _intake.Writer, ending.Token);
        await ReadAsync(reading => reading is { Mdc: Mdc.PressCuff, Reason: NoData.NotMeasured }, stop);
        var answer = await context.Acts.AskAsync(SensorAct.StartPressure, TimeSpan.FromSeconds(10), TimeProvider.System, stop);
        Assert.That(answer!.Accepted, Is.True, answer.Sentence);
        var systolic = await ReadAsync(reading => reading.Mdc == Mdc.PressBldNoninvSys, stop);
        Assert.That(systolic.Value, Is.EqualTo(118));

        await ReadAsync(reading => reading is { Mdc: Mdc.PressCuff, Reason: NoData.NotMeasured }, stop);
        Assert.That((await context.Acts.AskAsync(SensorAct.StartPressure, TimeSpan.FromSeconds(10), TimeProvider.System, stop))!.Accepted, Is.True);
        await ReadAsync(reading => reading is { Mdc: Mdc.PressCuff, Value: > 50 }, stop);
        var aborts = _module.Aborts;
        await ending.CancelAsync();
        Assert.That(async () => await session, Throws.InstanceOf<OperationCanceledException>());
        device.Pump();
        Assert.That(_module.Aborts, Is.GreaterThan(aborts), "still inflating when the stop came");
    }

    [Test]
    public async Task AModuleThatIsUnpluggedAndComesBackIsUsedAgainWithoutARestart(CancellationToken stop)
    {
        var plugged = true;
        await using var device = new SimulatedPeer(_module, Link, new BedsideClock(TimeProvider.System), _ => Volatile.Read(ref plugged));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var supervisor = new SensorSupervisor("nibp", SunTechDriver.Create(Context()), _intake.Writer, new MonitorClock(TimeProvider.System), new Backoff(new Random(1)), NullLogger<SensorSupervisor>.Instance);
        var running = supervisor.RunAsync(ending.Token);
        await ReadAsync(reading => reading.Mdc == Mdc.PressCuff, stop);
        Volatile.Write(ref plugged, false);
        await StateAsync(LinkState.Down, stop);
        Volatile.Write(ref plugged, true);
        var back = TimeProvider.System.GetTimestamp();
        await StateAsync(LinkState.Up, stop);
        Assert.That(TimeProvider.System.GetElapsedTime(back), Is.LessThan(TimeSpan.FromSeconds(3)));
        await ending.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("Patient", "child", "the module's command for children is not known here")]
    [TestCase("InitialInflation", "300", "100 to 260")]
    [TestCase("InitialInflation", "16,5", "100 to 260")]
    [TestCase("IntervalMinutes", "1", "2 to 240")]
    [TestCase("IntervalMinutes", "1.5", "2 to 240")]
    [TestCase("Interval", "5", "only Patient, InitialInflation, IntervalMinutes")]
    public void RefusesWrongSettingsWithOneSentence(string name, string value, string says)
    {
        var refusal = Assert.Throws<SensorSettingException>(() => SunTechDriver.Create(Context((name, value))))!;
        Assert.That(refusal.Key, Is.EqualTo($"Settings:{name}"));
        Assert.That(refusal.Message, Does.Contain(says));
    }

    [Test]
    public void ANeonatesCuffHasOtherBounds()
    {
        Assert.That(() => SunTechDriver.Create(Context(("patient", "Neonate"), ("InitialInflation", "160"))), Throws.InstanceOf<SensorSettingException>().With.Message.Contains("60 to 130"));
        Assert.That(() => SunTechDriver.Create(Context(("patient", "Neonate"), ("InitialInflation", "100"))), Throws.Nothing);
    }

    private string Link => Path.Combine(_folder.Path, "nibp");

    private SensorContext Context(params (string Name, string Value)[] settings) => new(
        "nibp", Link, settings.ToDictionary(setting => setting.Name, setting => setting.Value), new MonitorClock(TimeProvider.System), new SensorLinks { SerialPorts = new TermiosSerialLinkProvider() });

    private async Task<Reading> ReadAsync(Func<Reading, bool> wanted, CancellationToken stop)
    {
        while (true)
        {
            if (await _intake.Reader.ReadAsync(stop) is Reading reading && wanted(reading)) return reading;
        }
    }

    private async Task StateAsync(LinkState state, CancellationToken stop)
    {
        while (await _intake.Reader.ReadAsync(stop) is not LinkStatus status || status.State != state)
        {
        }
    }
}
