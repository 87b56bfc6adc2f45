using EdgeMonitor.Commands;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>What the daemon does when something is wrong at its start.</summary>
public sealed class StartTests
{
    private Bedside _bedside = null!;

    [SetUp]
    public void MakeBedside() => _bedside = new Bedside();

    [TearDown]
    public void RemoveBedside() => _bedside.Dispose();

    [Test]
    public async Task ASecondDaemonOnOneStateDirectoryEndsWithOneSentence()
    {
        var configuration = _bedside.Configure(Recordings.Mitdb("119"), speed: 10, port: null);
        await using var first = DaemonProcess.Run(configuration);
        await first.SaysAsync("data comes");
        var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync("run", "--config", configuration);
        Assert.That(exitCode, Is.EqualTo(ExitCodes.InputOutput));
        Assert.That(errors, Has.Count.EqualTo(1));
        Assert.That(errors[0], Does.Contain("is in use by another process: stop that daemon first").And.Contain(_bedside.State));
        Assert.That((await first.TerminateAsync()).ExitCode, Is.Zero, "the first one goes on");
    }

    [Test]
    public async Task AWrongConfigurationEndsWithEveryFaultNamed()
    {
        var path = _bedside.PathOf("wrong.json");
        await File.WriteAllTextAsync(path,
            """
            {
              "Device": { "Id": "bed 7" },
              "Sensors": [
                { "Name": "ecg", "Driver": "nix" },
                { "Name": "ecg", "Driver": "wfdb", "Link": "x.hea", "Settings": { "Speed": "fast" } }
              ],
              "Alarms": { "HrLow": 400 },
              "Uplink": { "Host": "h", "Port": 99999 },
              "Storrage": {}
            }
            """);
        foreach (var command in (string[][])[["run", "--config", path], ["check-config", path]])
        {
            var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync(command);
            Assert.That(exitCode, Is.EqualTo(ExitCodes.Configuration));
            Assert.That(errors, Is.All.StartWith(path + ": "));
            string[] faults =
            [
                "Device:Id = \"bed 7\"", "Device:Site = \"\"", "Sensors:0:Driver = \"nix\"", "Sensors:1:Name = \"ecg\"", "Sensors:1:Settings:Speed = \"fast\"",
                "Alarms:HrLow = \"400\"", "Uplink:Port = \"99999\"", "Uplink:CaFile", "Uplink:CertificateFile", "Uplink:KeyFile", "Storrage = ",
            ];
            foreach (var fault in faults) Assert.That(errors, Has.Some.Contains(fault).And.Some.Contains("allowed is"));
        }

        Assert.That(Directory.Exists(_bedside.State), Is.False, "nothing was begun");
    }

    [Test]
    public async Task AConfigurationThatIsNotThereIsNamed()
    {
        var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync("run", "--config", _bedside.PathOf("none.json"));
        Assert.That(exitCode, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(errors, Has.Count.EqualTo(1));
        Assert.That(errors[0], Does.Contain(_bedside.PathOf("none.json")));
    }

    /// <summary>A file stands where the state directory should be made: nothing can be written there, not even by root.</summary>
    [Test]
    public async Task ADiskThatRefusesDoesNotKeepTheDaemonFromMonitoring()
    {
        var file = _bedside.PathOf("file");
        await File.WriteAllTextAsync(file, "");
        await using var daemon = DaemonProcess.Run(_bedside.Configure(Recordings.Mitdb("203"), speed: 20, port: null, state: Path.Combine(file, "state")));
        await daemon.SaysAsync("The journal cannot be opened, records wait in memory");
        await daemon.PrintsAsync(line => line.Contains("ALARM MEDIUM STORAGE FAILURE", StringComparison.Ordinal));
        await daemon.PrintsAsync(line => line.Contains("HR HIGH", StringComparison.Ordinal));
        Assert.That(daemon.Errors.Count(line => line.Contains("failed its check", StringComparison.Ordinal)), Is.EqualTo(1), "said once, not every second");

        // The disk is back: what waited is stored, from the first record on.
        File.Delete(file);
        await daemon.SaysAsync("Records are stored again.");
        Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
        var stored = StoredState.Read(Path.Combine(file, "state"));
        Assert.That(stored.Records[JournalStreams.Telemetry].Keys, Is.EquivalentTo(Centre.Range(1, stored.Last[JournalStreams.Telemetry])).And.Not.Empty);
        Assert.That(Waveforms.Join(stored.Records[JournalStreams.Telemetry].OrderBy(pair => pair.Key).Select(pair => pair.Value)), Is.Not.Empty);
    }

    [Test]
    public async Task TheStateDirectoryIsTheServicesAlone()
    {
        await using var daemon = DaemonProcess.Run(_bedside.Configure(Recordings.Mitdb("119"), speed: 10, port: null));
        await daemon.SaysAsync("The journal is open");
        foreach (var path in Directory.EnumerateFileSystemEntries(_bedside.State, "*", SearchOption.AllDirectories).Append(_bedside.State))
            Assert.That(File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute), Is.EqualTo(UnixFileMode.None), path);
    }

    /// <summary>The loader finds an empty file of the library's name first: for the process the library is not there.</summary>
    [Test]
    public async Task WithoutItsMqttLibraryTheDaemonStoresEverythingAndSaysSo()
    {
        var folder = Directory.CreateDirectory(_bedside.PathOf("libraries")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "libmosquitto.so.1"), "");
        var header = Recordings.Mitdb("119");
        var how = DaemonProcess.How([], "run", "--config", _bedside.Configure(header, speed: 10_000, MosquittoBroker.FreePort()));
        how.Environment["LD_LIBRARY_PATH"] = folder;
        how.Environment["EDGEMONITOR__Uplink__Provider"] = "libmosquitto";
        await using var daemon = DaemonProcess.Start(how);
        await daemon.SaysAsync("recording over");
        var (exitCode, _) = await daemon.TerminateAsync();
        Assert.That(exitCode, Is.Zero);
        Assert.That(
            daemon.Errors.Where(line => line.Contains("libmosquitto", StringComparison.Ordinal)),
            Has.One.Items.And.All.Contains("Records are stored and not forwarded: libmosquitto.so.1 was not found: install libmosquitto1 (apt install libmosquitto1)."));
        var records = StoredState.Read(_bedside.State).Records[JournalStreams.Telemetry];
        var stored = Waveforms.Join(records.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        foreach (var (label, samples) in Waveforms.Of(header).Leads) Assert.That(stored[label], Is.EqualTo(samples), label);
    }
}
