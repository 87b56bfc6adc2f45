using System.Globalization;
using System.Text.Json;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>One box's folder: its configuration file, its state, its certificates.</summary>
internal sealed class Bedside : IDisposable
{
    /// <summary>The device id of all boxes here.</summary>
    public const string Device = "bed-7";

    /// <summary>Everything the box publishes.</summary>
    public const string Topics = "edgemonitor/v1/icu/" + Device + "/+";

    private readonly string _folder = Directory.CreateTempSubdirectory("edgemonitor-system-").FullName;

    public Bedside() => Certificates = new TestCertificates(PathOf("certificates"));

    /// <summary>The authority of the box and of its broker.</summary>
    public TestCertificates Certificates { get; }

    /// <summary>Where the box keeps its journal and its key.</summary>
    public string State => PathOf("state");

    /// <summary>The path of a file or folder of this box.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>How the broker of this box is set up: TLS 1.3 with client certificates, and room for all that is in flight.</summary>
    public BrokerOptions Broker() => new() { Certificates = Certificates, MaximumInFlight = 1000 };

    /// <summary>Writes the configuration of a box that plays a recording.</summary>
    /// <param name="record">The recording's header.</param>
    /// <param name="speed">How many times real time.</param>
    /// <param name="port">The broker's port; null for a box that only stores.</param>
    /// <param name="tls">The box's certificate; a good one where not given.</param>
    /// <param name="repeat">Plays the recording again and again.</param>
    /// <param name="state">Another state directory than <see cref="State"/>.</param>
    public string Configure(string record, double speed, int? port, MqttTls? tls = null, bool repeat = false, string? state = null)
    {
        tls ??= Certificates.IssueClient(Device);
        var settings = new Dictionary<string, string> { ["Speed"] = speed.ToString(CultureInfo.InvariantCulture), ["Repeat"] = repeat ? "true" : "false" };
        var configuration = new Dictionary<string, object>
        {
            ["Device"] = new { Id = Device, Site = "icu" },
            ["Sensors"] = new[] { new { Name = "ecg", Driver = "wfdb", Link = record, Settings = settings } },
            ["Storage"] = new { Directory = state ?? State },
            // As in a replay, with which the log is compared: nobody is there to acknowledge.
            ["AlarmSystem"] = new { Latching = Array.Empty<string>() },
        };
        if (port is { } given) configuration["Uplink"] = new { Host = "localhost", Port = given, tls.CaFile, tls.CertificateFile, tls.KeyFile };
        var path = PathOf("edgemonitor.json");
        File.WriteAllText(path, JsonSerializer.Serialize(configuration));
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
