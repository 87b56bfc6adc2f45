using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>FLOAT of IEEE 11073: 8 bits of exponent, 24 of mantissa, both signed: mantissa × 10^exponent. Five mantissas are no number.</summary>
internal static class MedicalFloat
{
    /// <summary>Not a number; not at this resolution; infinite, upwards and downwards; reserved.</summary>
    public const int NaN = 0x7FFFFF, NotAtThisResolution = -0x800000, PlusInfinity = 0x7FFFFE, MinusInfinity = -0x7FFFFE, Reserved = -0x7FFFFF;

    /// <summary>The number, or null where it is none.</summary>
    public static double? Read(uint bits)
    {
        var mantissa = (int)(bits << 8) >> 8;
        if (mantissa is NaN or NotAtThisResolution or PlusInfinity or MinusInfinity or Reserved) return null;
        var exponent = (sbyte)(bits >> 24);
        // Dividing by an exact power gives the nearest number; multiplying by 0.1 does not.
        return exponent < 0 ? mantissa / Math.Pow(10, -exponent) : mantissa * Math.Pow(10, exponent);
    }

    /// <summary>The bits of a number with so many decimals; null is "not a number".</summary>
    public static uint Write(double? value, int decimals)
        => value is { } number ? (uint)(byte)-decimals << 24 | (uint)(int)Math.Round(number * Math.Pow(10, decimals)) & 0xFFFFFF : NaN;

    /// <summary>Reads it from the front.</summary>
    public static double? Read(ReadOnlySpan<byte> bytes) => Read(BinaryPrimitives.ReadUInt32BigEndian(bytes));
}
