using System.Net.Sockets;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Guard;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Uplink;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Tests.Guard;

/// <summary>Whether the guard's absence is seen, against the guard's real socket.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GuardReachTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly List<ApplianceStatus> _reports = [];
    private readonly WarningLog _log = new();
    private GuardPet _pet;

    public GuardReachTests() => _pet = new GuardPet(SocketPath, _time);

    private string SocketPath => Path.Combine(_folder.Path, "guard.sock");

    public void Dispose()
    {
        _pet.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void AGuardThatTakesThePetsIsNoFault()
    {
        using var guard = new GuardSocket(SocketPath);
        using var reach = Reach();
        reach.Look();
        PetAndLook(reach);
        Assert.That(_pet.Sent, Is.EqualTo(1));
        Assert.That(_reports, Is.Empty);
    }

    [Test]
    public void AGuardThatWasNeverThereIsAFaultUntilItComes()
    {
        using var reach = Reach();
        PetAndLook(reach);
        PetFor(reach, 9.6);
        Assert.That(_reports, Is.Empty, "a guard that was started again is back by then");
        PetFor(reach, 0.5);
        Assert.That(_reports.Single(), Has.Property("Part").EqualTo(AppliancePart.Guard).And.Property("Faulty").True.And.Property("Cause").Contains($"{SocketPath} is not there"));
        using var guard = new GuardSocket(SocketPath);
        PetAndLook(reach);
        Assert.That(_reports.Select(report => report.Faulty), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public void AGuardThatDiedAndLeftItsSocketIsAFault()
    {
        // Moved away: .NET removes the file that a socket was bound to when it is closed, a killed process does not.
        var first = Path.Combine(_folder.Path, "first");
        using (var dead = UnixSocketFile.Bind(first, SocketType.Dgram, UnixFileMode.UserRead | UnixFileMode.UserWrite)) File.Move(first, SocketPath);
        using var reach = Reach();
        PetFor(reach, 10.2);
        Assert.That(_reports.Single().Cause, Does.Contain("nobody listens"));
    }

    [Test]
    public void AGuardThatDoesNotReadIsAFault()
    {
        using var guard = new GuardSocket(SocketPath);
        using var reach = Reach();
        for (var pets = 0; pets < 10_000 && _reports.Count == 0; pets++) PetAndLook(reach);
        Assert.That(_reports.Single().Cause, Does.Contain("nobody reads"));
        while (guard.TryReceive(out _))
        {
        }

        PetAndLook(reach);
        Assert.That(_reports[^1].Faulty, Is.False);
    }

    [Test]
    public void APathThatNoSocketCanHaveIsAFault()
    {
        _pet.Dispose();
        _pet = new GuardPet("/" + new string('\u00fc', 90), _time);
        using var reach = Reach();
        PetFor(reach, 10.2);
        Assert.That(_reports.Single().Cause, Does.Contain("longer"));
    }

    [Test]
    public void WithoutAConfiguredGuardThereIsOneWarningAndNoFault()
    {
        using var reach = Reach(isExpected: false);
        PetAndLook(reach);
        PetAndLook(reach);
        Assert.That(_reports, Is.Empty);
        Assert.That(_log.Warnings.Single(), Does.Contain("No guard is configured").And.Contain("Guard:Chip"));
    }

    [Test]
    public void AGuardThatIsAwayAgainAndAgainForAMomentIsNoFault()
    {
        using var reach = Reach();
        for (var round = 0; round < 10; round++)
        {
            PetFor(reach, 9);
            using var guard = new GuardSocket(SocketPath);
            PetAndLook(reach);
        }

        Assert.That(_reports, Is.Empty);
    }

    [TestCase(null, null, false)]
    [TestCase("/dev/gpiochip0", null, true)]
    [TestCase(null, "/tmp/guard.sock", true)]
    [TestCase(null, "", false)]
    public void AGuardIsConfiguredByItsChipOrItsSocket(string? chip, string? socket, bool configured)
        => Assert.That(new GuardOptions { Chip = chip, Socket = socket }.IsConfigured, Is.EqualTo(configured));

    private GuardReach Reach(bool isExpected = true) => new(_pet, SocketPath, isExpected, new MonitorClock(_time), _reports.Add, _log);

    private void PetFor(GuardReach reach, double seconds)
    {
        for (var end = _time.Elapsed + TimeSpan.FromSeconds(seconds); _time.Elapsed < end;) PetAndLook(reach);
    }

    private void PetAndLook(GuardReach reach)
    {
        _time.Advance(GuardPet.PetEvery);
        _pet.Pet();
        reach.Look();
    }

    /// <summary>Keeps the warnings.</summary>
    private sealed class WarningLog : ILogger<GuardReach>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning) Warnings.Add(formatter(state, exception));
        }
    }
}
