using EdgeMonitor.Guard;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Annunciation;
using EdgeMonitor.Tests.Uplink;

namespace EdgeMonitor.Tests.Guard;

/// <summary>The guard's turns with its real socket and the daemon's real pets; the clock and the line are a test's.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GuardLoopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly FakeGpio _gpio = new();
    private readonly List<string> _said = [];
    private readonly SystemdNotifier _systemd;
    private readonly GuardSocket _socket;
    private readonly GuardPet _pet;
    private GuardBuzzer _buzzer;

    public GuardLoopTests()
    {
        _systemd = new SystemdNotifier(null, _time);
        _socket = new GuardSocket(Path.Combine(_folder.Path, "guard.sock"));
        _pet = new GuardPet(Path.Combine(_folder.Path, "guard.sock"), _time);
        _buzzer = NewBuzzer();
    }

    private bool Sounds => _gpio[26].Active;

    public void Dispose()
    {
        _buzzer.Dispose();
        _pet.Dispose();
        _socket.Dispose();
        _systemd.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void ItSoundsExactlyTwoSecondsAfterTheLastPetAndFallsSilentAfterASecondOfPets()
    {
        var loop = New();
        Run(loop, 5, pets: true);
        Assert.That(Sounds, Is.False);
        // The last pet was at 4.8 s: the line is silent up to 6.8 s.
        Run(loop, 1.79, pets: false);
        Assert.That((Sounds, _time.Elapsed), Is.EqualTo((false, TimeSpan.FromSeconds(6.79))));
        Run(loop, 0.01, pets: false);
        Assert.That(Sounds, Is.True);
        Run(loop, 1, pets: true);
        Assert.That(Sounds, Is.True);
        Run(loop, 0.01, pets: true);
        Assert.That(Sounds, Is.False);
        Assert.That(_said, Is.EqualTo(new[]
        {
            "0.000 guard waits for the daemon's first sign until 30.000",
            "0.010 guard is quiet: the daemon's signs have come since 0.000",
            "6.800 guard SOUNDS: the daemon cannot sound an alarm, its last sign was at 4.800",
            "7.810 guard is quiet: the daemon's signs have come since 6.800",
        }));
    }

    [Test]
    public void ItSoundsWhereTheDaemonNeverCameUp()
    {
        var loop = New();
        Run(loop, 29.99, pets: false);
        Assert.That(Sounds, Is.False);
        Run(loop, 0.01, pets: false);
        Assert.That(Sounds, Is.True);
        Assert.That(_said[^1], Is.EqualTo("30.000 guard SOUNDS: the daemon has not given a sign yet"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void AGuardThatDiesGoesOnWhereItWas(bool sounding)
    {
        var loop = New();
        Run(loop, 1, pets: true);
        if (sounding) Run(loop, 3, pets: false);
        _buzzer = NewBuzzer();
        var second = New();
        second.Turn();
        Assert.That(Sounds, Is.EqualTo(sounding));
        Run(second, 2, pets: false);
        Assert.That(Sounds, Is.True, "no grace: the daemon had been there");
    }

    [Test]
    public void AGuardThatWasToldToEndBeginsAnew()
    {
        var loop = New();
        Run(loop, 4, pets: false);
        Run(loop, 1, pets: true);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        loop.Run(stop.Token);
        Assert.That(_said[^1], Does.Contain("told to"));
        Assert.That(New().State, Is.EqualTo(GuardState.Waiting));
    }

    [Test]
    public void ALineThatCannotBeDrivenIsSaidOnceAndItsEndToo()
    {
        _gpio[26].Failing = true;
        var loop = New();
        Run(loop, 3, pets: true);
        _gpio[26].Failing = false;
        Run(loop, 2, pets: true);
        Assert.That(_said.Where(line => line.Contains("cannot be driven", StringComparison.Ordinal)), Has.One.Items);
        Assert.That(_said[^1], Does.EndWith("guard is well again"));
    }

    private GuardBuzzer NewBuzzer() => new(new GuardOptions { Chip = "/dev/gpiochip0" }, [_gpio]);

    private GuardLoop New() => new(_socket, _buzzer, new GuardMemory(Path.Combine(_folder.Path, "state")), _systemd, _time, _said.Add);

    /// <summary>Turns a hundred times a second; the daemon pets in between, where it does.</summary>
    private void Run(GuardLoop loop, double seconds, bool pets)
    {
        loop.Turn();
        for (var step = 0; step < (int)Math.Round(seconds * 100); step++)
        {
            if (pets) _pet.Pet();
            _time.Advance(TimeSpan.FromMilliseconds(10));
            loop.Turn();
        }
    }
}
