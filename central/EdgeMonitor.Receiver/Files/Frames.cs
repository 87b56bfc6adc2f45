using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Receiver.Files;

/// <summary>
/// The frames of a segment: length of the body (4 bytes), CRC-32C of length and body (4), body. All numbers are little-endian. The body is
/// sequence (8), takeover (4), digest (16) and the record in protobuf.
/// </summary>
internal static class Frames
{
    /// <summary>Bytes before a frame's body.</summary>
    public const int HeaderBytes = 8;

    /// <summary>Bytes of the body before the record.</summary>
    public const int KeyBytes = sizeof(long) + sizeof(uint) + ReceivedRecord.DigestBytes;

    /// <summary>Longest body; a greater length is damage.</summary>
    public const int LongestBody = KeyBytes + ReceivedRecord.LongestPayload;

    /// <summary>What a segment begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "EMRECV1\n"u8;

    /// <summary>Adds a record's frame.</summary>
    public static void Write(IBufferWriter<byte> output, ReceivedRecord record)
    {
        var length = KeyBytes + record.Bytes.Length;
        var frame = output.GetSpan(HeaderBytes + length)[..(HeaderBytes + length)];
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        var body = frame[HeaderBytes..];
        BinaryPrimitives.WriteInt64LittleEndian(body, record.Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(body[sizeof(long)..], record.Takeover);
        record.Digest.CopyTo(body[(sizeof(long) + sizeof(uint))..]);
        record.Bytes.CopyTo(body[KeyBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[sizeof(int)..], Checksum(frame[..sizeof(int)], body));
        output.Advance(frame.Length);
    }

    /// <summary>The length of the body that a frame's header promises, or null where there can be no such body.</summary>
    public static int? BodyLength(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadInt32LittleEndian(header) is >= KeyBytes and <= LongestBody and var length ? length : null;

    /// <summary>True where the body is what was written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(int)..]) == Checksum(header[..sizeof(int)], body);

    /// <summary>The record of a whole body.</summary>
    public static StoredFrame Read(ReadOnlySpan<byte> body) => new(
        BinaryPrimitives.ReadInt64LittleEndian(body),
        BinaryPrimitives.ReadUInt32LittleEndian(body[sizeof(long)..]),
        body.Slice(sizeof(long) + sizeof(uint), ReceivedRecord.DigestBytes).ToArray(),
        body[KeyBytes..].ToArray());

    /// <summary>CRC-32C (Castagnoli), as iSCSI has it (RFC 3720, appendix B.4).</summary>
    private static uint Checksum(ReadOnlySpan<byte> length, ReadOnlySpan<byte> body) => ~Continue(Continue(uint.MaxValue, length), body);

    private static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var single in bytes) crc = BitOperations.Crc32C(crc, single);
        return crc;
    }
}

/// <summary>One record as a segment holds it.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Takeover">Which box made it.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Bytes">The record in protobuf, as <see cref="RecordCodec"/> reads it.</param>
internal readonly record struct StoredFrame(long Sequence, uint Takeover, byte[] Digest, byte[] Bytes);
