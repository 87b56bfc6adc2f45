using System.Diagnostics;
using System.Globalization;
using EdgeMonitor.Hosting;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>
/// <c>--uplink [rounds]</c>: messages a second at QoS 1 over mutual TLS 1.3 to a real mosquitto, by each provider and by a C program on libmosquitto,
/// one after the other in each round. Budget: half the C program's rate from 16 in flight on (chosen: the uplink of a full bedside is one message a second; what counts is
/// the drain, and there the disk comes first).
/// </summary>
internal static class UplinkCommand
{
    private const string Client = "bench";

    /// <summary>Messages before the clock is started, as in the C program.</summary>
    private const int WarmUp = 100;

    /// <summary>The broker's; above the largest window.</summary>
    private const int ReceiveMaximum = 100;

    private static readonly int[] Sizes = [1 << 10, 8 << 10, 64 << 10], Windows = [1, 16, 64];

    public static async Task RunAsync(int rounds)
    {
        var output = Terminal.Out;
        var folder = Directory.CreateTempSubdirectory("edgemonitor-uplink-benchmark-").FullName;
        using var broker = new DrainBroker(ReceiveMaximum, Client);
        var device = broker.ClientOf(Client);
        string peer = Compile(folder);
        await output.WriteLineAsync("| KiB | in flight | C, messages/s | CPU ms a message | " + string.Join(" | ", MqttProviders.All.Select(provider => $"{provider.Name}, of C's rate | CPU, times C's")) + " |");
        await output.WriteLineAsync("|---|---|---|---|" + string.Concat(MqttProviders.All.Select(_ => "---|---|")));
        foreach (int bytes in Sizes)
        {
            foreach (int window in Windows)
            {
                int count = CountOf(bytes, window);
                List<(double Seconds, double Cpu)> ofPeer = [];
                var rates = MqttProviders.All.ToDictionary(provider => provider.Name, _ => new List<double>());
                var costs = MqttProviders.All.ToDictionary(provider => provider.Name, _ => new List<double>());
                for (int round = 0; round < rounds; round++)
                {
                    var floor = RunPeer(peer, broker.Port, device, bytes, window, count);
                    ofPeer.Add(floor);
                    foreach (var provider in MqttProviders.All)
                    {
                        var (seconds, cpu) = await SendAsync(provider, new MqttSettings(broker.Host, broker.Port, Client, device, TimeSpan.FromSeconds(60), null), bytes, window, count);
                        rates[provider.Name].Add(floor.Seconds / seconds);
                        costs[provider.Name].Add(cpu / floor.Cpu);
                    }
                }

                var ours = MqttProviders.All.Select(provider => string.Create(CultureInfo.InvariantCulture, $"{Spread(rates[provider.Name])} | {Spread(costs[provider.Name])}"));
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"| {bytes >> 10} | {window} | {count / Median(ofPeer.Select(run => run.Seconds)):0} | {Median(ofPeer.Select(run => run.Cpu)) * 1000 / count:0.000} | {string.Join(" | ", ours)} |"));
                await output.FlushAsync();
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>So many that a run takes some tenths of a second.</summary>
    private static int CountOf(int bytes, int window) => (bytes, window) switch
    {
        (64 << 10, _) => 500,
        (_, 1) => 2000,
        _ => 6000,
    };

    private static async Task<(double Seconds, double Cpu)> SendAsync(IMqttProvider provider, MqttSettings settings, int bytes, int window, int count)
    {
        await using var connection = provider.Create(settings);
        await connection.ConnectAsync(default);
        var message = new MqttMessage("bench/a", new byte[bytes]);
        await PublishAsync(WarmUp);
        using var self = Process.GetCurrentProcess();
        var cpu = self.TotalProcessorTime;
        long began = TimeProvider.System.GetTimestamp();
        await PublishAsync(count);
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        self.Refresh();
        return (seconds, (self.TotalProcessorTime - cpu).TotalSeconds);

        Task PublishAsync(int messages)
        {
            int left = messages;
            return Task.WhenAll(Enumerable.Range(0, window).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0) await connection.PublishAsync(message, default);
            })));
        }
    }

    private static string Compile(string folder)
    {
        string program = Path.Combine(folder, "uplink-peer");
        Run("cc", "-O2", "-o", program, Path.Combine(AppContext.BaseDirectory, "uplink-peer.c"), "-l:libmosquitto.so.1");
        return program;
    }

    private static (double Seconds, double Cpu) RunPeer(string peer, int port, MqttTls tls, int bytes, int window, int count)
    {
        int[] numbers = [bytes, window, count];
        string[] words = Run(peer, [$"{port}", tls.CaFile, tls.CertificateFile, tls.KeyFile, .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]).Split(' ');
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static string Spread(List<double> values) => string.Create(CultureInfo.InvariantCulture, $"{Median(values):0.00} ({values.Min():0.00} to {values.Max():0.00})");

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
