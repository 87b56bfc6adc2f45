using System.Globalization;
using System.Text;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>
/// A sealed journal that is damaged while nobody runs, and its recovery as the daemon does it: set aside, a fresh one begun, the records brought back portion by
/// portion while new ones are stored, the file marked. Each record that is acknowledged afterwards is written into the disk's trace: "! stream sequence".
/// </summary>
internal sealed class RecoveryWorkload(JournalProviderAttribute provider, string root, int seed) : IDisposable
{
    private const int Batches = 60; // chosen: some hundred records, so that they come back in several portions
    private const int RemovedEvery = 20, RemovedBeyond = 5;

    private readonly Random _random = new(seed);
    private readonly FileStream _marks = new(Path.Combine(root, "marks"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private string State => StateOf(root);

    /// <summary>The box's state directory on a disk; its own name is on the disk as well.</summary>
    public static string StateOf(string root) => Path.Combine(root, "state");

    /// <summary>Where the journal lies in a state directory.</summary>
    public static string JournalOf(string state) => Path.Combine(state, "journal");

    /// <summary>
    /// True for a record that was removed before the damage. A removal has no sync of its own: what it left in the file may come back, and need not.
    /// </summary>
    public static bool WasRemoved(string stream, long sequence)
        => stream == JournalStreams.Telemetry && sequence < Batches + RemovedBeyond && (sequence + 1) % RemovedEvery <= RemovedBeyond && sequence + 1 >= RemovedEvery;

    /// <summary>Does it all.</summary>
    public void Run()
    {
        using (var box = new SealedBox(provider, State)) Fill(box.Journal);
        Damage();
        using (var box = new SealedBox(provider, State)) Recover(box.Journal, JournalOf(State), () => Append(box.Journal, telemetry: 2));
        using (var box = new SealedBox(provider, State)) Append(box.Journal, telemetry: 3);
    }

    /// <summary>Brings back what lies in files that were set aside, and marks them.</summary>
    /// <param name="journal">The open journal.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="between">Done after each portion.</param>
    public static void Recover(SealedJournal journal, string directory, Action between)
    {
        foreach (var file in SetAsideFile.Waiting(directory))
        {
            var salvage = new FileSalvage(journal, file.Path, JournalProviders.All);
            foreach (var streams in (IReadOnlyList<string>[])[FileSalvage.Urgent, [JournalStreams.Telemetry]])
            {
                foreach (var portion in salvage.Portions(streams))
                {
                    journal.Restore(portion);
                    between();
                }
            }

            file.Done(salvage.Summary(salvage.Missing()));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _marks.Dispose();

    private void Fill(SealedJournal journal)
    {
        for (var batch = 0; batch < Batches; batch++)
        {
            Append(journal, telemetry: _random.Next(1, 6));
            if (batch % RemovedEvery == RemovedEvery - 1) journal.Trim(JournalStreams.Telemetry, batch, batch + RemovedBeyond);
        }
    }

    private void Append(SealedJournal journal, int telemetry)
    {
        var records = new List<PlainRecord>();
        for (var i = 0; i < telemetry; i++) records.Add(Next(JournalStreams.Telemetry, i, _random.Next(200, 4000)));
        if (_random.Next(2) == 0) records.Add(Next(JournalStreams.Alarms, 0, _random.Next(60, 600)));
        journal.Append(records);
        foreach (var record in records) Mark(string.Create(CultureInfo.InvariantCulture, $"! {record.Stream} {record.Sequence}"));

        PlainRecord Next(string stream, int offset, int length)
        {
            var sequence = journal.NextSequence(stream) + offset;
            return new PlainRecord(stream, sequence, KnownRecords.BytesOf(stream, sequence, length));
        }
    }

    /// <summary>Noise over a part of the largest file of records, or its end cut off, as a dying card leaves it.</summary>
    private void Damage()
    {
        Mark("? x");
        var largest = new DirectoryInfo(JournalOf(State)).GetFiles().Where(file => file.Extension is ".sqlite" or ".litedb").MaxBy(file => file.Length)!;
        using var file = new FileStream(largest.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        if (seed % 2 == 0)
        {
            file.SetLength(largest.Length * 3 / 4);
        }
        else
        {
            var noise = new byte[largest.Length / 8];
            _random.NextBytes(noise);
            file.Position = largest.Length / 3;
            file.Write(noise);
            file.Position = 0;
            file.Write(noise.AsSpan(0, 100)); // its head, so that it is found at once
        }

        DurableFile.Sync(file.SafeFileHandle);
    }

    private void Mark(string text) => _marks.Write(Encoding.ASCII.GetBytes(text));
}

/// <summary>A state directory's journal with its keys, as the daemon opens it.</summary>
internal sealed class SealedBox : IDisposable
{
    private readonly IJournal _store;
    private readonly KeyRing _keys;
    private readonly RecordSeal _seal;

    public SealedBox(JournalProviderAttribute provider, string state)
    {
        _store = provider.Open(RecoveryWorkload.JournalOf(state));
        _keys = KeyRing.Open(state, credentials: null, holdsRecords: false);
        _seal = new RecordSeal(_keys, "box-1");
        Journal = new SealedJournal(_store, _seal);
    }

    /// <summary>The journal.</summary>
    public SealedJournal Journal { get; }

    /// <summary>What is wrong with the keys.</summary>
    public IReadOnlyList<string> KeyFaults => _keys.Faults;

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _seal.Dispose();
        _keys.Dispose();
    }
}
