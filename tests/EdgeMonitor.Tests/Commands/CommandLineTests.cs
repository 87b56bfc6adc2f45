using EdgeMonitor.Commands;

namespace EdgeMonitor.Tests.Commands;

/// <summary>What every user of the command line sees, by running the executable.</summary>
public sealed class CommandLineTests
{
    [TestCase("", "A command is missing")]
    [TestCase("bogus", "\"bogus\" is no command")]
    [TestCase("run --bogus", "--bogus")]
    [TestCase("run --config", "--config")]
    [TestCase("check-config a b", "'b'")]
    [TestCase("replay", "replay")]
    [TestCase("replay r.hea --speed 0", "above 0")]
    [TestCase("replay r.hea --speed 1,5", "above 0")]
    [TestCase("replay r.hea --speed NaN", "above 0")]
    [TestCase("replay r.hea --leads 1", "'0' 'all'")]
    [TestCase("replay r.hea --beats ", "--beats is empty")]
    [TestCase("decode", "--driver")]
    [TestCase("decode --driver wfdb", "'nonin'")]
    [TestCase("demo --broker nowhere", "host:port")]
    [TestCase("demo --scenario quatsch", "quatsch")]
    [TestCase("version x", "'x'")]
    [CancelAfter(30_000)]
    public async Task AWrongCommandLineIsOneSentenceThatNamesTheWayToHelp(string line, string names, CancellationToken stop)
    {
        var ended = await Edgemonitor.RunAsync(stop, line.Length == 0 ? [] : line.Split(' '));

        Assert.Multiple(() =>
        {
            Assert.That(ended.Code, Is.EqualTo(ExitCodes.Usage));
            Assert.That(ended.Output, Is.Empty);
            Assert.That(ended.Complaints, Has.Length.EqualTo(1));
            Assert.That(ended.Error, Does.Contain(names).And.Match("see edgemonitor .*--help\\.\n$"));
        });
    }

    [TestCase("--help", "check-config")]
    [TestCase("run --help", "--config")]
    [TestCase("demo --help", "--scenario")]
    [TestCase("check-config --help", "file")]
    [TestCase("replay --help", "--beats <file>")]
    [TestCase("decode --help", "|nonin")]
    [TestCase("version --help", "providers")]
    [CancelAfter(30_000)]
    public async Task HelpIsAResultAndNoError(string line, string names, CancellationToken stop)
    {
        var ended = await Edgemonitor.RunAsync(stop, line.Split(' '));

        Assert.That((ended.Code, ended.Error), Is.EqualTo((ExitCodes.Ok, "")));
        Assert.That(ended.Output, Does.Contain(names));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task VersionNamesTheProvidersInUse(CancellationToken stop)
    {
        var ended = await Edgemonitor.RunAsync(stop, "version");

        Assert.That(ended.Code, Is.EqualTo(ExitCodes.Ok));
        Assert.That(ended.Lines.Select(line => line.Split(' ')[0]), Is.EqualTo(new[] { "edgemonitor", "journal:", "mqtt:", "serial:", "i2c:", "gpio:", "pwm:", "drivers:" }));
        Assert.That(ended.Lines[^1], Is.EqualTo("drivers: " + Acquired()), "the contract's names");
    }

    private static string Acquired() => string.Join(", ", EdgeMonitor.Acquisition.SensorDrivers.All.Select(driver => driver.Name));
}
