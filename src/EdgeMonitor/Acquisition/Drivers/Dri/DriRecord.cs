using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.Dri;

/// <summary>A record: 40 bytes of header, which names up to eight subrecords, and their data. All fields low byte first.</summary>
internal readonly ref struct DriRecord(ReadOnlySpan<byte> bytes)
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderSize = 40;

    /// <summary>Most subrecords in a record; and the type that ends their list.</summary>
    public const int MostSubrecords = 8, EndOfList = 0xFF;

    /// <summary>Kinds of records.</summary>
    public const short Numerics = 0, Waves = 1, Alarms = 4;

    private const int LevelAt = 3, KindAt = 14, ListAt = 16, EntrySize = 3;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>True where the header gives the length that the record has.</summary>
    public bool SaysItsLength => _bytes.Length >= HeaderSize && BinaryPrimitives.ReadInt16LittleEndian(_bytes) == _bytes.Length;

    /// <summary>The level of the interface: its age.</summary>
    public byte Level => _bytes[LevelAt];

    /// <summary>What it brings.</summary>
    public short Kind => BinaryPrimitives.ReadInt16LittleEndian(_bytes[KindAt..]);

    /// <summary>The subrecord of that place in the list: its type, and its data up to the next one; false at the list's end or where an offset is wrong.</summary>
    public bool TryGet(int index, out byte type, out ReadOnlySpan<byte> data)
    {
        type = EndOfList;
        data = default;
        if (index >= MostSubrecords) return false;
        var entry = _bytes[(ListAt + index * EntrySize)..];
        type = entry[2];
        if (type == EndOfList) return false;
        var all = _bytes[HeaderSize..];
        var offset = BinaryPrimitives.ReadInt16LittleEndian(entry);
        if (offset < 0 || offset > all.Length) return false;
        var end = all.Length;
        if (index + 1 < MostSubrecords && entry[EntrySize + 2] != EndOfList) end = BinaryPrimitives.ReadInt16LittleEndian(entry[EntrySize..]);
        if (end < offset || end > all.Length) return false;
        data = all[offset..end];
        return true;
    }
}
