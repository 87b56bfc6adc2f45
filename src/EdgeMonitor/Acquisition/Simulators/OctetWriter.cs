using System.Buffers.Binary;
using System.Text;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>Writes a message, high byte first, whose parts begin with their lengths.</summary>
internal sealed class OctetWriter
{
    private readonly byte[] _bytes = new byte[4096];

    /// <summary>Bytes so far.</summary>
    public int Count { get; private set; }

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Count);

    /// <summary>16 bits each.</summary>
    public OctetWriter U16(params ReadOnlySpan<int> values)
    {
        foreach (var value in values) BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan((Count += 2) - 2), (ushort)value);
        return this;
    }

    /// <summary>32 bits each.</summary>
    public OctetWriter U32(params ReadOnlySpan<uint> values)
    {
        foreach (var value in values) BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan((Count += 4) - 4), value);
        return this;
    }

    /// <summary>Bytes.</summary>
    public OctetWriter Bytes(params ReadOnlySpan<byte> values)
    {
        values.CopyTo(_bytes.AsSpan(Count));
        Count += values.Length;
        return this;
    }

    /// <summary>A text with its length in bytes, ended by a zero.</summary>
    public OctetWriter Text(string text) => U16(text.Length + 1).Bytes(Encoding.ASCII.GetBytes(text)).Bytes(0);

    /// <summary>A part behind its length, 16 bits.</summary>
    public OctetWriter Counted(Action<OctetWriter> part)
    {
        var at = Count;
        Count += 2;
        part(this);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(at), (ushort)(Count - at - 2));
        return this;
    }

    /// <summary>An attribute: its id, its length, its value.</summary>
    public OctetWriter Attribute(int id, Action<OctetWriter> value) => U16(id).Counted(value);

    /// <summary>Begins anew.</summary>
    public OctetWriter Clear()
    {
        Count = 0;
        return this;
    }
}
