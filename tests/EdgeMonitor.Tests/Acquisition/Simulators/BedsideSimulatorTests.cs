using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Tests.Acquisition.Simulators;

/// <summary>The whole bedside on real pseudo-terminals and the machine's own clock; the reads wait for bytes, nothing is timed.</summary>
public sealed class BedsideSimulatorTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("edgemonitor-bedside-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task BothDevicesSendWholeFrames()
    {
        await using var bedside = BedsideSimulator.Start(Scenarios.Demo, 1, TimeProvider.System, Path.Combine(_directory, "run"));
        using var nonin = new HostPort(bedside.NoninPath);
        using var healthyPi = new HostPort(bedside.HealthyPiPath);

        // The first burst that the host sees begins with a whole frame, as the ports were opened between two bursts.
        var frame = nonin.Read(NoninFrame.Length);
        Assert.That(frame[0], Is.EqualTo(0x01));
        Assert.That(frame[4], Is.EqualTo((byte)(frame[0] + frame[1] + frame[2] + frame[3])));
        var board = healthyPi.Read(HealthyPiFrame.Length);
        Assert.That(board[..5], Is.EqualTo(new byte[] { 0x0A, 0xFA, 0x14, 0x00, 0x02 }));
        Assert.That(board[^2..], Is.EqualTo(new byte[] { 0x00, 0x0B }));
        Assert.That(bedside.Now.Kind, Is.EqualTo(EpisodeKind.Normal));
    }

    [Test]
    public async Task ACableOfOneDeviceHangsUpOnlyThatDeviceAndComesBack()
    {
        // Each plugging in moves the finished link to its name; the second one of the oximeter is the one after the cable was pulled.
        using var watcher = new FileSystemWatcher(_directory);
        using var plugged = new CountdownEvent(2);
        watcher.Renamed += (_, change) => { if (change.Name == "nonin" && !plugged.IsSet) plugged.Signal(); };
        watcher.EnableRaisingEvents = true;

        var patient = new Patient(ScenarioText.Parse("normal 4s, cable-pulled 2s device=nonin, normal 60s"), 1);
        await using var bedside = BedsideSimulator.Start(patient, TimeProvider.System, _directory, speed: 20);
        using var healthyPi = new HostPort(bedside.HealthyPiPath);
        Assert.That(plugged.Wait(TimeSpan.FromSeconds(20)), Is.True);

        using var nonin = new HostPort(bedside.NoninPath);
        Assert.That(nonin.Read(NoninFrame.Length)[0], Is.EqualTo(0x01));
        Assert.That(healthyPi.Read(HealthyPiFrame.Length)[0], Is.EqualTo(0x0A));
    }

    [Test]
    public async Task DisposingHangsUpBothAndRemovesTheirNames()
    {
        var bedside = BedsideSimulator.Start(Scenarios.Normal, 1, TimeProvider.System, _directory);
        var (noninPath, healthyPiPath) = (bedside.NoninPath, bedside.HealthyPiPath);
        using var nonin = new HostPort(noninPath);
        await bedside.DisposeAsync();

        var buffer = new byte[4096];
        while (nonin.ReadSome(buffer) > 0)
        {
            // What was on the line before the cable was pulled.
        }

        Assert.That(new FileInfo(noninPath).LinkTarget, Is.Null);
        Assert.That(new FileInfo(healthyPiPath).LinkTarget, Is.Null);
    }

    [Test]
    public void ADirectoryThatCannotBeMadeIsNamed()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");

        Assert.That(() => BedsideSimulator.Start(Scenarios.Normal, 1, TimeProvider.System, file), Throws.InstanceOf<IOException>().With.Message.Contains(file));
    }

    [Test]
    public void BothDevicesSeeTheSameBeats()
    {
        var patient = new Patient(ScenarioText.Parse("normal 30s, ectopy 60s rate=12"), 9);
        var truth = patient.TruthUntil(89).Beats.Select(beat => beat.Seconds).ToList();
        var pleth = Captured.Frames(new NoninSimulator(patient, NoninFormat.Format7), 90);
        var colours = Enumerable.Range(1, pleth.Count - 1)
            .Where(i => (pleth[i][0] & 0x06) != 0 && (pleth[i - 1][0] & 0x06) == 0)
            .Select(i => i / 75.0 - Photoplethysmogram.PeakDelaySeconds).ToList();
        var ecg = Captured.Frames(new HealthyPiSimulator(patient), 90).Select(frame => Captured.Ecg(frame) / HealthyPiSimulator.EcgCountsPerMillivolt).ToArray();

        foreach (var beat in truth)
        {
            Assert.That(colours, Has.Some.EqualTo(beat).Within(0.02));
            var at = (int)Math.Round(beat * 125);
            Assert.That(ecg[(at - 1)..(at + 2)].Max(), Is.GreaterThan(0.6), $"no R peak at {beat} s");
        }
    }
}
