using System.Buffers.Binary;
using System.Text;
using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Storage.RecordFiles;

/// <summary>
/// Which records were removed, in a file of its own: a full disk lets no store delete, but bytes that are there already can be written over.
/// The file has two halves, written in turn, each with magic, version, length and CRC-32C; the higher version that is whole is in force. It also
/// knows each stream's last sequence, for when the file that holds the record is gone, and which files there are.
/// </summary>
internal sealed class TrimMarks
{
    /// <summary>The file's name in the journal's directory.</summary>
    public const string FileName = "removed";

    private const ulong Magic = 0x31534B52414D4745; // "EGMARKS1"
    private const int HeadBytes = 24; // magic, version, length, sum
    private const int FirstHalfBytes = 64 << 10; // room for some thousand holes
    private readonly string _path;
    private readonly Dictionary<string, Mark> _streams = new(StringComparer.Ordinal);
    private ulong _version;
    private int _halfBytes = FirstHalfBytes;

    private TrimMarks(string path) => _path = path;

    /// <summary>The streams that are known.</summary>
    public IReadOnlyDictionary<string, Mark> Streams => _streams;

    /// <summary>Grows with each writing.</summary>
    public ulong Version => _version;

    /// <summary>Numbers of the files that hold records.</summary>
    public SortedSet<int> Files { get; } = [];

    /// <summary>Reads the file; null where it is missing or damaged.</summary>
    /// <exception cref="IOException">It exists and cannot be read.</exception>
    public static TrimMarks? Read(string path)
    {
        if (!File.Exists(path)) return null;
        var bytes = File.ReadAllBytes(path);
        var marks = new TrimMarks(path) { _halfBytes = bytes.Length / 2 };
        ReadOnlyMemory<byte> newest = default;
        for (var half = 0; half < 2; half++)
        {
            if (TryOpen(bytes.AsMemory(half * marks._halfBytes, marks._halfBytes), out var version, out var content) && version > marks._version)
                (marks._version, newest) = (version, content);
        }

        if (marks._version == 0) return null;
        marks.Parse(newest);
        return marks;
    }

    /// <summary>Makes the file, with nothing removed.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static TrimMarks Create(string path)
    {
        var marks = new TrimMarks(path);
        marks.Save();
        return marks;
    }

    /// <summary>The stream's mark, made where there is none.</summary>
    public Mark Of(string stream)
    {
        if (!_streams.TryGetValue(stream, out var mark)) _streams[stream] = mark = new Mark();
        return mark;
    }

    /// <summary>Writes all of it; when this returns it is on the disk. Needs no room unless there are very many holes.</summary>
    /// <exception cref="IOException">It is not, or it is not known: read the file again.</exception>
    public void Save()
    {
        var content = Encode();
        var half = new byte[HeadBytes + content.Length];
        content.CopyTo(half, HeadBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(half, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(half.AsSpan(8), _version + 1);
        BinaryPrimitives.WriteInt32LittleEndian(half.AsSpan(16), content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(half.AsSpan(20), SumOf(half));
        if (_version == 0 || half.Length > _halfBytes)
        {
            while (half.Length > _halfBytes) _halfBytes *= 2;
            var whole = new byte[2 * _halfBytes]; // written in full: its blocks are taken from now on
            half.CopyTo(whole, (int)((_version + 1) % 2) * _halfBytes);
            DurableFile.Replace(_path, whole);
        }
        else
        {
            using var file = DiskFile.Open(_path);
            file.Write((long)((_version + 1) % 2) * _halfBytes, half);
            file.Sync();
        }

        _version++;
    }

    private static bool TryOpen(ReadOnlyMemory<byte> half, out ulong version, out ReadOnlyMemory<byte> content)
    {
        (version, content) = (0, default);
        var head = half.Span;
        if (head.Length < HeadBytes || BinaryPrimitives.ReadUInt64LittleEndian(head) != Magic) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(head[16..]);
        if (length < 0 || length > head.Length - HeadBytes) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[20..]) != SumOf(head[..(HeadBytes + length)])) return false;
        (version, content) = (BinaryPrimitives.ReadUInt64LittleEndian(head[8..]), half.Slice(HeadBytes, length));
        return true;
    }

    private static uint SumOf(ReadOnlySpan<byte> half) => Page.Crc32C(Page.Crc32C(0, half[..20]), half[HeadBytes..]);

    private byte[] Encode()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8))
        {
            writer.Write7BitEncodedInt(Files.Count);
            foreach (var file in Files) writer.Write7BitEncodedInt(file);
            writer.Write7BitEncodedInt(_streams.Count);
            foreach (var (name, mark) in _streams)
            {
                writer.Write(name);
                writer.Write7BitEncodedInt64(mark.Last);
                writer.Write7BitEncodedInt(mark.Removed.All.Count);
                foreach (var (first, last) in mark.Removed.All)
                {
                    writer.Write7BitEncodedInt64(first);
                    writer.Write7BitEncodedInt64(last - first);
                }
            }
        }

        return bytes.ToArray();
    }

    private void Parse(ReadOnlyMemory<byte> content)
    {
        using var reader = new BinaryReader(new MemoryStream(content.ToArray()), Encoding.UTF8);
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--) Files.Add(reader.Read7BitEncodedInt());
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var mark = Of(reader.ReadString());
            mark.Last = reader.Read7BitEncodedInt64();
            for (var ranges = reader.Read7BitEncodedInt(); ranges > 0; ranges--)
            {
                var first = reader.Read7BitEncodedInt64();
                mark.Removed.Add(first, first + reader.Read7BitEncodedInt64());
            }
        }
    }

    /// <summary>What is known of one stream.</summary>
    internal sealed class Mark
    {
        /// <summary>Its last sequence when this was written; the files may hold a higher one.</summary>
        public long Last { get; set; }

        /// <summary>What was removed.</summary>
        public RemovedRanges Removed { get; } = new();
    }
}
