namespace EdgeMonitor.Acquisition.Drivers.SunTech;

/// <summary>The host's frames: <c>3A command data CK</c>, all bytes together 0 modulo 256.</summary>
internal static class SunTechCommand
{
    /// <summary>First byte of a frame of the host.</summary>
    public const byte Start = 0x3A;

    /// <summary>Ends the measurement and lets the cuff go.</summary>
    public static ReadOnlySpan<byte> Abort => [Start, 0x79, 0x01, 0x00, 0x4C];

    /// <summary>Asks for the pressure in the cuff.</summary>
    public static ReadOnlySpan<byte> Cuff => [Start, 0x79, 0x05, 0x00, 0x48];

    /// <summary>Asks for the last result.</summary>
    public static ReadOnlySpan<byte> Result => [Start, 0x79, 0x03, 0x00, 0x4A];

    /// <summary>Begins a measurement of an adult.</summary>
    public static ReadOnlySpan<byte> StartAdult => [Start, 0x20, 0xA6];

    /// <summary>Begins a measurement of a neonate.</summary>
    public static ReadOnlySpan<byte> StartNeonate => [Start, 0x28, 0x9E];

    /// <summary>Sets the pressure to which the cuff is inflated at first, mmHg.</summary>
    public static byte[] Target(int mmHg)
    {
        byte[] frame = [Start, 0x17, (byte)mmHg, (byte)(mmHg >> 8), 0];
        frame[^1] = (byte)-frame.Sum(one => one);
        return frame;
    }
}
