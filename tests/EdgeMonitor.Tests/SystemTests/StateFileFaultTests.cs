using EdgeMonitor.Commands;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>
/// What else may lie wrong in the state directory when a real daemon is started: a file that is cut off, or that somebody else has put there; and a second daemon.
/// The journal's own files are in <see cref="DamagedJournalTests"/>.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StateFileFaultTests : IDisposable
{
    private const int Records = 20; // telemetry records of each run
    private const string Letter = "A letter to someone else.";

    private readonly FaultedBox _box = new();

    public void Dispose() => _box.Dispose();

    [TestCase("truncated")]
    [TestCase("foreign")]
    [TestCase("missing")]
    public async Task TheRememberedNumbersMayBeLostAsLongAsTheJournalIsThere(string fault)
    {
        var before = await _box.FillAsync(Records);
        var path = Path.Combine(_box.State, "journal", SequenceReserve.FileName);
        if (fault == "truncated") await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..7]);
        else if (fault == "foreign") await File.WriteAllTextAsync(path, Letter);
        else File.Delete(path);
        await GoesOnAsync(before);
    }

    [Test]
    public async Task SomebodyElsesFilesAmongItsOwnCostNothingThatWasStored()
    {
        var before = await _box.FillAsync(Records);
        string[] names =
        [
            "journal/letter.txt", "journal/journal.sqlite.damaged-3", "journal/journal.sqlite.new", "journal/journal.sqlite-shm", "journal/sequences.new", "keys/letter.key",
            "identity", "wear.json", "control.sock", "edgemonitor.key.next", "letter.txt",
        ];
        foreach (var path in names.Select(name => Path.Combine(_box.State, name)))
        {
            File.Delete(path); // a killed daemon has left its socket
            await File.WriteAllTextAsync(path, Letter);
        }

        await GoesOnAsync(before, "no record of this box could be found in it");
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_box.State, "journal", "letter.txt")), Is.EqualTo(Letter));
    }

    private async Task GoesOnAsync(StoredState before, string? said = null)
    {
        await using (var daemon = DaemonProcess.Run(_box.Configure()))
        {
            await daemon.SaysAsync("data comes");
            if (said is not null) await daemon.SaysAsync(said);
            await _box.StoresAsync(Records);
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
            foreach (var line in daemon.Errors.Where(line => !line.StartsWith("info:", StringComparison.Ordinal))) TestContext.Out.WriteLine(line);
            Assert.That(daemon.Errors, Has.None.Contains("Internal error").And.None.Contains("wait in memory"));
        }

        FaultedBox.AssertNothingLost(StoredState.Read(_box.State), before);
        await _box.VerifiesAsync();
    }

    /// <summary>A data key's file is cut off: what it sealed is missed until a copy is put back, and everything else goes on.</summary>
    [Test]
    public async Task ADataKeyThatIsCutOffIsToldAndReadsEverythingWhenItIsPutBack()
    {
        var before = await _box.FillAsync(Records);
        var path = Directory.GetFiles(Path.Combine(_box.State, "keys"), "*.key").Single();
        var whole = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, whole[..100]);
        await using (var daemon = DaemonProcess.Run(_box.Configure()))
        {
            TestContext.Out.WriteLine(await daemon.SaysAsync($"The data key file {path} is damaged: what it sealed cannot be read until a copy is put back"));
            await daemon.SaysAsync("data comes");
            await _box.StoresAsync(Records);
            await daemon.KillAsync();
        }

        await File.WriteAllBytesAsync(path, whole);
        var after = StoredState.Read(_box.State);
        FaultedBox.AssertNothingLost(after, before);
        Assert.That(FaultedBox.ReasonOf("journal-gap", after.Records[JournalStreams.Alarms].Values), Does.Contain(path));
        await _box.VerifiesAsync();
    }

    [Test]
    public async Task ASecondDaemonRefusesAndTheFirstLosesNothingByIt()
    {
        var configuration = _box.Configure();
        await using var first = DaemonProcess.Run(configuration);
        await first.SaysAsync("data comes");
        for (var more = 1; more <= 2; more++)
        {
            await _box.StoresAsync(Records / 2);
            var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync("run", "--config", configuration);
            Assert.That((exitCode, errors.Count), Is.EqualTo((ExitCodes.InputOutput, 1)), string.Join('\n', errors));
            Assert.That(errors[0], Does.Contain("is in use by another process: stop that daemon first"));
        }

        await _box.StoresAsync(Records);
        Assert.That((await DaemonProcess.RunToEndAsync("status", "--socket", Path.Combine(_box.State, "control.sock"))).ExitCode, Is.Zero, "its socket is still its own");
        await first.KillAsync();
        Assert.That(first.Errors, Has.None.Contains("Records are not being stored"));
        FaultedBox.AssertNothingLost(StoredState.Read(_box.State));
        await _box.VerifiesAsync();
    }

    /// <summary>Started by two hands at the same moment: one runs, and finds nothing wrong with its own parts because of the other.</summary>
    [Test]
    public async Task OfTwoDaemonsStartedAtOnceOneRuns()
    {
        var configuration = _box.Configure();
        StoredState? before = null;
        for (var time = 1; time <= 3; time++)
        {
            await using var one = DaemonProcess.Run(configuration);
            await using var two = DaemonProcess.Run(configuration);
            var ended = await Task.WhenAny(one.ExitAsync(), two.ExitAsync());
            Assert.That(await ended, Is.EqualTo(ExitCodes.InputOutput));
            var (runs, refused) = one.HasExited ? (two, one) : (one, two);
            Assert.That(refused.Errors, Has.One.Items.And.All.Contains("is in use by another process"));
            await runs.SaysAsync("data comes");
            await _box.StoresAsync(Records);
            await runs.KillAsync();
            Assert.That(runs.Errors, Has.None.Contains("failed its check"));
            var stored = StoredState.Read(_box.State);
            FaultedBox.AssertNothingLost(stored, before);
            before = stored;
        }
    }
}
