using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.HealthyPi;
using EdgeMonitor.Acquisition.Drivers.Nonin;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Commands;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition;
using EdgeMonitor.Tests.Acquisition.Simulators;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>The same bytes and the same configuration give the same alarm log, byte for byte: twice, at any speed, and however the bytes arrive.</summary>
public sealed class SameLogTests
{
    private static readonly string[] Outputs = ["beats", "alarms", "vitals"];

    private static IEnumerable<TestCaseData> Records()
    {
        yield return new TestCaseData((Func<string>)(() => Recordings.Mitdb("203")), true).SetArgDisplayNames("mitdb 203");
        yield return new TestCaseData((Func<string>)(() => Recordings.Cinc2015("a645l")), true).SetArgDisplayNames("cinc2015 with gaps");
        yield return new TestCaseData((Func<string>)(() => Recordings.Vfdb("422")), true).SetArgDisplayNames("vfdb 422");
    }

    [TestCaseSource(nameof(Records))]
    public async Task AReplayGivesTheSameLogTwiceAndAtAnySpeed(Func<string> record, bool hasAlarms)
    {
        var header = record();
        using var bedside = new Bedside();
        var first = await ReplayAsync(bedside, header, "max");
        Assert.That(await ReplayAsync(bedside, header, "max"), Is.EqualTo(first));
        Assert.That(await ReplayAsync(bedside, header, "2000"), Is.EqualTo(first));
        if (hasAlarms && Recordings.Root is not null) Assert.That(first[1], Is.Not.Empty, "there is nothing to compare");
    }

    [TestCase("nonin", "normal 20s, desaturation 60s nadir=78, sensor-off 15s, normal 20s")]
    [TestCase("healthypi", "normal 30s, tachycardia 30s, asystole 12s, normal 20s, lead-off 12s, normal 20s, desaturation 60s nadir=78, normal 20s")]
    public void ACaptureGivesTheSameLogHoweverItsBytesArrive(string driver, string scenario)
    {
        var patient = new Patient(ScenarioText.Parse(scenario), 1);
        ISimulatedSensor sensor = driver == "nonin" ? new NoninSimulator(patient) : new HealthyPiSimulator(patient);
        var bytes = Captured.Bytes(sensor, patient.Scenario.LengthSeconds);
        var whole = Log(driver, bytes, bytes.Length);
        Assert.That(whole.Split('\n'), Has.Some.Contains("\"phase\":\"start\""));
        foreach (var sizes in (int[][])[[1], [7], [64, 1, 300], [4096]]) Assert.That(Log(driver, bytes, sizes), Is.EqualTo(whole), string.Join(' ', sizes));
    }

    private static async Task<string[]> ReplayAsync(Bedside bedside, string header, string speed)
    {
        var files = Outputs.Select(output => bedside.PathOf($"{output}-{speed}.txt")).ToArray();
        var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync(
            ["replay", header, "--speed", speed, .. Outputs.SelectMany((output, i) => new[] { "--" + output, files[i] })]);
        Assert.That(exitCode, Is.Zero, string.Join('\n', errors));
        return [.. files.Select(File.ReadAllText)];
    }

    /// <summary>The alarm log of a capture, decoded in pieces of these sizes with the device's nominal time.</summary>
    private static string Log(string driver, byte[] bytes, params int[] sizes)
    {
        IStreamDecoder decoder = driver == "nonin" ? new NoninDecoder(driver) : new HealthyPiDecoder(driver);
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits()));
        using var text = new StringWriter { NewLine = "\n" };
        var lines = new JsonLines(text);
        Take(new SignalList(driver, [.. decoder.Signals], TimeSpan.Zero));
        foreach (var input in Decoding.Run(decoder, bytes, sizes)) Take(input);
        return text.ToString();

        void Take(MonitorInput input)
        {
            foreach (var alarm in monitor.Process(input).OfType<AlarmEvent>()) lines.Alarm(alarm);
        }
    }
}
