using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>FLOAT of IEEE 11073 as this protocol carries it, in 32 bits.</summary>
internal static class IntellivueFloat
{
    private const uint NotANumber = 0x7FFFFF;

    /// <summary>The number, or null where it is none.</summary>
    public static double? Read(uint bits) => (double?)MedicalFloat.Of((int)bits).Value;

    /// <summary>The bits of a number with so many decimals; null is "not a number".</summary>
    public static uint Write(double? value, int decimals)
        => value is { } number ? (uint)(byte)-decimals << 24 | (uint)(int)Math.Round(number * Math.Pow(10, decimals)) & 0xFFFFFF : NotANumber;
}
