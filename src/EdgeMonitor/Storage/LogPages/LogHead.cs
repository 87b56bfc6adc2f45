using System.Buffers.Binary;

namespace EdgeMonitor.Storage.LogPages;

/// <summary>
/// The first two blocks of a log: each holds magic, generation and CRC-32C, and they are written in turn, so that one is whole whatever happens.
/// The higher generation is in force; frames of any other are not there. A new generation empties the log.
/// </summary>
internal static class LogHead
{
    /// <summary>Where the frames begin.</summary>
    public const int Bytes = 2 * LogFrame.BlockBytes;

    private const ulong Magic = 0x31474F4C4D454745; // "EGEMLOG1"
    private const int SumAt = 16;
    private const int UsedBytes = 20;

    /// <summary>The generation in force, or null where neither block can be read.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static ulong? Read(IStoreFile file)
    {
        ulong? found = null;
        Span<byte> block = stackalloc byte[UsedBytes];
        for (var slot = 0; slot < 2; slot++)
        {
            if (file.Read(slot * LogFrame.BlockBytes, block) != UsedBytes || BinaryPrimitives.ReadUInt64LittleEndian(block) != Magic) continue;
            if (BinaryPrimitives.ReadUInt32LittleEndian(block[SumAt..]) != Page.Crc32C(0, block[..SumAt])) continue;
            var generation = BinaryPrimitives.ReadUInt64LittleEndian(block[sizeof(ulong)..]);
            if (found is null || generation > found) found = generation;
        }

        return found;
    }

    /// <summary>Puts a generation in force; when this returns it is on the disk.</summary>
    /// <exception cref="IOException">It is not, or it is not known.</exception>
    public static void Write(IStoreFile file, ulong generation)
    {
        var block = new byte[LogFrame.BlockBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(block, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(sizeof(ulong)), generation);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(SumAt), Page.Crc32C(0, block.AsSpan(0, SumAt)));
        file.Write((long)(generation % 2) * LogFrame.BlockBytes, block);
        file.Sync();
    }
}
