using System.Text.Json;
using EdgeMonitor.Acquisition.Drivers.SunTech;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Commands;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>A person at the running daemon, and a cuff behind it: a module on a pseudo-terminal, in real time.</summary>
public sealed class CuffTests
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly SunTechSimulator _module = new(new Patient(Scenarios.Normal, seed: 1));
    private Bedside _bedside = null!;
    private SimulatedPeer _device = null!;
    private DaemonProcess _daemon = null!;

    [SetUp]
    public async Task StartDaemon()
    {
        _bedside = new Bedside();
        _device = new SimulatedPeer(_module, _bedside.PathOf("cuff"), new BedsideClock(TimeProvider.System));
        var path = _bedside.PathOf("cuff.json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(new
        {
            Device = new { Id = Bedside.Device, Site = "icu" },
            Sensors = new[] { new { Name = "nibp", Driver = "suntech", Link = _device.Path } },
            Storage = new { Directory = _bedside.State },
        }));
        _daemon = DaemonProcess.Run(path);
        await _daemon.SaysAsync("Sensor nibp: data comes");
        await _daemon.SaysAsync("The control socket is");
    }

    [TearDown]
    public async Task EndDaemon()
    {
        await _daemon.DisposeAsync();
        await _device.DisposeAsync();
        _bedside.Dispose();
    }

    [Test]
    public async Task APersonBeginsAndEndsAMeasurementAndTheStopOfTheDaemonLetsTheCuffGo()
    {
        var (code, _, errors) = await VerbAsync("start");
        Assert.That((code, errors.Count), Is.EqualTo((ExitCodes.Refused, 1)));
        Assert.That(errors[0], Does.Match("^The module was connected just now: the first measurement may begin in [0-9]+ s\\.$"));
        Assert.That((await VerbAsync("start", "--sensor", "left")).ExitCode, Is.EqualTo(ExitCodes.Refused));

        await BecomesAsync(async () => (await VerbAsync("start", "--sensor", "nibp", "--reason", "dizzy")).ExitCode == ExitCodes.Ok, SunTechDialogue.Rest + TimeSpan.FromSeconds(30));
        await BecomesAsync(() => Task.FromResult(_module.CuffMmHg > 30), TimeSpan.FromSeconds(20));
        var stopped = await VerbAsync("stop");
        Assert.That((stopped.ExitCode, stopped.Output[0]), Is.EqualTo((ExitCodes.Ok, "The measurement was stopped and the cuff is let go.")));
        await BecomesAsync(() => Task.FromResult(_module.CuffMmHg < 5), TimeSpan.FromSeconds(20));

        var aborts = _module.Aborts;
        Assert.That((await _daemon.TerminateAsync()).ExitCode, Is.Zero);
        await BecomesAsync(() => Task.FromResult(_module.Aborts > aborts), TimeSpan.FromSeconds(5));
        var me = $"{UnixAccounts.NameOf(UnixAccounts.OwnUser)}({UnixAccounts.OwnUser})/nurse+clinician+engineer+administrator by socket";
        Assert.That(Audit(), Does.Contain($"{me} | nibp-start | sensor nibp; done; because: dizzy").And.Contain($"{me} | nibp-stop | sensor nibp; done; no reason given"));
    }

    private Task<(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> VerbAsync(params string[] verb)
        => DaemonProcess.RunToEndAsync(["nibp", .. verb, "--socket", Path.Combine(_bedside.State, "control.sock")]);

    private static async Task BecomesAsync(Func<Task<bool>> condition, TimeSpan most)
    {
        using var limit = new CancellationTokenSource(most, TimeProvider.System);
        using var beat = new PeriodicTimer(LookAgain, TimeProvider.System);
        while (!await condition()) await beat.WaitForNextTickAsync(limit.Token);
    }

    private List<string> Audit() => [.. StoredState.Read(_bedside.State).Records[JournalStreams.Audit].Values
        .Select(record => $"{record.Audit.Who} | {record.Audit.Action} | {record.Audit.Detail}")];
}
