using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Receiver.Files;

/// <summary>
/// One file of a stream's records, and which sequences it holds. For a full one these lie in a small file beside it, so that a start need not
/// read everything ever stored.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class Segment(string path)
{
    /// <summary>What the files of segments end with.</summary>
    public const string Ending = ".log";

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Its number, from its name; 0 where that is none.</summary>
    public int Number =>
        int.TryParse(System.IO.Path.GetFileNameWithoutExtension(Path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The sequences that are on the disk.</summary>
    public SequenceRanges Sequences { get; } = new();

    /// <summary>The highest takeover among its records.</summary>
    public uint HighestTakeover { get; private set; }

    /// <summary>Where its last whole frame ends; known of the last segment only.</summary>
    public long End { get; private set; }

    private string ListPath => System.IO.Path.ChangeExtension(Path, ".ranges");

    /// <summary>Notes what is on the disk now.</summary>
    public void Add(long sequence, uint takeover)
    {
        Sequences.Add(sequence);
        HighestTakeover = Math.Max(HighestTakeover, takeover);
    }

    /// <summary>Learns what the file holds: from the list beside it, else from the file itself.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Load(bool mayUseList)
    {
        if (mayUseList && File.Exists(ListPath) && ParseList(File.ReadAllText(ListPath))) return;
        using var reader = new SegmentReader(Path);
        while (reader.TryRead(out var frame)) Add(frame.Sequence, frame.Takeover);
        End = reader.End;
    }

    /// <summary>Writes the list beside a full segment.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void WriteList()
    {
        var ranges = string.Join(' ', Sequences.All.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));
        var text = string.Create(CultureInfo.InvariantCulture, $"{HighestTakeover} {ranges}");
        DurableFile.Replace(ListPath, Encoding.ASCII.GetBytes($"{text}\n{Sum(text)}\n"));
    }

    /// <summary>The digests of those of the sequences that are here.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void FindDigests(IReadOnlySet<long> sequences, Dictionary<long, byte[]> digests)
    {
        using var reader = new SegmentReader(Path);
        while (reader.TryRead(out var frame))
        {
            if (sequences.Contains(frame.Sequence)) digests.TryAdd(frame.Sequence, frame.Digest);
        }
    }

    private static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    private bool ParseList(string list)
    {
        var lines = list.Split('\n');
        if (lines.Length < 2 || lines[1] != Sum(lines[0])) return false;
        var words = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        HighestTakeover = uint.Parse(words[0], CultureInfo.InvariantCulture);
        foreach (var word in words.Skip(1))
        {
            var ends = word.Split('-');
            Sequences.Add(long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[1], CultureInfo.InvariantCulture));
        }

        return true;
    }
}
