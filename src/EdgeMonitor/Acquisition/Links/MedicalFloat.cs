using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>
/// A decimal number of IEEE 11073-20601 as Bluetooth's medical profiles and patient monitors carry it: mantissa × 10^exponent, in 16 bits (SFLOAT: 4 + 12) or 32 bits (FLOAT: 8 + 24).
/// Five mantissas are no numbers (not a number, not at this resolution, both infinities, reserved); they are whatever the exponent is, because senders differ in it.
/// </summary>
/// <param name="Mantissa">As sent.</param>
/// <param name="Exponent">As sent, a power of ten.</param>
/// <param name="IsNumber">False for a special value.</param>
internal readonly record struct MedicalFloat(int Mantissa, int Exponent, bool IsNumber)
{
    /// <summary>Bytes of the two forms.</summary>
    public const int ShortLength = 2, LongLength = 4;

    /// <summary>The special mantissas lie this far around the most negative one: +INF, NaN below; NRes, reserved, -INF from it on.</summary>
    private const int SpecialsBelow = 2, SpecialsAbove = 2;

    /// <summary>Exponents that a decimal can carry exactly beside 24 bits of mantissa; no vital sign lies outside.</summary>
    private const int LeastExponent = -28, MostExponent = 20;

    /// <summary>The exact number; null for a special value, and for a power of ten that nothing at a bed has.</summary>
    public decimal? Value => !IsNumber || Exponent is < LeastExponent or > MostExponent ? null
        : Exponent <= 0 ? new decimal(Math.Abs(Mantissa), 0, 0, Mantissa < 0, (byte)-Exponent)
        : Mantissa * PowerOfTen(Exponent);

    /// <summary>Reads the 16-bit form, little-endian.</summary>
    public static MedicalFloat ReadShort(ReadOnlySpan<byte> bytes)
    {
        var raw = BinaryPrimitives.ReadInt16LittleEndian(bytes);
        return Make((short)(raw << 4) >> 4, raw >> 12, 12);
    }

    /// <summary>Reads the 32-bit form, little-endian.</summary>
    public static MedicalFloat ReadLong(ReadOnlySpan<byte> bytes) => Of(BinaryPrimitives.ReadInt32LittleEndian(bytes));

    /// <summary>The number of 32 bits.</summary>
    public static MedicalFloat Of(int bits) => Make(bits << 8 >> 8, bits >> 24, 24);

    /// <summary>The mantissa's bits near 2^(bits-1): 07FE, 07FF, 0800, 0801, 0802, and 007FFFFE to 00800002.</summary>
    private static MedicalFloat Make(int mantissa, int exponent, int bits)
    {
        var middle = 1 << (bits - 1);
        var unsigned = mantissa & ((1 << bits) - 1);
        return new MedicalFloat(mantissa, exponent, unsigned < middle - SpecialsBelow || unsigned > middle + SpecialsAbove);
    }

    private static decimal PowerOfTen(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < exponent; i++) power *= 10;
        return power;
    }
}
