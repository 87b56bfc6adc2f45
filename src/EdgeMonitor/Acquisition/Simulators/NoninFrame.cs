namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>The serial data format of a simulated Nonin oximeter.</summary>
internal enum NoninFormat
{
    /// <summary>#2: start byte, 8-bit pleth.</summary>
    Format2 = 2,

    /// <summary>#7: 16-bit pleth.</summary>
    Format7 = 7,
}

/// <summary>The STATUS byte; bit 7 is always set.</summary>
[Flags]
internal enum NoninStatus : byte
{
    /// <summary>No bit but the one that is always set.</summary>
    None = 0x80,

    /// <summary>SYNC: frame 1 of a packet.</summary>
    Sync = 0x01,

    /// <summary>Green perfusion: a good pulse in this frame.</summary>
    Green = 0x02,

    /// <summary>Red perfusion: a weak pulse in this frame.</summary>
    Red = 0x04,

    /// <summary>Yellow perfusion: a marginal pulse in this frame.</summary>
    Yellow = Green | Red,

    /// <summary>SNSA: the probe is not on the finger or unusable.</summary>
    SensorAlarm = 0x08,

    /// <summary>OOT: no run of good pulses.</summary>
    OutOfTrack = 0x10,

    /// <summary>ARTF: this pulse is not used.</summary>
    Artefact = 0x20,

    /// <summary>SNSD: the probe is unplugged.</summary>
    SensorDisconnected = 0x40,
}

/// <summary>The numbers of one packet, null where missing.</summary>
/// <param name="Rate">HR, average of 4 beats, 0 to 510 per minute.</param>
/// <param name="ExtendedRate">E-HR, average of 8 beats.</param>
/// <param name="DisplayRate">HR-D, held for display.</param>
/// <param name="ExtendedDisplayRate">E-HR-D, held for display.</param>
/// <param name="SpO2">SpO2, average of 4 beats, 0 to 100 %.</param>
/// <param name="ExtendedSpO2">E-SpO2, average of 8 beats.</param>
/// <param name="DisplaySpO2">SpO2-D, held for display.</param>
/// <param name="ExtendedDisplaySpO2">E-SpO2-D, held for display.</param>
/// <param name="BeatSpO2">SpO2 of the last beat.</param>
/// <param name="SmartPoint">STAT2 bit 5: the values are good enough to be written down.</param>
/// <param name="Timer">14-bit packet counter.</param>
internal readonly record struct NoninNumerics(
    int? Rate, int? ExtendedRate, int? DisplayRate, int? ExtendedDisplayRate,
    int? SpO2, int? ExtendedSpO2, int? DisplaySpO2, int? ExtendedDisplaySpO2, int? BeatSpO2,
    bool SmartPoint, int Timer);

/// <summary>
/// The bytes of a Nonin frame, formats #2 and #7: 5 bytes, 75 frames a second, 25 frames to a packet. Layout from public drivers that agree:
/// mdpnp (org.mdpnp.devices.nonin.pulseox), Pufferfish ventilator firmware (Driver/Serial/Nonin), Oxford IBME (NoninPacket).
/// </summary>
internal static class NoninFrame
{
    /// <summary>Bytes in a frame.</summary>
    public const int Length = 5;

    /// <summary>Frames in a packet.</summary>
    public const int PerPacket = 25;

    /// <summary>Frames a second, Hz.</summary>
    public const double Rate = 75;

    private const byte Start = 0x01, FirmwareRevision = 0x30, SmartPointBit = 0x20;
    private const int MissingRate = 511, MissingSpO2 = 127;

    /// <summary>Writes a frame.</summary>
    /// <param name="format">Which of the two layouts.</param>
    /// <param name="status">The STATUS byte.</param>
    /// <param name="pleth">The pleth value, 16 bits; format #2 sends the upper 8.</param>
    /// <param name="data">The DATA byte (<see cref="DataOf"/>).</param>
    /// <param name="frame">Receives <see cref="Length"/> bytes.</param>
    public static void Write(NoninFormat format, NoninStatus status, ushort pleth, byte data, Span<byte> frame)
    {
        var (high, low) = ((byte)(pleth >> 8), (byte)pleth);
        var marked = (byte)(status | NoninStatus.None);
        (frame[0], frame[1], frame[2]) = format == NoninFormat.Format2 ? (Start, marked, high) : (marked, high, low);
        frame[3] = data;
        frame[4] = (byte)(frame[0] + frame[1] + frame[2] + frame[3]);
    }

    /// <summary>The DATA byte of a frame.</summary>
    /// <param name="numerics">The packet's numbers.</param>
    /// <param name="number">The frame's number in its packet, 1 to 25.</param>
    public static byte DataOf(in NoninNumerics numerics, int number) => number switch
    {
        1 => Upper(numerics.Rate ?? MissingRate),
        2 => Lower(numerics.Rate ?? MissingRate),
        3 => Lower(numerics.SpO2 ?? MissingSpO2),
        4 => FirmwareRevision,
        6 => Lower(numerics.Timer >> 7),
        7 => Lower(numerics.Timer),
        8 => numerics.SmartPoint ? SmartPointBit : (byte)0,
        9 => Lower(numerics.DisplaySpO2 ?? MissingSpO2),
        10 => Lower(numerics.SpO2 ?? MissingSpO2),
        11 => Lower(numerics.BeatSpO2 ?? MissingSpO2),
        14 => Upper(numerics.ExtendedRate ?? MissingRate),
        15 => Lower(numerics.ExtendedRate ?? MissingRate),
        16 => Lower(numerics.ExtendedSpO2 ?? MissingSpO2),
        17 => Lower(numerics.ExtendedDisplaySpO2 ?? MissingSpO2),
        20 => Upper(numerics.DisplayRate ?? MissingRate),
        21 => Lower(numerics.DisplayRate ?? MissingRate),
        22 => Upper(numerics.ExtendedDisplayRate ?? MissingRate),
        23 => Lower(numerics.ExtendedDisplayRate ?? MissingRate),
        _ => 0,
    };

    /// <summary>Bits 8 and 7 of a rate.</summary>
    private static byte Upper(int rate) => (byte)((rate >> 7) & 0x03);

    /// <summary>The lower 7 bits.</summary>
    private static byte Lower(int value) => (byte)(value & 0x7F);
}
