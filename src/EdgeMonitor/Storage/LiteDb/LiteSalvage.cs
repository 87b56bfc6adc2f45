using System.Buffers.Binary;
using EdgeMonitor.Storage.LogPages;
using EdgeMonitor.Storage.RecordFiles;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>
/// Finds records in a file that LiteDB can no longer read: every place of every page where a document may begin is followed from block to block,
/// without an index. What is found may be old, or torn: the caller checks the seals.
/// </summary>
internal static class LiteSalvage
{
    private const string LogSuffix = "-wal";
    private const int TypeAt = 4; // of a page; a document's pages have DataPage
    private const byte DataPage = 4;
    private const int HeadBytes = 32; // of a page, before its blocks
    private const int SlotBytes = 4; // at a page's end, for each block: length and position, both 16 bits
    private const int Slots = 255;
    private const int BlockHeadBytes = 6; // 0 where a document begins, then the page (32 bits) and slot of the block that follows
    private const int MostDocumentBytes = LiteFile.MaxRecordBytes + 1024;
    private const int MostVersions = 3; // of a page that a document goes on in
    private static readonly byte[] BeforeKey = [0x05, .. "_id\0"u8]; // a BSON element: binary, and its name
    private static readonly byte[] BeforeBytes = [0x05, .. "b\0"u8];

    /// <inheritdoc cref="IJournalProvider.Salvage"/>
    public static IEnumerable<JournalRecord> Read(string file)
    {
        // journal-000001.litedb.damaged-1 has its log in journal-000001.litedb-wal.damaged-1; a log alone was set aside beside its file.
        var (directory, name) = (Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFileName(file));
        var data = Path.Combine(directory, name.Replace(LogSuffix, "", StringComparison.Ordinal));
        var tail = Path.GetFileName(data).IndexOf(JournalDirectory.SetAsideMark, StringComparison.Ordinal);
        var isLog = name.Contains(LogSuffix, StringComparison.Ordinal);
        if (isLog && File.Exists(data)) yield break; // read with its file
        var log = isLog ? file : tail < 0 ? data + LogSuffix : Path.Combine(directory, Path.GetFileName(data).Insert(tail, LogSuffix));
        if (isLog && tail >= 0) data = Path.Combine(directory, Path.GetFileName(data)[..tail]);
        using var pages = LitePages.Open(data, log);
        foreach (var page in pages.All())
        {
            if (page[TypeAt] != DataPage) continue;
            for (var slot = 0; slot < Slots; slot++)
            {
                var block = Block(page, slot);
                if (block.IsEmpty || block.Span[0] != 0) continue;
                if (Document(pages, block) is { } document && Parse(document) is { } record) yield return record;
            }
        }
    }

    private static ReadOnlyMemory<byte> Block(byte[] page, int slot)
    {
        var footer = page.AsSpan(Page.Bytes - ((slot + 1) * SlotBytes), SlotBytes);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(footer);
        var position = BinaryPrimitives.ReadUInt16LittleEndian(footer[2..]);
        return position < HeadBytes || length <= BlockHeadBytes || position + length > Page.Bytes ? default : page.AsMemory(position, length);
    }

    private static byte[]? Document(LitePages pages, ReadOnlyMemory<byte> block)
    {
        var first = block.Span[BlockHeadBytes..];
        if (first.Length < sizeof(int)) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(first);
        if (length < sizeof(int) || length > MostDocumentBytes) return null;
        var document = new byte[length];
        var filled = 0;
        while (true)
        {
            var content = block[BlockHeadBytes..];
            if (content.Length > length - filled) return null;
            content.Span.CopyTo(document.AsSpan(filled));
            filled += content.Length;
            if (filled == length) return document;
            var number = BinaryPrimitives.ReadUInt32LittleEndian(block.Span[1..]);
            var slot = block.Span[sizeof(uint) + 1];
            // A block that a document goes on in has 1 at its start; where the newest version of its page has none there, an older one may.
            if (slot == Slots) return null;
            block = pages.Versions(number).Take(MostVersions).Select(page => Block(page, slot)).FirstOrDefault(found => !found.IsEmpty && found.Span[0] == 1);
            if (block.IsEmpty) return null;
        }
    }

    private static JournalRecord? Parse(ReadOnlyMemory<byte> document)
    {
        var rest = document[sizeof(int)..];
        if (Binary(ref rest, BeforeKey) is not { } keyBytes || RecordKey.Parse(keyBytes.Span) is not { } key) return null;
        return Binary(ref rest, BeforeBytes) is { } bytes && bytes.Length == key.Length ? new JournalRecord(key.Stream, key.Sequence, bytes) : null;
    }

    /// <summary>The value of a binary element: its length, a byte for its kind, the bytes.</summary>
    private static ReadOnlyMemory<byte>? Binary(ref ReadOnlyMemory<byte> rest, byte[] before)
    {
        const int lengthAndKind = sizeof(int) + 1;
        if (!rest.Span.StartsWith(before) || rest.Length < before.Length + lengthAndKind) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span[before.Length..]);
        rest = rest[(before.Length + lengthAndKind)..];
        if (length < 0 || length > rest.Length) return null;
        var value = rest[..length];
        rest = rest[length..];
        return value;
    }
}
