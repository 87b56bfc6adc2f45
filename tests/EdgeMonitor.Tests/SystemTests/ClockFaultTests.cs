using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>A real daemon whose wall clock is set by an hour, and whose machine has another boot id at each start: it says so, and what is stored does not care.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClockFaultTests : IDisposable
{
    private const int Records = 20; // telemetry records between two changes

    private readonly FaultedBox _box = new();

    public void Dispose() => _box.Dispose();

    [Test]
    public async Task AClockThatIsSetByAnHourUnderTheRunningDaemonLosesDoublesAndReordersNothing()
    {
        await using var broker = await MosquittoBroker.StartAsync(_box.Bedside.Broker());
        await using var centre = await Centre.ListenAsync(broker, _box.Bedside.Certificates.IssueClient("centre"));
        var clock = new FakedClock(_box.Bedside.PathOf("."));
        var how = DaemonProcess.How([], "run", "--config", _box.Configure(broker.Port));
        clock.Under(how);
        await using (var daemon = DaemonProcess.Start(how))
        {
            await centre.WaitAsync(IsTelemetry, Records);
            clock.Set(TimeSpan.FromHours(1));
            await centre.WaitAsync(record => record.Alarm is { Condition: "clock-stepped", Phase: "start" });
            await centre.WaitForNewAsync(Records);
            clock.Set(TimeSpan.FromHours(-1));
            await centre.WaitForNewAsync(2 * Records);
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero, string.Join('\n', daemon.Errors));
        }

        var stored = StoredState.Read(_box.State);
        FaultedBox.AssertNothingLost(stored, centre: centre);
        Assert.That(FaultedBox.ReasonOf("clock-stepped", centre.Records(JournalStreams.Alarms)), Does.Contain("The clock was set forward by 36"));
        var all = centre.Records(JournalStreams.Telemetry).Concat(stored.Records[JournalStreams.Telemetry].Values).DistinctBy(record => record.Sequence).OrderBy(record => record.Sequence).ToList();
        Assert.That(all.Select(record => record.MonotonicUs), Is.Ordered.Ascending);
        Assert.That(Jumps(all), Is.EqualTo((double[])[1, -2]), "hours: written down, and nothing else was done with them");
        Assert.That(centre.Records(JournalStreams.Audit).Select(record => record.Gap), Has.All.Null, "nothing counts as old by such a clock");
        await _box.VerifiesAsync();
    }

    /// <summary>The clock is an hour behind at the second start and an hour before at the third; the machine was started anew each time.</summary>
    [Test]
    public async Task AClockAndABootIdThatAreOthersAtEachStartLoseNothing()
    {
        RequireOwnMounts();
        var clock = new FakedClock(_box.Bedside.PathOf("."));
        var configuration = _box.Configure();
        string[] boots = ["11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000002", "33333333-0000-4000-8000-000000000003"];
        StoredState? before = null;
        foreach (var (boot, hours) in boots.Zip([0, -1, 1]))
        {
            clock.Set(TimeSpan.FromHours(hours));
            await using (var daemon = Start(boot, clock, configuration))
            {
                await daemon.SaysAsync("data comes");
                await _box.StoresAsync(Records);
                await daemon.KillAsync();
            }

            var stored = StoredState.Read(_box.State);
            FaultedBox.AssertNothingLost(stored, before);
            before = stored;
        }

        Assert.That(before!.Clocks.Lines.Select(line => line.Machine), Is.EqualTo(boots), "each start knows of which start of the machine it was");
        var telemetry = before.Records[JournalStreams.Telemetry].Values.OrderBy(record => record.Sequence).ToList();
        Assert.That(telemetry.Select(record => record.Boot).Distinct().Count(), Is.EqualTo(boots.Length));
        Assert.That(Jumps(telemetry), Is.EqualTo((double[])[-1, 2]), "hours");

        // All of it goes out, in order, with the third boot id still in force.
        await using var broker = await MosquittoBroker.StartAsync(_box.Bedside.Broker());
        await using var centre = await Centre.ListenAsync(broker, _box.Bedside.Certificates.IssueClient("centre"));
        await using (var daemon = Start(boots[^1], clock, _box.Configure(broker.Port)))
        {
            foreach (var stream in JournalStreams.All) await centre.HasAllAsync(stream, before.Records[stream].Keys);
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
        }

        FaultedBox.AssertNothingLost(StoredState.Read(_box.State), before, centre);
        await _box.VerifiesAsync();
    }

    private static bool IsTelemetry(Record record) => record.Stream == JournalStreams.Telemetry;

    /// <summary>By how many hours the wall times of consecutive records jump.</summary>
    private static List<double> Jumps(List<Record> records) =>
        [.. records.Zip(records.Skip(1), (a, b) => Math.Round(TimeSpan.FromMilliseconds(b.WallMs - a.WallMs).TotalHours, 1)).Where(hours => Math.Abs(hours) > 0.5)];

    private DaemonProcess Start(string boot, FakedClock clock, string configuration)
    {
        var file = _box.Bedside.PathOf("boot_id");
        File.WriteAllText(file, boot + "\n");
        var how = DaemonProcess.How(
            ["unshare", "-m", "sh", "-c", "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec \"$@\"", file], "run", "--config", configuration);
        clock.Under(how);
        return DaemonProcess.Start(how);
    }

    private static void RequireOwnMounts()
    {
        using var probe = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("unshare", ["-m", "mount", "--bind", "/dev/null", "/proc/sys/kernel/random/boot_id"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        if (probe.ExitCode != 0) Requirement.Missing("This user may not have mounts of its own (unshare -m): run as root.");
    }
}
