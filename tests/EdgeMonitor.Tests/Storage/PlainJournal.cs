using System.Text;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

/// <summary>
/// A second provider under the name of the one that a build may be without: a plain file of records, a line each, of which a test can spoil one. Nobody
/// appends to it but <see cref="Fill"/>; its records are there to be moved.
/// </summary>
internal sealed class PlainJournal(string directory) : IJournalReader, IJournalProvider
{
    public const string Name = "litedb";

    private readonly string _path = Path.Combine(directory, FileName);

    /// <summary>The file of its records.</summary>
    public const string FileName = "journal-000001.litedb";

    public static JournalProviderAttribute Attribute { get; } = new JournalProviderAttribute<PlainJournal>(Name, 1);

    string IJournalReader.Provider => Name;

    /// <summary>Makes it the directory's journal so far, with these records.</summary>
    public static void Fill(string root, IEnumerable<JournalRecord> records)
    {
        using var directory = JournalDirectory.Own(root);
        var reserve = SequenceReserve.Read(directory, Name);
        File.AppendAllLines(Path.Combine(root, FileName), records.Select(record =>
        {
            reserve.Cover(record.Stream, record.Sequence);
            return $"{record.Stream} {record.Sequence} {Convert.ToBase64String(record.Bytes.Span)}";
        }));
    }

    /// <summary>Damages the line of a record, so that neither it nor anything behind it is read in order.</summary>
    public static void Spoil(string root, string stream, long sequence)
    {
        var path = Path.Combine(root, FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace($"{stream} {sequence} ", $"{stream}#{sequence} ", StringComparison.Ordinal), Encoding.ASCII);
    }

    public static IJournal Open(string directory) => throw new JournalException("It only hands its records over.");

    public static IJournalReader OpenReader(string directory) => new PlainJournal(directory);

    public static IEnumerable<JournalRecord> Salvage(string file) => File.ReadLines(file).Select(Parse).OfType<JournalRecord>();

    public IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit)
    {
        var found = new List<JournalRecord>();
        foreach (var line in File.ReadLines(_path).Where(line => line.StartsWith(stream, StringComparison.Ordinal)))
        {
            if (Parse(line) is { } record)
            {
                if (record.Sequence > after && found.Count < limit) found.Add(record);
            }
            else if (found.Count < limit)
            {
                if (found.Count > 0) return found;
                throw new JournalException("A line is damaged");
            }
        }

        return found;
    }

    public long LastSequence(string stream) => Of(stream).LastOrDefault().Sequence;

    public long? FirstSequence(string stream) => Of(stream).Select(record => (long?)record.Sequence).FirstOrDefault();

    public long Count(string stream) => File.ReadLines(_path).Count(line => line.StartsWith(stream, StringComparison.Ordinal));

    public long Bytes(string stream) => Of(stream).Sum(record => (long)record.Bytes.Length);

    public void Dispose()
    {
    }

    private static JournalRecord? Parse(string line) =>
        line.Split(' ') is [var stream, var sequence, var bytes] ? new JournalRecord(stream, long.Parse(sequence, System.Globalization.CultureInfo.InvariantCulture), Convert.FromBase64String(bytes)) : null;

    private IEnumerable<JournalRecord> Of(string stream) => Salvage(_path).Where(record => record.Stream == stream);
}
