using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Links.Ble;

/// <summary>
/// Takes the fields of a characteristic's value in their order. Past the end it gives zeros and says so by <see cref="IsShort"/>, so that a parser asks once, at the
/// end. Bytes after the last known field are for versions to come, and do not disturb.
/// </summary>
/// <param name="bytes">The value.</param>
internal ref struct GattReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True where a field was asked for that the value does not have.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Bytes not yet taken.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>Unsigned, 8 bits.</summary>
    public byte Byte() => Take(1) is { IsEmpty: false } one ? one[0] : (byte)0;

    /// <summary>Unsigned, 16 bits.</summary>
    public ushort UInt16() => Take(2) is { IsEmpty: false } two ? BinaryPrimitives.ReadUInt16LittleEndian(two) : (ushort)0;

    /// <summary>Unsigned, 24 bits.</summary>
    public int UInt24() => Take(3) is { IsEmpty: false } three ? three[0] | (three[1] << 8) | (three[2] << 16) : 0;

    /// <summary>A number of 16 bits.</summary>
    public MedicalFloat Short() => Take(MedicalFloat.ShortLength) is { IsEmpty: false } two ? MedicalFloat.ReadShort(two) : default;

    /// <summary>A number of 32 bits.</summary>
    public MedicalFloat Long() => Take(MedicalFloat.LongLength) is { IsEmpty: false } four ? MedicalFloat.ReadLong(four) : default;

    /// <summary>The device's date and time, seven bytes; null where a part is unknown (0) or no date.</summary>
    public DateTime? Time()
    {
        var (year, month, day, hour, minute, second) = (UInt16(), Byte(), Byte(), Byte(), Byte(), Byte());
        return year is >= 1582 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60
            ? new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified)
            : null;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count)
        {
            _rest = default;
            IsShort = true;
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
