using System.Globalization;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Monitoring;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>
/// <c>--wear [seconds]</c>: bytes that the kernel writes for each byte of records, with the recorder's own records of 12 leads at 500 Hz, a second each,
/// committed as the recorder does. No time needs to pass between the commits: each is synced, and a checkpoint comes by what was written. Budget: 2.3.
/// </summary>
internal static class WearCommand
{
    private const double SecondsPerDay = 86_400, Megabyte = 1e6;

    /// <summary>The measurements, printed as a table.</summary>
    /// <param name="seconds">Seconds of load; the default includes several checkpoints.</param>
    public static async Task RunAsync(int seconds)
    {
        var records = Records(seconds);
        await Terminal.Out.WriteLineAsync($"Records of {records.Average(record => record.Length) + RecordSeal.Overhead:F0} bytes, {seconds} s.");
        await Terminal.Out.WriteLineAsync("| provider | records a commit | removed | written / records | MB written a bed-day |");
        await Terminal.Out.WriteLineAsync("|---|---|---|---|---|");
        foreach (var provider in JournalProviders.All)
        {
            foreach (var (group, trimmed) in ((int, int)[])[(1, 0), (2, 0), (8, 0), (2, 1), (2, 16)])
            {
                var (written, payload) = Measure(provider, records, group, trimmed);
                var removed = trimmed switch { 0 => "never", 1 => "each as it is confirmed", _ => $"{trimmed} at a time" };
                var day = written / (double)seconds * SecondsPerDay / Megabyte;
                await Terminal.Out.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"| {provider.Name} | {group} | {removed} | {(double)written / payload:F2} | {day:F0} |"));
                await Terminal.Out.FlushAsync();
            }
        }
    }

    private static (long Written, long Payload) Measure(JournalProviderAttribute provider, List<byte[]> records, int group, int trimmed)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "wear", Guid.NewGuid().ToString("N"));
        using var keys = KeyRing.Open(Path.Combine(folder, "state"), credentials: null, holdsRecords: false);
        using var seal = new RecordSeal(keys, "bed-1");
        seal.Seal(JournalStreams.Telemetry, 1, []); // its key is made here and not in what is measured
        try
        {
            var written = 0L;
            long payload;
            using (var store = provider.Open(folder))
            {
                var journal = new SealedJournal(store, seal);
                written -= Written();
                var (next, kept) = (1L, 1L);
                foreach (var batch in records.Chunk(group))
                {
                    journal.Append([.. batch.Select(bytes => new PlainRecord(JournalStreams.Telemetry, next++, bytes))]);
                    for (; trimmed > 0 && next - kept >= trimmed; kept += trimmed) journal.Trim(JournalStreams.Telemetry, kept, kept + trimmed - 1);
                }

                payload = journal.AppendedBytes;
            }

            return (written + Written(), payload); // closed: what the log still held is in the file
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Written() => WearWatch.WrittenBytes() ?? throw new IOException("This kernel does not count what a process writes.");

    /// <summary>What the recorder makes of a quiet patient.</summary>
    private static List<byte[]> Records(int seconds)
    {
        var load = new FullLoad(asDriver: false);
        var batch = new TelemetryBatch();
        var records = new List<byte[]>(seconds);
        var inputs = new List<MonitorInput>(load.Beginning());
        for (var second = 0; second < seconds; second++)
        {
            load.AddSecond(second, inputs);
            foreach (var input in inputs)
            {
                if (batch.IsFull(input.At)) records.Add(Encode(batch, records.Count));
                batch.Add(input);
            }

            inputs.Clear();
        }

        return records;
    }

    private static byte[] Encode(TelemetryBatch batch, int number) => RecordCodec.Encode(new Record
    {
        Device = "bed-1",
        Stream = JournalStreams.Telemetry,
        Sequence = number + 1,
        Boot = "0f3a9c1e",
        WallMs = 1_790_000_000_000 + (number * 1000L),
        MonotonicUs = number * 1_000_000L,
        ClockSynchronised = true,
        Telemetry = batch.Take(),
    });
}
