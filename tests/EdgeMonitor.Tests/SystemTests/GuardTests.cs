using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeMonitor.Commands;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>
/// The guard and the daemon in processes of their own. Times are the guard's own, on the machine's monotonic line: it must not sound before
/// 2 s are over since the last pet, and how late it may be is bounded generously, since this machine is busy.
/// </summary>
public sealed partial class GuardTests
{
    private const double LostAfter = 2, MostLate = 5;

    private Bedside _bedside = null!;
    private DaemonProcess _guard = null!;
    private string _configuration = "";

    [SetUp]
    public async Task StartGuard()
    {
        _bedside = new Bedside();
        _configuration = _bedside.Configure(Recordings.Mitdb("119"), speed: 1, port: null, repeat: true);
        var whole = JsonNode.Parse(await File.ReadAllTextAsync(_configuration))!.AsObject();
        whole["Guard"] = new JsonObject { ["Socket"] = _bedside.PathOf("guard.sock") };
        await File.WriteAllTextAsync(_configuration, JsonSerializer.Serialize(whole));
        _guard = DaemonProcess.Start("guard", "--config", _configuration);
        await _guard.SaysAsync("guard waits");
    }

    [TearDown]
    public async Task EndGuard()
    {
        await _guard.DisposeAsync();
        _bedside.Dispose();
    }

    [Test]
    public async Task ADaemonThatIsStoppedInItsTracksIsLostAndComesBack()
    {
        await using var daemon = DaemonProcess.Run(_configuration);
        await _guard.SaysAsync("guard is quiet");
        daemon.Signal(DaemonProcess.StopInItsTracks);
        AssertSoundedInTime(await _guard.SaysAsync("guard SOUNDS"));
        daemon.Signal(DaemonProcess.GoOn);
        var (at, since) = TimesOf(await _guard.SaysAsync("guard is quiet", 2));
        Assert.That(at - since, Is.GreaterThanOrEqualTo(1.0), "a second of steady pets");
        Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task ADaemonThatIsKilledIsLost()
    {
        await using var daemon = DaemonProcess.Run(_configuration);
        await _guard.SaysAsync("guard is quiet");
        await daemon.KillAsync();
        AssertSoundedInTime(await _guard.SaysAsync("guard SOUNDS"));
    }

    /// <summary>A planned stop sounds too: from then on nobody watches the patient. Whoever wants quiet stops the guard, which takes root.</summary>
    [Test]
    public async Task AnOrderlyStopOfTheDaemonSoundsAndTheGuardsOwnDoesNot()
    {
        await using (var daemon = DaemonProcess.Run(_configuration))
        {
            await _guard.SaysAsync("guard is quiet");
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
        }

        AssertSoundedInTime(await _guard.SaysAsync("guard SOUNDS"));
        Assert.That((await _guard.TerminateAsync()).ExitCode, Is.Zero);
        Assert.That(_guard.Errors[^1], Does.EndWith("guard ends: it was told to, and watches no longer"));
        Assert.That(File.Exists(_bedside.PathOf("guard.sock")), Is.False);
    }

    [Test]
    public async Task ADaemonThatRestartsInALoopDoesNotChopTheSound()
    {
        await using (var first = DaemonProcess.Run(_configuration))
        {
            await _guard.SaysAsync("guard is quiet");
            await first.KillAsync();
        }

        await _guard.SaysAsync("guard SOUNDS");
        for (var start = 0; start < 4; start++)
        {
            await using var daemon = DaemonProcess.Run(_configuration);
            // Its loop turns and pets when this part starts, and it dies long before a second of that is over.
            await daemon.SaysAsync("The control socket is");
            await daemon.KillAsync();
        }

        Assert.That(Changes(), Is.EqualTo(new[] { "waits", "is", "SOUNDS" }), "it sounds through");
        await using var last = DaemonProcess.Run(_configuration);
        await _guard.SaysAsync("guard is quiet", 2);
        Assert.That(Changes(), Is.EqualTo(new[] { "waits", "is", "SOUNDS", "is" }));
        await last.TerminateAsync();
    }

    [Test]
    public async Task AGuardThatIsKilledAndStartedAgainGoesOnSounding()
    {
        await using (var daemon = DaemonProcess.Run(_configuration))
        {
            await _guard.SaysAsync("guard is quiet");
            await daemon.KillAsync();
        }

        await _guard.SaysAsync("guard SOUNDS");
        await _guard.KillAsync();
        await using var second = DaemonProcess.Start("guard", "--config", _configuration);
        await second.SaysAsync("guard SOUNDS");
        Assert.That(second.Errors, Has.None.Contains("waits"));
    }

    [Test]
    public async Task ASecondGuardOnOneSocketEndsWithOneSentence()
    {
        var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync("guard", "--config", _configuration);
        Assert.That((exitCode, errors.Count), Is.EqualTo((ExitCodes.InputOutput, 1)));
        Assert.That(errors[0], Does.Contain("is the socket of another process, which lives"));
    }

    /// <summary>A configuration with which the daemon would not start is when the guard is needed.</summary>
    [Test]
    public async Task AFaultOfAnotherSectionDoesNotKeepTheGuardFromItsWork()
    {
        var path = _bedside.PathOf("wrong.json");
        await File.WriteAllTextAsync(path, $$"""{ "Alarms": { "HrLow": 400 }, "Bogus": 1, "Guard": { "Socket": "{{_bedside.PathOf("other.sock")}}" } }""");
        await using var guard = DaemonProcess.Start("guard", "--config", path);
        await guard.SaysAsync("guard waits");
        await File.WriteAllTextAsync(path, """{ "Guard": { "Line": 5000, "Socket": "relative" } }""");
        var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync("guard", "--config", path);
        Assert.That(exitCode, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(errors, Has.Some.Contains("Guard:Line = \"5000\"").And.Some.Contains("Guard:Socket = \"relative\""));
    }

    /// <summary>It must come up fast and stay small: nothing of the daemon's host, web, disk or network parts is loaded.</summary>
    [Test]
    public void TheGuardLoadsNothingThatItDoesNotNeed()
    {
        var loaded = File.ReadLines($"/proc/{_guard.Id}/maps").Select(line => Path.GetFileName(line)).Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Distinct().ToList();
        Assert.That(loaded, Does.Contain("edgemonitor.dll"));
        string[] foreign = ["Microsoft.Extensions.Hosting", "Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "SQLitePCLRaw", "Google.Protobuf"];
        Assert.That(loaded.Where(name => foreign.Any(part => name.StartsWith(part, StringComparison.Ordinal))), Is.Empty);
    }

    private static void AssertSoundedInTime(string line)
    {
        var (at, last) = TimesOf(line);
        TestContext.Out.WriteLine(line);
        Assert.That(at - last, Is.InRange(LostAfter, MostLate), line);
    }

    /// <summary>The line's own time and the time that it names.</summary>
    private static (double At, double Named) TimesOf(string line)
    {
        var times = Times().Matches(line);
        Assert.That(times, Has.Count.EqualTo(2), line);
        return (double.Parse(times[0].Value, CultureInfo.InvariantCulture), double.Parse(times[1].Value, CultureInfo.InvariantCulture));
    }

    private string[] Changes() => [.. _guard.Errors.Where(line => Change().IsMatch(line)).Select(line => Change().Match(line).Groups[1].Value)];

    [GeneratedRegex(@"\d+\.\d{3}")]
    private static partial Regex Times();

    [GeneratedRegex(@"guard (waits|SOUNDS|is)(?! well)")]
    private static partial Regex Change();
}
