using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Brokers;

/// <summary>How a test's broker is set up.</summary>
internal sealed record BrokerOptions
{
    /// <summary>Where given, the broker speaks TLS 1.3 only and requires a client certificate, whose name is the user name.</summary>
    public TestCertificates? Certificates { get; init; }

    /// <summary>The host name in the broker's certificate.</summary>
    public string CertificateName { get; init; } = "localhost";

    /// <summary>How long ago the broker's certificate was valid; negative for one that will be.</summary>
    public TimeSpan CertificateAge { get; init; }

    /// <summary>False for a broker that admits nobody without a name.</summary>
    public bool AllowAnonymous { get; init; } = true;

    /// <summary>Lines of an access list; null lets everyone do everything.</summary>
    public string? AccessList { get; init; }

    /// <summary>Messages in flight that the broker allows (its receive maximum).</summary>
    public int MaximumInFlight { get; init; } = 20;

    /// <summary>The longest packet that the broker says it takes; null for any.</summary>
    public int? MaximumPacketBytes { get; init; }

    /// <summary>True for a broker that ends the connection after every refused message, as Debian's 2.0.11 does where its queue has no limit.</summary>
    public bool EndsConnectionAtRefusal { get; init; }

    /// <summary>True for a broker that keeps everything in memory, as mosquitto's defaults do for half an hour: killed, it forgets what it had acknowledged.</summary>
    public bool Forgets { get; init; }
}

/// <summary>
/// A real mosquitto process on a free loopback port with a folder of its own. It can be killed and started again on the same port with
/// what it had saved; it saves after every change.
/// </summary>
internal sealed partial class MosquittoBroker : IAsyncDisposable
{
    /// <summary>What the client ids of <see cref="MqttSubscriber"/> begin with.</summary>
    public const string SubscriberName = "subscriber-";

    private const int StopSignal = 19, TerminateSignal = 15;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("edgemonitor-broker-").FullName;
    private readonly Arrivals<string> _log = new("mosquitto's log");
    private Process? _process;

    private MosquittoBroker(BrokerOptions options)
    {
        Port = FreePort();
        File.WriteAllText(Path.Combine(_folder, "mosquitto.conf"), Configuration(options));
        if (options.AccessList is { } list) File.WriteAllText(Path.Combine(_folder, "acl"), list + "\n");
    }

    /// <summary>The name to connect to.</summary>
    public string Host { get; } = "localhost";

    /// <summary>The TCP port, the same over restarts.</summary>
    public int Port { get; }

    /// <summary>What mosquitto has logged.</summary>
    public string Log => string.Join('\n', _log.All);

    /// <summary>Waits until mosquitto has logged so many lines with this text.</summary>
    public Task<string> LogsAsync(string text, int count = 1) => _log.WaitAsync(line => line.Contains(text, StringComparison.Ordinal), count, () => Log);

    /// <summary>Starts a broker and waits until it accepts connections.</summary>
    public static async Task<MosquittoBroker> StartAsync(BrokerOptions? options = null)
    {
        var broker = new MosquittoBroker(options ?? new BrokerOptions());
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>A port of the loopback interface on which nobody listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Settings of a client of this broker.</summary>
    public MqttSettings Settings(string clientId, MqttTls? tls = null, MqttMessage? will = null) =>
        new(Host, Port, clientId, tls, TimeSpan.FromSeconds(30), will);

    /// <summary>Starts the process, for the first time or after <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = Programs.Start("mosquitto", "-c", Path.Combine(_folder, "mosquitto.conf")), EnableRaisingEvents = true };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) return;
            _log.Add(line.Data);
            if (line.Data.EndsWith(" running", StringComparison.Ordinal)) running.TrySetResult();
        };
        _process.Exited += (_, _) => running.TrySetException(new InvalidOperationException($"mosquitto ended at once: {Log}"));
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await running.Task.WaitAsync(StartLimit, TimeProvider.System);
        using var probe = new TcpClient();
        await probe.ConnectAsync(IPAddress.Loopback, Port);
    }

    /// <summary>SIGKILL: nothing is saved, nothing is said to the clients.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM: the broker saves what it has.</summary>
    public async Task StopAsync()
    {
        if (Signal(_process!.Id, TerminateSignal) != 0) throw new InvalidOperationException("SIGTERM could not be sent.");
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Freezes the broker and waits until every message that it has handed on is with its subscriber, who counts them.</summary>
    /// <param name="received">How many messages the only subscriber of this broker has, doubles too.</param>
    public async Task FreezeWhenDeliveredAsync(Func<int> received)
    {
        Freeze();
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        while (!IsFrozen()) await beat.WaitForNextTickAsync(limit.Token);
        // Written and flushed line by line, so that it holds whatever the broker has done.
        var sent = File.ReadLines(Path.Combine(_folder, "log")).Count(line => line.Contains("Sending PUBLISH to " + SubscriberName, StringComparison.Ordinal));
        while (received() < sent) await beat.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>SIGSTOP: connections stand, but nothing is read or answered any more; ends with <see cref="KillAsync"/>.</summary>
    public void Freeze()
    {
        if (Signal(_process!.Id, StopSignal) != 0) throw new InvalidOperationException("SIGSTOP could not be sent.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    /// <summary>The third word of stat(5) is the state; the second one, the name in parentheses, may hold anything.</summary>
    private bool IsFrozen() => File.ReadAllText($"/proc/{_process!.Id}/stat").Split(')')[^1].TrimStart().StartsWith('T');

    private string Configuration(BrokerOptions options)
    {
        var lines = new List<string>
        {
            $"listener {Port} 127.0.0.1",
            // Started by root it would change to its own user, who may not read the test's folder.
            $"user {Environment.UserName}",
            $"allow_anonymous {(options.AllowAnonymous ? "true" : "false")}",
            $"persistence {(options.Forgets ? "false" : "true")}",
            $"persistence_location {_folder}/",
            "autosave_interval 1",
            "autosave_on_changes true",
            $"max_queued_messages {(options.EndsConnectionAtRefusal ? 0 : 100_000)}",
            $"max_inflight_messages {options.MaximumInFlight}",
            "log_dest stderr",
            $"log_dest file {_folder}/log",
            "log_type all",
        };
        if (options.MaximumPacketBytes is { } most) lines.Add($"max_packet_size {most}");
        if (options.AccessList is not null) lines.Add($"acl_file {_folder}/acl");
        if (options.Certificates is { } certificates)
        {
            var server = certificates.IssueServer(options.CertificateName, options.CertificateAge);
            lines.AddRange(
            [
                $"cafile {server.CaFile}", $"certfile {server.CertificateFile}", $"keyfile {server.KeyFile}",
                "require_certificate true", "use_identity_as_username true", "tls_version tlsv1.3",
            ]);
        }

        return string.Join('\n', lines) + "\n";
    }
}
