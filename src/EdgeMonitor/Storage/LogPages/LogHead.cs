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
    private const int NoticeAt = 2048; // apart from what the sum covers
    private const byte Notice = 1;

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

    /// <summary>
    /// Tells readers in other processes, by the block that the next generation will take, that the data file is being written from now on: they read
    /// the same memory of the kernel, so that nothing need be on the disk.
    /// </summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void GiveNotice(IStoreFile file, ulong generation) => file.Write(NoticePosition(generation), [Notice]);

    /// <summary>Takes a notice back that a checkpoint which failed has left.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void WithdrawNotice(IStoreFile file, ulong generation) => file.Write(NoticePosition(generation), [0]);

    /// <summary>True where the data file may have been written in this generation.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static bool HasNotice(IStoreFile file, ulong generation)
    {
        Span<byte> notice = stackalloc byte[1];
        return file.Read(NoticePosition(generation), notice) == 1 && notice[0] == Notice;
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

    private static long NoticePosition(ulong generation) => ((long)((generation + 1) % 2) * LogFrame.BlockBytes) + NoticeAt;
}
