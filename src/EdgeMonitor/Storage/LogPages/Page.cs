using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeMonitor.Storage.LogPages;

/// <summary>
/// A page of LiteDB's file format 8 as far as our streams must know it: its number, its transaction, and whether it ends one. In the data
/// file, where the transaction's field always holds 0xFFFFFFFF, ours carries the page's check sum there.
/// </summary>
internal static class Page
{
    /// <summary>Size of a page, bytes.</summary>
    public const int Bytes = 8192;

    private const int NumberAt = 0; // uint
    private const int TransactionAt = 14; // uint
    private const int ConfirmedAt = 18; // byte: not 0 in the last page of a committed transaction
    private const uint NoTransaction = uint.MaxValue;
    private const uint ZeroSum = 0x5A45524F; // stands for a sum of 0xFFFFFFFF, which would look like a page without one

    /// <summary>The page's number in the data file.</summary>
    public static uint NumberOf(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadUInt32LittleEndian(page[NumberAt..]);

    /// <summary>True for the last page of a committed transaction.</summary>
    public static bool EndsTransaction(ReadOnlySpan<byte> page) => page[ConfirmedAt] != 0;

    /// <summary>Turns a page of the log into the one that belongs into the data file.</summary>
    public static void Settle(Span<byte> page)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page[TransactionAt..], NoTransaction);
        page[ConfirmedAt] = 0;
    }

    /// <summary>Puts the check sum into a page for the data file; false where the field is in use, which nothing but a page of the log has.</summary>
    public static bool TrySeal(Span<byte> page)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[TransactionAt..]) != NoTransaction) return false;
        BinaryPrimitives.WriteUInt32LittleEndian(page[TransactionAt..], SumOf(page));
        return true;
    }

    /// <summary>Checks a page of the data file and takes the check sum out of it; a page that was never written, all zero, passes.</summary>
    public static bool TryOpen(Span<byte> page)
    {
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(page[TransactionAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(page[TransactionAt..], NoTransaction);
        if (stored == SumOf(page)) return true;
        BinaryPrimitives.WriteUInt32LittleEndian(page[TransactionAt..], stored);
        return !page.ContainsAnyExcept((byte)0);
    }

    /// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), continued from <paramref name="sum"/>.</summary>
    public static uint Crc32C(uint sum, ReadOnlySpan<byte> bytes)
    {
        sum = ~sum;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) sum = BitOperations.Crc32C(sum, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..]) sum = BitOperations.Crc32C(sum, rest);
        return ~sum;
    }

    private static uint SumOf(ReadOnlySpan<byte> page) => Crc32C(0, page) is var sum and not NoTransaction ? sum : ZeroSum;
}

/// <summary>A page on the disk is not what was written there.</summary>
internal sealed class PageDamagedException(string message) : IOException(message);
