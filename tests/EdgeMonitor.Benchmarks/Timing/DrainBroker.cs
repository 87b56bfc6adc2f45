using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>A mosquitto with mutual TLS on a free port of the loopback interface, with its clients' certificates in a folder of its own.</summary>
internal sealed class DrainBroker : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgemonitor-drain-broker-").FullName;
    private readonly Dictionary<string, MqttTls> _clients;
    private readonly Process _broker;

    public DrainBroker(int receiveMaximum, params string[] clients)
    {
        using var certificates = new TestCertificates(_folder);
        var server = certificates.IssueServer(Host);
        _clients = clients.ToDictionary(client => client, certificates.IssueClient);
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var configuration = Path.Combine(_folder, "mosquitto.conf");
        File.WriteAllLines(configuration,
        [
            string.Create(CultureInfo.InvariantCulture, $"listener {Port} 127.0.0.1"),
            $"user {Environment.UserName}",
            $"cafile {server.CaFile}", $"certfile {server.CertificateFile}", $"keyfile {server.KeyFile}",
            "require_certificate true", "use_identity_as_username true", "tls_version tlsv1.3",
            string.Create(CultureInfo.InvariantCulture, $"max_inflight_messages {receiveMaximum}"),
        ]);
        var path = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin").Split(':').Select(folder => Path.Combine(folder, "mosquitto")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("mosquitto was not found: install it (apt install mosquitto).");
        var running = new TaskCompletionSource();
        _broker = new Process { StartInfo = new ProcessStartInfo(path, ["-c", configuration]) { RedirectStandardError = true } };
        _broker.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.EndsWith(" running", StringComparison.Ordinal) == true) running.TrySetResult();
        };
        _broker.Start();
        _broker.BeginErrorReadLine();
        if (!running.Task.Wait(TimeSpan.FromSeconds(30))) throw new InvalidOperationException("mosquitto did not start.");
    }

    /// <summary>The name in the broker's certificate.</summary>
    public string Host { get; } = "localhost";

    /// <summary>The broker's port on the loopback interface.</summary>
    public int Port { get; }

    /// <summary>A client's certificate.</summary>
    public MqttTls ClientOf(string name) => _clients[name];

    public void Dispose()
    {
        _broker.Kill();
        _broker.WaitForExit();
        _broker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
