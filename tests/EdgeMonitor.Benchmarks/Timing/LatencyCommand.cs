using System.Collections.Concurrent;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Commands;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>
/// <c>--latency [repetitions [calm|loaded]]</c>: from the last byte that an oximeter writes to its line to the change of the buzzer's line, in the whole
/// daemon. The condition is <c>spo2-extreme-low</c> with a declared delay of 0 s, so all of it is latency. Once calm, and once while a
/// backlog drains to a broker and the collector is busy. Budget: 1 s (chosen: a tenth of the 10 s that HIGH may take).
/// </summary>
internal sealed class LatencyCommand : IDisposable
{
    // On two cores about 1,000 a second were sent: when it is nearly gone, another daemon starts with another backlog.
    private const int BacklogRecords = 40_000, NearlyGone = 1_000;

    private const int Normal = 97, ExtremeLow = 70;
    // A starved machine has gaps in its data: the alarm of that must be over first.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly Actor Nurse = new("bedside", OperatorOrigin.Bedside, "latency");

    private readonly string _state = Directory.CreateTempSubdirectory("edgemonitor-latency-").FullName;
    private readonly BlockingCollection<(bool On, long Stamp)> _buzzer = new(boundedCapacity: 10_000);
    private readonly LatencyOximeter _oximeter = new();
    private readonly Random _random = new(3);
    private readonly ManualResetEventSlim _never = new();

    /// <summary>The measurements, printed as a table.</summary>
    /// <param name="repetitions">How many alarms each.</param>
    /// <param name="which">One of them only; null for both.</param>
    public static async Task RunAsync(int repetitions, string? which)
    {
        var output = Terminal.Out;
        await output.WriteLineAsync(Quantiles.Head);
        foreach (var loaded in which is null ? [false, true] : new[] { which == "loaded" })
        {
            var latencies = new List<double>();
            var (sent, paused, collections) = (0L, GC.GetTotalPauseDuration(), GC.CollectionCount(2));
            while (latencies.Count < repetitions)
            {
                using var command = new LatencyCommand();
                sent += await command.MeasureAsync(latencies, repetitions, loaded);
            }

            await output.WriteLineAsync(Quantiles.Row(loaded ? "a backlog drains, the collector is busy" : "calm", latencies));
            if (loaded)
            {
                await output.WriteLineAsync(FormattableString.Invariant(
                    $"meanwhile {sent} records of 20 KiB were sent and confirmed, and {GC.CollectionCount(2) - collections} full collections stopped all threads for {(GC.GetTotalPauseDuration() - paused).TotalSeconds:0.0} s together"));
            }

            await output.FlushAsync();
        }
    }

    public void Dispose()
    {
        _oximeter.Dispose();
        _buzzer.Dispose();
        _never.Dispose();
        if (Directory.Exists(_state)) Directory.Delete(_state, recursive: true);
    }

    /// <summary>One daemon's life; answers how many records of its backlog were sent.</summary>
    private async Task<long> MeasureAsync(List<double> latencies, int repetitions, bool loaded)
    {
        using var backlog = loaded ? new BacklogLoad() : null;
        var options = new EdgeMonitorOptions
        {
            Device = new DeviceOptions { Id = "bed-1", Site = "latency" },
            Sensors = [new SensorOptions { Name = "spo2", Driver = "nonin", Link = _oximeter.Path }],
            Alarms = new AlarmLimits { Spo2ExtremeDelaySeconds = 0 },
            Storage = new StorageOptions { Directory = _state },
            Uplink = backlog is null ? new UplinkOptions() : new UplinkOptions { Host = "localhost", Port = backlog.Port, WithoutTls = true },
        };
        using var host = Appliance.Build(options, TextWriter.Null, LogLevel.Error, recorder: Record);
        var journal = host.Services.GetRequiredService<JournalHost>().Open();
        backlog?.Fill(journal, BacklogRecords);
        await host.StartAsync();
        using (var garbage = loaded ? new CollectorLoad() : null)
        {
            while (latencies.Count < repetitions && !(loaded && journal.Count(JournalStreams.Telemetry) < NearlyGone)) latencies.Add(await OnceAsync(host));
        }

        var left = journal.Count(JournalStreams.Telemetry);
        await host.StopAsync();
        return BacklogRecords - left;
    }

    private void Record(OutputEdge edge)
    {
        if (edge.Output == AnnunciationOutput.Buzzer) _buzzer.TryAdd((edge.Active, TimeProvider.System.GetTimestamp()));
    }

    /// <summary>One alarm from its cause to its sound, milliseconds; then it is acknowledged and its cause ends.</summary>
    private async Task<double> OnceAsync(IHost host)
    {
        var annunciator = host.Services.GetRequiredService<Annunciator>();
        var began = TimeProvider.System.GetTimestamp();
        // Two quiet packets at least: the beginning of an alarm must not be taken for the end of the one before.
        for (var quiet = 0; quiet < 2; quiet = annunciator.Plan is { Sound: AlarmPriority.None, Light: AlarmPriority.None } ? quiet + 1 : 0)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new TimeoutException($"It does not become quiet: {annunciator.Plan}");
            _oximeter.Say(Normal);
            WaitForNextPacket();
        }

        while (_buzzer.TryTake(out _))
        {
        }

        var written = _oximeter.Say(ExtremeLow) ?? throw new IOException("The daemon has closed the oximeter's line.");
        var (on, sounded) = _buzzer.TryTake(out var edge, Patience) ? edge : throw new TimeoutException($"It does not sound: {annunciator.Plan}");
        if (!on) throw new InvalidOperationException("The sound ended before it began.");
        await host.Services.GetRequiredService<OperatorDesk>()
            .SubmitAsync(new AcknowledgeAlarms(null, Nurse, host.Services.GetRequiredService<MonitorClock>().Now), CancellationToken.None);
        WaitForNextPacket();
        return TimeProvider.System.GetElapsedTime(written, sounded).TotalMilliseconds;
    }

    /// <summary>About a third of a second, and never in step with the monitor's ticks of 100 ms.</summary>
    private void WaitForNextPacket() => _never.Wait(TimeSpan.FromMilliseconds(_random.Next(283, 383)));
}
