using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>
/// A centre in another process, so that its work is not counted: it acknowledges what comes, every 50 ms, and keeps nothing. How fast a real
/// one commits is its own matter (<c>central/</c>).
/// </summary>
internal sealed class DrainCentre : IDisposable
{
    /// <summary>Its name in its certificate.</summary>
    public const string Name = "centre";

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;

    private DrainCentre(Process process) => _process = process;

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<DrainCentre> StartAsync(DrainBroker broker, Topics topics)
    {
        var tls = broker.ClientOf(Name);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(DrainCentre).Assembly.Location);
        foreach (var argument in (string[])["--drain-centre", broker.Host, broker.Port.ToString(CultureInfo.InvariantCulture), tls.CaFile, tls.CertificateFile, tls.KeyFile,
            topics.Of(JournalStreams.Telemetry), topics.Acknowledgement, topics.CentrePresence])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync() is null) throw new InvalidOperationException("The centre did not start.");
        return new DrainCentre(process);
    }

    /// <summary>The other process: until its input ends.</summary>
    public static async Task RunAsync(string[] given)
    {
        var (host, port, telemetry, acknowledgement, presence) = (given[0], int.Parse(given[1], CultureInfo.InvariantCulture), given[5], given[6], given[7]);
        var settings = new MqttSettings(host, port, Name, new MqttTls(given[2], given[3], given[4]), TimeSpan.FromSeconds(30), Will: null);
        await using var connection = new MosquittoProvider().Create(settings);
        var arrived = new ConcurrentQueue<long>(); // emptied every beat
        connection.MessageReceived += message =>
        {
            var key = message.UserProperties!.First(property => property.Key == RecordMessages.DedupeKey).Value;
            arrived.Enqueue(long.Parse(key.AsSpan(key.LastIndexOf('/') + 1), CultureInfo.InvariantCulture));
        };
        await connection.ConnectAsync(CancellationToken.None);
        await connection.SubscribeAsync(telemetry, CancellationToken.None);
        await connection.PublishAsync(LinkCodec.Message(presence, new CentrePresence { Centre = Name, Online = true, Instance = "1" }, UplinkEncoding.Protobuf) with { Retain = true }, CancellationToken.None);
        await Hosting.Terminal.Out.WriteLineAsync("listening");
        await Hosting.Terminal.Out.FlushAsync();
        var device = telemetry.Split('/')[3];
        using var beat = new PeriodicTimer(Beat, TimeProvider.System);
        while (await beat.WaitForNextTickAsync() && !connection.Closed.IsCompleted)
        {
            var ranges = new SequenceRanges();
            while (arrived.TryDequeue(out var sequence)) ranges.Add(sequence);
            if (ranges.IsEmpty) continue;
            var said = new Acknowledgement { Device = device, Stream = JournalStreams.Telemetry, Centre = Name };
            said.Ranges.AddRange(ranges.All.Select(range => new SequenceRange { First = range.First, Last = range.Last }));
            await connection.PublishAsync(LinkCodec.Message(acknowledgement, said, UplinkEncoding.Protobuf), CancellationToken.None);
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
