using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>What lies in a box's journal, read through its own key from a copy, so that the daemon itself meets what a crash has left.</summary>
/// <param name="Last">Each stream's highest sequence ever.</param>
/// <param name="Records">The stored records of each stream, by sequence.</param>
/// <param name="Clocks">What is remembered of the last starts' clocks.</param>
internal sealed record StoredState(IReadOnlyDictionary<string, long> Last, IReadOnlyDictionary<string, Dictionary<long, Record>> Records, StoredClocks Clocks)
{
    /// <summary>Reads a state directory that no daemon is using; a record that cannot be read fails the test.</summary>
    /// <param name="state">The directory.</param>
    /// <param name="credentials">Where the service's credentials are; null where it has none.</param>
    public static StoredState Read(string state, string? credentials = null)
    {
        var copy = Directory.CreateTempSubdirectory("edgemonitor-copy-").FullName;
        try
        {
            foreach (var folder in (string[])["journal", "keys"]) Directory.CreateDirectory(Path.Combine(copy, folder));
            foreach (var file in Directory.GetFiles(state, "*", SearchOption.AllDirectories))
            {
                // The spare file holds nothing but room, and a killed daemon leaves its socket.
                if (Path.GetFileName(file) is not ("spare" or "lock" or "control.sock")) File.Copy(file, Path.Combine(copy, Path.GetRelativePath(state, file)));
            }

            using var keys = KeyRing.Read(copy, credentials);
            using var seal = new RecordSeal(keys, Bedside.Device);
            using var store = SqliteJournal.Open(Path.Combine(copy, "journal"));
            var journal = new SealedJournal(store, seal);
            Assert.That(journal.OpeningNotes, Is.Empty, "the journal was not whole");
            return new StoredState(
                JournalStreams.All.ToDictionary(stream => stream, journal.LastSequence),
                JournalStreams.All.ToDictionary(stream => stream, stream => ReadAll(journal, stream)),
                journal.ReadFrom(JournalStreams.Clocks, 0, int.MaxValue).Records is [.., var clocks] ? StoredClocks.Parser.ParseFrom(clocks.Bytes.Span) : new StoredClocks());
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static Dictionary<long, Record> ReadAll(SealedJournal journal, string stream)
    {
        var page = journal.ReadFrom(stream, 0, int.MaxValue);
        Assert.That(page.Unreadable, Is.Empty, $"{stream} holds records that cannot be read");
        return page.Records.ToDictionary(record => record.Sequence, record => RecordCodec.Decode(record.Bytes.Span));
    }
}
