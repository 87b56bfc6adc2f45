using System.Text;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// A table row as it lies in a page (sqlite.org/fileformat2.html, "B-tree cell format" and "Record format"), recognised by itself: its length, its row
/// id and its header must agree. Neither the page's own header nor the list of its cells is needed, which may be what is broken.
/// </summary>
/// <param name="Row">Row id.</param>
/// <param name="PayloadBytes">All bytes of the row, on this page and on those that it overflows to.</param>
/// <param name="PayloadAt">Where they begin in the page.</param>
/// <param name="ValueAt">Where the first column after the row id begins, counted in the payload.</param>
/// <param name="ValueBytes">Its length.</param>
/// <param name="IsText">True for a name, false for a record's bytes.</param>
internal readonly record struct SqliteCell(long Row, int PayloadBytes, int PayloadAt, int ValueAt, int ValueBytes, bool IsText)
{
    private const int MostPayloadBytes = 64 << 20; // chosen: no record is a thousandth of it
    private const int MostColumns = 8; // chosen: twice what any table of the journal has
    private const int FirstBlob = 12, FirstText = 13; // serial types: even ones from 12 are blobs, odd ones from 13 are texts

    /// <summary>How many bytes of the payload are on the row's own page; the others are in its overflow pages.</summary>
    public int LocalBytes { get; private init; }

    /// <summary>Reads what begins at a place of a page; false where that is no row of a record or of a stream.</summary>
    public static bool TryRead(ReadOnlySpan<byte> page, int at, out SqliteCell cell)
    {
        cell = default;
        if (!TryVarint(page, ref at, out var payload) || payload is < 3 or > MostPayloadBytes || !TryVarint(page, ref at, out var row)) return false;
        var stream = row >> SqliteStore.SequenceBits;
        var isRecord = stream is >= 1 and <= StreamTable.MaxStreams;
        if (!isRecord && row is not (>= 1 and <= StreamTable.MaxStreams)) return false;
        var local = Local((int)payload, page.Length);
        if (at + local + (local < payload ? sizeof(uint) : 0) > page.Length) return false;
        return TryColumns(page.Slice(at, local), payload, !isRecord, out var valueAt, out var valueBytes)
            && (cell = new SqliteCell(row, (int)payload, at, valueAt, valueBytes, !isRecord) { LocalBytes = local }) is { Row: > 0 };
    }

    /// <summary>The name in a row of the streams' table, which lies on its page as a whole; null where it is none.</summary>
    public string? Name(ReadOnlySpan<byte> page)
    {
        if (!IsText || LocalBytes < PayloadBytes) return null;
        var bytes = page.Slice(PayloadAt + ValueAt, ValueBytes);
        foreach (var letter in bytes)
        {
            if (letter < ' ') return null;
        }

        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The row's header: the row id's own column is empty, one blob or one text comes next, numbers may follow, and all lengths add up.</summary>
    private static bool TryColumns(ReadOnlySpan<byte> payload, long all, bool text, out int valueAt, out int valueBytes)
    {
        (valueAt, valueBytes) = (0, 0);
        var at = 0;
        if (!TryVarint(payload, ref at, out var header) || header < 3 || header > payload.Length) return false;
        if (!TryVarint(payload, ref at, out var key) || key != 0 || !TryVarint(payload, ref at, out var value)) return false;
        if (value < (text ? FirstText : FirstBlob) || (value % 2 == 1) != text) return false;
        var total = header + (valueBytes = (int)Math.Min((value - FirstBlob) / 2, MostPayloadBytes));
        valueAt = (int)header;
        for (var column = 2; at < header; column++)
        {
            if (column == MostColumns || !TryVarint(payload, ref at, out var type) || NumberBytes(type) is not { } bytes) return false;
            total += bytes;
        }

        return at == header && total == all;
    }

    /// <summary>Bytes of a number of this serial type; null where the type is no number's.</summary>
    private static int? NumberBytes(long type) => type switch
    {
        0 or 8 or 9 => 0, // nothing, 0 and 1
        >= 1 and <= 4 => (int)type,
        5 => 6,
        6 or 7 => 8,
        _ => null,
    };

    /// <summary>The rule by which a row of a table is divided between its page and its overflow pages ("Cell payload overflow pages").</summary>
    private static int Local(int payload, int page)
    {
        var (most, least) = (page - 35, ((page - 12) * 32 / 255) - 23);
        if (payload <= most) return payload;
        var filling = least + ((payload - least) % (page - sizeof(uint)));
        return filling <= most ? filling : least;
    }

    private static bool TryVarint(ReadOnlySpan<byte> bytes, ref int at, out long value)
    {
        value = 0;
        for (var i = 0; i < 9 && at < bytes.Length; i++)
        {
            var next = bytes[at++];
            if (i == 8)
            {
                value = (value << 8) | next;
                return true;
            }

            value = (value << 7) | (next & 0x7Fu);
            if (next < 0x80) return true;
        }

        return false;
    }
}
