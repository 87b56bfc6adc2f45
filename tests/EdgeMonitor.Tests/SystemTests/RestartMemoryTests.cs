using System.Text.Json;
using EdgeMonitor.Commands;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>What the monitor must still know after it was killed, and what the box's own log tells of it, read beside the running daemon.</summary>
public sealed class RestartMemoryTests
{
    private Bedside _box = null!;

    [SetUp]
    public void MakeBox() => _box = new Bedside();

    [TearDown]
    public void RemoveBox() => _box.Dispose();

    [Test]
    public async Task AnAsystoleThatNobodyAcknowledgedSoundsAgainUnderItsIdAfterAKill()
    {
        await using var bed = SimulatedBed.Start(_box, "normal 12s, asystole 8s, normal 600s");
        var configuration = bed.Configure();
        await using (var killed = DaemonProcess.Run(configuration))
        {
            await killed.PrintsAsync(IsAsystole);
            // The memory is stored with the alarm; what says so from outside is the log, read beside the daemon.
            await LogHasAsync(configuration, "asystole", "start");
            await killed.KillAsync();
        }

        await using var daemon = DaemonProcess.Run(configuration);
        await daemon.SaysAsync("The monitor knows again what it knew before the restart; 1 alarms");
        await daemon.PrintsAsync(IsAsystole);
        Assert.That(daemon.Errors, Has.None.Contains("data comes"), "before any sensor has brought anything");
        var id = await LogHasAsync(configuration, "asystole", "update");

        var (exitCode, output, errors) = await DaemonProcess.RunToEndAsync("explain", id, "--config", configuration);
        Assert.That(exitCode, Is.Zero, string.Join('\n', errors));
        var story = string.Join('\n', output);
        await TestContext.Out.WriteLineAsync(story);
        Assert.That(output[0], Does.StartWith(id + ": asystole, a physiological alarm of priority high, seen by the sensor \"ecg\", device bed-7."));
        Assert.That(story, Does.Contain("It sounded, priority high").And.Contain("had ended without a word").And.Contain("before the restart"));
        Assert.That(output[^1], Does.StartWith("Its end is not in the log"));

        (exitCode, _, errors) = await DaemonProcess.RunToEndAsync("explain", id + "0", "--state", _box.State, "--device", Bedside.Device);
        Assert.That(exitCode, Is.EqualTo(ExitCodes.Usage));
        Assert.That(errors.Single(), Does.StartWith($"There is no alarm {id}0 in the log; near are {id}"));
        Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
        Assert.That(StoredState.Read(_box.State).Records[JournalStreams.Alarms].Values.Count(record => record.Alarm?.Id == id), Is.AtLeast(2));
    }

    [Test]
    public async Task ALogWithoutItsKeyOrWithoutAJournalIsOneSentence()
    {
        var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync("explain", "--state", _box.PathOf("none"), "--device", "bed-7");
        Assert.That((exitCode, errors.Count), Is.EqualTo((ExitCodes.InputOutput, 1)));
        Assert.That(errors[0], Does.StartWith("There is no journal in ").And.Contain("name the state directory"));

        await using var bed = SimulatedBed.Start(_box, "normal 600s");
        var configuration = bed.Configure();
        await using var daemon = DaemonProcess.Run(configuration);
        await daemon.SaysAsync("data comes");
        File.Move(Path.Combine(_box.State, "edgemonitor.key"), _box.PathOf("away"));
        (exitCode, _, errors) = await DaemonProcess.RunToEndAsync("explain", "--config", configuration);
        Assert.That((exitCode, errors.Count), Is.EqualTo((ExitCodes.InputOutput, 1)));
        Assert.That(errors[0], Does.Contain("edgemonitor.key is not there"));
        Assert.That(File.Exists(Path.Combine(_box.State, "edgemonitor.key")), Is.False, "no other key was made");
    }

    /// <summary>What the box has measured, back through the monitor, while it goes on measuring.</summary>
    [Test]
    public async Task TheBoxsOwnJournalAnswersWhatOtherLimitsWouldHaveDone()
    {
        await using var bed = SimulatedBed.Start(_box, "normal 10s, tachycardia 20s rate=150, normal 600s");
        var configuration = bed.Configure();
        await using var daemon = DaemonProcess.Run(configuration);
        await daemon.PrintsAsync(line => line.Contains("HR HIGH", StringComparison.Ordinal) || line.Contains("EXTREME TACHYCARDIA", StringComparison.Ordinal));
        await LogHasAsync(configuration, "hr-high", "start");
        await WaitForTelemetryAsync(configuration);
        var limits = _box.PathOf("limits.json");
        await File.WriteAllTextAsync(limits, "{ \"HrHigh\": 180, \"ExtremeHrHigh\": 200 }");
        var (exitCode, output, errors) = await DaemonProcess.RunToEndAsync("replay", "--journal", "--config", configuration, "--what-if", limits, "--json");
        Assert.That(exitCode, Is.Zero, string.Join('\n', errors));
        await TestContext.Out.WriteLineAsync(output[0]);
        using var json = JsonDocument.Parse(output[0]);
        var high = json.RootElement.GetProperty("conditions").EnumerateArray().Single(condition => condition.GetProperty("condition").GetString() == "hr-high");
        Assert.That(high.GetProperty("present").GetProperty("alarms").GetInt32(), Is.EqualTo(1));
        Assert.That(high.GetProperty("other").GetProperty("alarms").GetInt32(), Is.Zero);
        Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero, "nobody was held up");
    }

    private static bool IsAsystole(string line) => line.Contains("ALARM HIGH ASYSTOLE", StringComparison.Ordinal);

    /// <summary>Asks the daemon's log until it has the entry; answers the alarm's id.</summary>
    private static async Task<string> LogHasAsync(string configuration, string condition, string phase)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var (exitCode, output, errors) = await DaemonProcess.RunToEndAsync("explain", "--json", "--config", configuration);
            Assert.That(exitCode, Is.Zero, string.Join('\n', errors));
            foreach (var line in output)
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.GetProperty("condition").GetString() == condition && json.RootElement.GetProperty("phase").GetString() == phase)
                    return json.RootElement.GetProperty("id").GetString()!;
            }
        }
    }

    private static async Task WaitForTelemetryAsync(string configuration)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var (_, output, _) = await DaemonProcess.RunToEndAsync("replay", "--journal", "--config", configuration, "--alarms", "-");
            if (output.Any(line => line.Contains("\"hr-high\"", StringComparison.Ordinal))) return;
        }
    }
}
