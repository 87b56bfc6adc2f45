using System.Text.Json;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Tests.Rules;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>A ward: a broker with TLS and the access list of the repository, a bed, a nurse station; each with its own certificate and state.</summary>
internal sealed class Ward : IAsyncDisposable
{
    public const string Bed = "bed-7", Station = "station-1", Topic = "edgemonitor/v1/icu/" + Bed;

    private readonly string _folder = Directory.CreateTempSubdirectory("edgemonitor-ward-").FullName;
    private readonly TestCertificates _certificates;
    private BedsideSimulator? _patient;

    private Ward() => _certificates = new TestCertificates(Path.Combine(_folder, "certificates"));

    public MosquittoBroker Broker => Brokers[0];

    /// <summary>All brokers, in the order of everybody's list.</summary>
    public List<MosquittoBroker> Brokers { get; } = [];

    /// <summary>A folder of the ward for a machine.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The control socket of the station's daemon.</summary>
    public string StationSocket => Path.Combine(_folder, Station, "control.sock");

    public static async Task<Ward> OpenAsync(int brokers = 1)
    {
        var ward = new Ward();
        var list = await File.ReadAllTextAsync(Path.Combine(Sources.Root, "src", "EdgeMonitor", "Station", "mosquitto.acl"));
        for (var i = 0; i < brokers; i++)
            ward.Brokers.Add(await MosquittoBroker.StartAsync(new BrokerOptions { Certificates = ward._certificates, AccessList = list, MaximumInFlight = 1000 }));
        return ward;
    }

    public MqttTls Certificate(string name) => _certificates.IssueClient(name);

    public Task<MqttSubscriber> ListenAsync(Action<ReceivedMessage>? taken = null, int broker = 0) =>
        MqttSubscriber.StartAsync(Brokers[broker], "edgemonitor/v1/icu/#", Certificate("centre"), taken);

    /// <summary>A bed whose only sensor is not there: within seconds it alarms with HIGH, and goes on.</summary>
    public string BedWithoutSensor(bool honour = false) => ConfigureBed([new { Name = "spo2", Driver = "nonin", Link = Path.Combine(_folder, "none") }], honour);

    /// <summary>A bed with a simulated patient on real pseudo-terminals, who lives on when the bed's daemon does not.</summary>
    public string BedWithPatient(string scenario)
    {
        _patient = BedsideSimulator.Start(ScenarioText.Parse(scenario), 1, TimeProvider.System, Path.Combine(_folder, "devices"));
        return ConfigureBed([new { Name = "ecg", Driver = "healthypi", Link = _patient.HealthyPiPath }], honour: false);
    }

    /// <summary>The station's configuration file.</summary>
    public string ConfigureStation() => Write(Station, new Dictionary<string, object> { ["Role"] = "Station", ["Station"] = new { Beds = new[] { Bed } } });

    public async ValueTask DisposeAsync()
    {
        if (_patient is not null) await _patient.DisposeAsync();
        foreach (var broker in Brokers) await broker.DisposeAsync();
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string ConfigureBed(object[] sensors, bool honour) => Write(
        Bed, new Dictionary<string, object> { ["Sensors"] = sensors, ["Station"] = new { Expected = new[] { Station }, HonourAcknowledge = honour } });

    private string Write(string device, Dictionary<string, object> configuration)
    {
        var tls = Certificate(device);
        configuration["Device"] = new { Id = device, Site = "icu" };
        configuration["Storage"] = new { Directory = Path.Combine(_folder, device) };
        configuration["Uplink"] = Brokers.Count == 1
            ? new { Broker.Host, Broker.Port, tls.CaFile, tls.CertificateFile, tls.KeyFile }
            : new { Brokers = Brokers.Select(broker => new { broker.Host, broker.Port }), FailBackSeconds = 10, tls.CaFile, tls.CertificateFile, tls.KeyFile };
        var path = Path.Combine(_folder, device + ".json");
        File.WriteAllText(path, JsonSerializer.Serialize(configuration));
        return path;
    }
}
