using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Tests.Brokers;

namespace EdgeMonitor.Tests.Commands;

[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CheckConfigCommandTests : IDisposable
{
    private const string Sensors = """ "Sensors": [ { "Name": "spo2", "Driver": "nonin", "Link": "/dev/ttyUSB0" } ] """;
    private const string Good = """{ "Device": { "Id": "bed-1", "Site": "ward" },""" + Sensors + "}";

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Test]
    public async Task WithoutFaultsItSaysSo(CancellationToken stop)
    {
        var file = Write(Good);

        var ended = await Edgemonitor.RunAsync(stop, "check-config", file);

        Assert.That(ended, Is.EqualTo(new Ended(ExitCodes.Ok, $"{file}: no faults.\n", "")));
    }

    [TestCase("check-config")]
    [TestCase("run --config")]
    public async Task BothCommandsNameEveryFaultInTheSameWords(string command, CancellationToken stop)
    {
        var file = Write("""{ "Device": { "Id": "bed 1" },""" + Sensors + """, "Alarms": { "HrHigh": 500 } }""");

        var ended = await Edgemonitor.RunAsync(stop, [.. command.Split(' '), file]);

        Assert.That((ended.Code, ended.Output), Is.EqualTo((ExitCodes.Configuration, "")));
        Assert.That(ended.Complaints, Is.EqualTo(new[]
        {
            $"{file}: Device:Id = \"bed 1\": allowed is 1 to 64 letters, digits, dots, hyphens or underscores.",
            $"{file}: Device:Site = \"\": allowed is 1 to 64 letters, digits, dots, hyphens or underscores.",
            $"{file}: Alarms:HrHigh = \"500\": allowed is 60 to 250 bpm.",
        }));
    }

    [Test]
    public async Task AFaultOfTheEnvironmentNamesTheVariable(CancellationToken stop)
    {
        var file = Write(Good);

        var ended = await Edgemonitor.RunAsync(
            stop, "EDGEMONITOR__Alarms__HrHigh=7000", "EDGEMONITOR__Foo=1", "EDGEMONITOR__Sensors__7__Name=x", "EDGEMONITOR__Device__Id=bed-2", "check-config", file);

        Assert.That(ended.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(ended.Complaints, Has.Length.EqualTo(3).And.Some.Contains("Foo = \"1\": allowed is one of the keys Role, Device,").And.Some.Contains("Sensors:7 = "));
        Assert.That(ended.Complaints, Has.One.EqualTo($"{file}: Alarms:HrHigh = \"7000\": allowed is 60 to 250 bpm (set by EDGEMONITOR__Alarms__HrHigh)."));
    }

    [Test]
    public async Task TheEnvironmentOverridesTheFile(CancellationToken stop)
    {
        var file = Write("""{ "Device": { "Id": "bed 1", "Site": "ward" } }""");

        var ended = await Edgemonitor.RunAsync(
            stop, "EDGEMONITOR__Device__Id=bed-1", "EDGEMONITOR__Sensors__0__Name=spo2", "EDGEMONITOR__Sensors__0__Driver=nonin",
            "EDGEMONITOR__Sensors__0__Link=/dev/ttyUSB0", "check-config", file);

        Assert.That((ended.Code, ended.Error), Is.EqualTo((ExitCodes.Ok, "")));
    }

    [TestCase("check-config nowhere.json")]
    [TestCase("run --config nowhere.json")]
    public async Task AMissingFileIsAFaultOfTheConfiguration(string line, CancellationToken stop)
    {
        var ended = await Edgemonitor.RunAsync(stop, line.Split(' '));

        Assert.That((ended.Code, ended.Complaints.Length), Is.EqualTo((ExitCodes.Configuration, 1)));
        Assert.That(ended.Error, Does.StartWith("nowhere.json is not there: write it"));
    }

    [Test]
    public async Task AnExpiredCertificateIsNamedWithItsDateAndDoesNotKeepTheDaemonFromItsPatient(CancellationToken stop)
    {
        using var certificates = new TestCertificates(_scratch.Path);
        var tls = certificates.IssueExpiredClient("bed-1");
        var file = Write(
            """{ "Device": { "Id": "bed-1", "Site": "ward" },""" + Sensors
            + $$""", "Uplink": { "Host": "broker", "CaFile": "{{tls.CaFile}}", "CertificateFile": "{{tls.CertificateFile}}", "KeyFile": "{{tls.KeyFile}}" } }""");

        var ended = await Edgemonitor.RunAsync(stop, "check-config", file);

        Assert.That((ended.Code, ended.Complaints.Length), Is.EqualTo((ExitCodes.Configuration, 1)));
        Assert.That(ended.Error, Does.Match(@"Uplink:CertificateFile = "".*bed-1.*"": allowed is a certificate that is valid now; CN=bed-1 expired on \d{4}-\d\d-\d\d \d\d:\d\dZ\.\n$"));
        Assert.That(ConfigurationFile.Load(file).Faults, Is.Empty, "what the daemon's start looks at");
    }

    private string Write(string text)
    {
        File.WriteAllText(_scratch.File("config.json"), text);
        return _scratch.File("config.json");
    }
}
