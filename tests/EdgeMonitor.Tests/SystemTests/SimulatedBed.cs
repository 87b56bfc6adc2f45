using System.Text.Json;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>A simulated patient on real pseudo-terminals, and the configuration of a box beside it.</summary>
internal sealed class SimulatedBed : IAsyncDisposable
{
    private readonly Bedside _box;
    private readonly BedsideSimulator _patient;

    private SimulatedBed(Bedside box, BedsideSimulator patient) => (_box, _patient) = (box, patient);

    /// <summary>The patient.</summary>
    public BedsideSimulator Patient => _patient;

    /// <summary>Starts a patient's story.</summary>
    public static SimulatedBed Start(Bedside box, string story) =>
        new(box, BedsideSimulator.Start(ScenarioText.Parse(story), 1, TimeProvider.System, box.PathOf("devices")));

    /// <summary>Writes the configuration of a box with both devices.</summary>
    /// <param name="port">The broker's port; null for a box that only stores.</param>
    /// <param name="alarms">Other limits than the defaults.</param>
    public string Configure(int? port = null, Dictionary<string, double>? alarms = null)
    {
        MqttTls tls = _box.Certificates.IssueClient(Bedside.Device);
        var configuration = new Dictionary<string, object>
        {
            ["Device"] = new { Id = Bedside.Device, Site = "icu" },
            ["Sensors"] = new[]
            {
                new { Name = "ecg", Driver = "healthypi", Link = _patient.HealthyPiPath },
                new { Name = "spo2", Driver = "nonin", Link = _patient.NoninPath },
            },
            ["Storage"] = new { Directory = _box.State },
            ["Alarms"] = alarms ?? [],
        };
        if (port is { } given) configuration["Uplink"] = new { Host = "localhost", Port = given, tls.CaFile, tls.CertificateFile, tls.KeyFile };
        var path = _box.PathOf("bed.json");
        File.WriteAllText(path, JsonSerializer.Serialize(configuration));
        return path;
    }

    /// <summary>Waits until this happens to the patient.</summary>
    public async Task HappensAsync(EpisodeKind kind)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (_patient.Now.Kind != kind) await beat.WaitForNextTickAsync(limit.Token);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _patient.DisposeAsync();
}
