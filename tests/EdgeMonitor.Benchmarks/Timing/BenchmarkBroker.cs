using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>A mosquitto with mutual TLS 1.3 on a free loopback port, which stores and logs nothing: what is measured is the clients.</summary>
internal sealed class BenchmarkBroker : IDisposable
{
    private readonly Process _process;

    private BenchmarkBroker(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static BenchmarkBroker Start(string folder, MqttTls tls)
    {
        int port = FreePort();
        string file = Path.Combine(folder, "mosquitto.conf");
        File.WriteAllLines(file,
        [
            $"listener {port} 127.0.0.1", $"user {Environment.UserName}", "allow_anonymous true", "max_inflight_messages 100", "set_tcp_nodelay true", "log_type error",
            $"cafile {tls.CaFile}", $"certfile {tls.CertificateFile}", $"keyfile {tls.KeyFile}", "require_certificate true", "tls_version tlsv1.3",
        ]);
        var process = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", file]))!;
        var broker = new BenchmarkBroker(process, port);
        for (int tries = 0; tries < 100; tries++)
        {
            try
            {
                using var probe = new TcpClient();
                probe.Connect(IPAddress.Loopback, port);
                return broker;
            }
            catch (SocketException) when (!process.WaitForExit(TimeSpan.FromMilliseconds(100)))
            {
                // Not listening yet.
            }
        }

        broker.Dispose();
        throw new InvalidOperationException("mosquitto did not start.");
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
