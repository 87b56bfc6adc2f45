using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>Reads numbers from the front of a message, high byte first. Past the end everything reads as zero or empty, and <see cref="Failed"/> stays set.</summary>
internal ref struct OctetReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>True once more was wanted than there was.</summary>
    public bool Failed { get; private set; }

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Left => _left;

    /// <summary>8 bits.</summary>
    public byte U8() => Take(1) is [var value] ? value : (byte)0;

    /// <summary>16 bits.</summary>
    public ushort U16() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : (ushort)0;

    /// <summary>32 bits.</summary>
    public uint U32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32BigEndian(four) : 0;

    /// <summary>Leaves bytes out.</summary>
    public void Skip(int count) => Take(count);

    /// <summary>The next bytes; empty where there are not so many.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
        {
            Failed = true;
            _left = default;
            return default;
        }

        var front = _left[..count];
        _left = _left[count..];
        return front;
    }

    /// <summary>A part that begins with its length in 16 bits.</summary>
    public ReadOnlySpan<byte> Counted() => Take(U16());
}
