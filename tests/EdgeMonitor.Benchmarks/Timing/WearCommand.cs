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
/// At the bound the journal is full, and of what it holds the oldest 72nd part goes each time. <see cref="BarePages"/> stands beside it.
/// </summary>
internal static class WearCommand
{
    private const double SecondsPerDay = 86_400, Megabyte = 1e6;
    private const int GroupToFill = 64;
    private const int BoundParts = 72; // as JournalExcess: an hour of three days
    private static readonly int[] Groups = [1, 2, 8];
    private static readonly Removal[] Removals = [new("never"), new("at the bound", AtBound: true), new("each as it is confirmed", 1), new("16 at a time", 16)];

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
            foreach (var load in Removals.SelectMany(removal => Groups.Select(group => new Load(group, removal))))
                await PrintAsync(provider.Name, load, Measure(provider, records, load), seconds);
        }

        foreach (var group in Groups) await PrintAsync("bare pages", new Load(group, new Removal("never")), MeasureBare(records, group), seconds);
    }

    private static async Task PrintAsync(string provider, Load load, (long Written, long Payload) measured, int seconds)
    {
        var (written, payload) = measured;
        var day = written / (double)seconds * SecondsPerDay / Megabyte;
        await Terminal.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"| {provider} | {load.Group} | {load.Removal.Name} | {(double)written / payload:F2} | {day:F0} |"));
        await Terminal.Out.FlushAsync();
    }

    private static (long Written, long Payload) Measure(JournalProviderAttribute provider, List<byte[]> records, Load load)
    {
        using var folder = new WearFolder();
        using var keys = KeyRing.Open(Path.Combine(folder.Path, "state"), credentials: null, holdsRecords: false);
        using var seal = new RecordSeal(keys, "bed-1");
        seal.Seal(JournalStreams.Telemetry, 1, []); // its key is made here and not in what is measured
        var kept = 1L;
        if (load.Removal.AtBound)
        {
            using var store = provider.Open(folder.Path);
            Append(new SealedJournal(store, seal), records, GroupToFill);
        }

        long written, payload;
        using (var store = provider.Open(folder.Path))
        {
            var journal = new SealedJournal(store, seal);
            var most = load.Removal.AtBound ? records.Count : 0;
            var portion = load.Removal.AtBound ? Math.Max(1, records.Count / BoundParts) : load.Removal.AtATime;
            written = -Written();
            Append(journal, records, load.Group, next =>
            {
                for (; portion > 0 && next - kept >= most + portion; kept += portion) journal.Trim(JournalStreams.Telemetry, kept, kept + portion - 1);
            });
            payload = journal.AppendedBytes;
        }

        return (written + Written(), payload); // closed: what the log still held is in the file
    }

    private static void Append(SealedJournal journal, List<byte[]> records, int group, Action<long>? then = null)
    {
        foreach (var batch in records.Chunk(group))
        {
            var next = journal.NextSequence(JournalStreams.Telemetry);
            journal.Append([.. batch.Select(bytes => new PlainRecord(JournalStreams.Telemetry, next++, bytes))]);
            then?.Invoke(next);
        }
    }

    private static (long Written, long Payload) MeasureBare(List<byte[]> records, int group)
    {
        using var folder = new WearFolder();
        var sizes = records.Select(record => record.Length + RecordSeal.Overhead).ToList();
        var written = 0L;
        using (var pages = BarePages.Open(Path.Combine(folder.Path, "bare.sqlite"), sizes.Sum()))
        {
            written -= Written();
            foreach (var commit in sizes.Chunk(group)) pages.Commit(commit.Sum());
        }

        return (written + Written(), sizes.Sum());
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

    /// <summary>When records go again.</summary>
    private sealed record Removal(string Name, int AtATime = 0, bool AtBound = false);

    /// <summary>How records come and go.</summary>
    private sealed record Load(int Group, Removal Removal);

    /// <summary>A folder on the disk of the program, as the temporary one may be in memory.</summary>
    private sealed class WearFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(AppContext.BaseDirectory, "wear", Guid.NewGuid().ToString("N"))).FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
