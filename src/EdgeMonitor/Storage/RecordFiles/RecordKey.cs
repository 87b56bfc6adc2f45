using System.Buffers.Binary;
using System.Text;

namespace EdgeMonitor.Storage.RecordFiles;

/// <summary>
/// A record's key in its file: the stream's name with its length before it, the sequence and the record's length, both big-endian, so that keys
/// are in the order of the sequences and an index alone tells what a file holds.
/// </summary>
/// <param name="Stream">Stream name.</param>
/// <param name="Sequence">Its number in the stream.</param>
/// <param name="Length">Bytes of the record.</param>
internal readonly record struct RecordKey(string Stream, long Sequence, int Length)
{
    private const int NumberBytes = sizeof(long) + sizeof(int);

    /// <summary>The key's bytes.</summary>
    public byte[] ToBytes()
    {
        var name = Encoding.UTF8.GetBytes(Stream);
        var key = new byte[1 + name.Length + NumberBytes];
        key[0] = (byte)name.Length;
        name.CopyTo(key, 1);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(1 + name.Length), Sequence);
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(1 + name.Length + sizeof(long)), Length);
        return key;
    }

    /// <summary>The key that these bytes are; null where they are none.</summary>
    public static RecordKey? Parse(ReadOnlySpan<byte> key)
    {
        if (key.Length < 1 + NumberBytes || key.Length != 1 + key[0] + NumberBytes) return null;
        var numbers = key[(1 + key[0])..];
        var (sequence, length) = (BinaryPrimitives.ReadInt64BigEndian(numbers), BinaryPrimitives.ReadInt32BigEndian(numbers[sizeof(long)..]));
        return sequence < 1 || length < 0 ? null : new RecordKey(Encoding.UTF8.GetString(key.Slice(1, key[0])), sequence, length);
    }
}
