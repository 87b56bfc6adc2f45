using System.Buffers.Binary;

namespace EdgeMonitor.Storage.LogPages;

/// <summary>
/// A page as it lies in the log: magic, generation, its number in the log, the number of its transaction's first page, CRC-32C of these and the
/// page, the page. Numbers are little-endian. A transaction begins at a block of its own, so that what is synced is never written over.
/// </summary>
internal static class LogFrame
{
    /// <summary>Size of a frame, bytes.</summary>
    public const int Bytes = HeadBytes + Page.Bytes;

    /// <summary>Size of what stands before the page, bytes.</summary>
    public const int HeadBytes = 24;

    /// <summary>The largest unit that a disk may tear, bytes. Chosen: a page of the kernel and a sector of today's disks.</summary>
    public const int BlockBytes = 4096;

    /// <summary>What a frame begins with: "EMPG".</summary>
    public const uint Magic = 0x47504D45;

    private const int SumAt = 20;

    /// <summary>The page's bytes in a frame.</summary>
    public static Span<byte> PageOf(Span<byte> frame) => frame[HeadBytes..];

    /// <summary>Fills in what stands before the page.</summary>
    public static void Seal(Span<byte> frame, ulong generation, int index, int first)
    {
        WriteHead(frame, generation, index, first);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[SumAt..], SumOf(frame));
    }

    /// <summary>True where the frame is whole and of this generation.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> frame, ulong generation, out int index, out int first)
    {
        (index, first) = (0, 0);
        if (frame.Length != Bytes || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic) return false;
        if (BinaryPrimitives.ReadUInt64LittleEndian(frame[4..]) != generation) return false;
        index = BinaryPrimitives.ReadInt32LittleEndian(frame[12..]);
        first = BinaryPrimitives.ReadInt32LittleEndian(frame[16..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(frame[SumAt..]) == SumOf(frame);
    }

    /// <summary>True where the frame is whole, whatever its generation: what is looked for in a damaged log.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> frame) =>
        frame.Length == Bytes && TryOpen(frame, BinaryPrimitives.ReadUInt64LittleEndian(frame[4..]), out _, out _);

    /// <summary>The position at which the next transaction begins.</summary>
    public static long NextBlock(long position) => (position + BlockBytes - 1) / BlockBytes * BlockBytes;

    private static void WriteHead(Span<byte> frame, ulong generation, int index, int first)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[4..], generation);
        BinaryPrimitives.WriteInt32LittleEndian(frame[12..], index);
        BinaryPrimitives.WriteInt32LittleEndian(frame[16..], first);
    }

    private static uint SumOf(ReadOnlySpan<byte> frame) => Page.Crc32C(Page.Crc32C(0, frame[..SumAt]), frame[HeadBytes..]);
}
