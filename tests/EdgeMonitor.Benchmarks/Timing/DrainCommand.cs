using System.Diagnostics;
using System.Globalization;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>
/// <c>--drain [records [receive-maximum]]</c>: a day of records of a second of 12 leads, in a real SQLite journal, drains over mutual TLS to a real
/// mosquitto: confirmed by the broker, and by a centre in another process. Budget: 1,000 times real time, so a day in 86 s.
/// </summary>
internal sealed class DrainCommand : IDisposable
{
    private const string Device = "bed-1", Site = "drain";

    private readonly string _folder = Directory.CreateTempSubdirectory("edgemonitor-drain-").FullName;
    private readonly KeyRing _keys;
    private readonly RecordSeal _seal;
    private readonly IJournal _store;
    private readonly SealedJournal _journal;

    private DrainCommand()
    {
        _keys = KeyRing.Open(Path.Combine(_folder, "state"), credentials: null, holdsRecords: false);
        _seal = new RecordSeal(_keys, Device);
        _store = SqliteJournal.Open(_folder);
        _journal = new SealedJournal(_store, _seal);
    }

    /// <summary>The measurements, printed as a table.</summary>
    /// <param name="records">Records of the backlog.</param>
    /// <param name="receiveMaximum">Messages in flight that the broker allows; 20 is mosquitto's default.</param>
    public static async Task RunAsync(int records, int receiveMaximum)
    {
        await Terminal.Out.WriteLineAsync("| confirmed by | records | s | times real time | MB/s | CPU s | % of a core | peak MiB | allocated KiB a record |");
        await Terminal.Out.WriteLineAsync("|---|---|---|---|---|---|---|---|---|");
        foreach (var mode in (ConfirmMode[])[ConfirmMode.Broker, ConfirmMode.Application])
        {
            using var command = new DrainCommand();
            var bytes = command.Fill(records);
            using var broker = new DrainBroker(receiveMaximum, Device, DrainCentre.Name);
            using var centre = mode == ConfirmMode.Application ? await DrainCentre.StartAsync(broker, Topics()) : null;
            await command.MeasureAsync(broker, mode, records, bytes);
        }
    }

    private static Topics Topics() => new(Site, Device);

    public void Dispose()
    {
        _store.Dispose();
        _seal.Dispose();
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Fills the journal; answers the records' bytes.</summary>
    private long Fill(int records)
    {
        const int Batch = 500;
        var telemetry = SecondOfTwelveLeads();
        var bytes = 0L;
        for (var done = 0; done < records; done += Batch)
        {
            var next = _journal.NextSequence(JournalStreams.Telemetry);
            var batch = Enumerable.Range(0, Math.Min(Batch, records - done)).Select(i => new PlainRecord(JournalStreams.Telemetry, next + i, RecordCodec.Encode(
                new Record { Device = Device, Stream = JournalStreams.Telemetry, Sequence = next + i, Boot = "b", WallMs = 1_760_000_000_000 + (next + i) * 1000, Telemetry = telemetry }))).ToList();
            bytes += batch.Sum(record => (long)record.Bytes.Length);
            _journal.Append(batch);
        }

        return bytes;
    }

    private static Telemetry SecondOfTwelveLeads()
    {
        var random = new Random(1);
        var telemetry = new Telemetry();
        for (var lead = 0; lead < 12; lead++)
        {
            var counts = new int[500];
            // A few counts from sample to sample, as an ECG has, with a steep part in which a difference takes two bytes.
            for (var i = 1; i < counts.Length; i++) counts[i] = counts[i - 1] + (i % 400 < 80 ? random.Next(-200, 200) : random.Next(-9, 10));
            var signal = new Core.Signals.SignalDescriptor("ecg", $"L{lead}", Core.Signals.Mdc.EcgLead, Core.Signals.MdcUnit.Millivolt, 500, 0.005);
            telemetry.Waveforms.Add(WaveformCodec.Encode(new Core.Signals.SampleBlock(signal, 0, TimeSpan.Zero, counts), session: 1));
        }

        return telemetry;
    }

    private async Task MeasureAsync(DrainBroker broker, ConfirmMode mode, int records, long bytes)
    {
        var settings = new UplinkSettings(broker.Host, broker.Port, broker.ClientOf(Device), Site, Device) { Confirm = mode };
        var service = new UplinkService(
            settings, new MosquittoProvider(), _journal, online => new Record { Device = Device, Stream = "status", Status = new Status { Online = online } },
            TimeProvider.System, new Random(1), new Fence(Device, 0), NullLogger<UplinkService>.Instance);
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        var (cpu, allocated, peak) = (self.TotalProcessorTime, GC.GetTotalAllocatedBytes(), 0L);
        using var stop = new CancellationTokenSource();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        var running = service.RunAsync(stop.Token);
        while (_journal.Count(JournalStreams.Telemetry) > 0)
        {
            await beat.WaitForNextTickAsync(CancellationToken.None);
            self.Refresh();
            peak = Math.Max(peak, self.WorkingSet64);
            if (running.IsCompleted) await running;
        }

        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        self.Refresh();
        var used = (self.TotalProcessorTime - cpu).TotalSeconds;
        await stop.CancelAsync();
        await running;
        await Terminal.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {mode} | {records} | {seconds:0.0} | {records / seconds:0} | {bytes / seconds / 1e6:0.0} | {used:0.0} | {100 * used / seconds:0} | {peak >> 20} | {(GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / records:0.0} |"));
        await Terminal.Out.FlushAsync();
        if (service.Counters.Sent[JournalStreams.Telemetry] < records) throw new InvalidOperationException("Not everything was confirmed.");
    }
}
