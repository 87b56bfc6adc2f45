using System.Buffers;

namespace EdgeMonitor.Acquisition.Drivers.Cms50;

/// <summary>Which of the family's two protocols a device speaks.</summary>
internal enum Cms50Generation
{
    /// <summary>Five bytes a frame, 19200 8O1, streams without being asked: CMS50D+ up to firmware 4.6 and its kin.</summary>
    Legacy,

    /// <summary>Nine bytes a frame, 115200 8N1, streams while it is asked: "v7", newer CMS50D+ and the CMS50E/F class.</summary>
    Seven,
}

/// <summary>What both protocols say of the probe, in bits of our own.</summary>
[Flags]
internal enum Cms50Status : byte
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>Searches for a pulse.</summary>
    Searching = 1,

    /// <summary>Has searched too long: one source says that, another says that the finger is out; here the finger counts as out.</summary>
    SearchedTooLong = 2,

    /// <summary>The probe is unplugged or broken.</summary>
    ProbeError = 4,
}

/// <summary>One frame, 60 a second. No checksum in either protocol: only the places of bit 7 can be checked.</summary>
/// <param name="Status">The probe.</param>
/// <param name="Pleth">Pleth, 0 to 127.</param>
/// <param name="PulseRate">1/min, 0 to 255; 0 and 255 are none.</param>
/// <param name="Saturation">SpO2, %, 0 to 127; 0 and 127 are none.</param>
internal readonly record struct Cms50Frame(Cms50Status Status, int Pleth, int PulseRate, int Saturation)
{
    /// <summary>Bytes of a frame of each protocol.</summary>
    public const int LegacySize = 5, SevenSize = 9;

    /// <summary>First byte of a packet of protocol 7: a real-time sample; the device ends the transfer.</summary>
    public const byte SampleType = 0x01, EndType = 0x0D;

    /// <summary>Bit 7: on the first byte of a legacy frame and on no other; on all but the first byte of a packet of protocol 7.</summary>
    public const byte Mark = 0x80;

    private const byte Low = 0x7F;

    /// <summary>Bytes of a frame.</summary>
    public static int SizeOf(Cms50Generation generation) => generation == Cms50Generation.Legacy ? LegacySize : SevenSize;

    /// <summary>Takes one frame from the front; where no good one is there the bytes stay as they are.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> bytes, Cms50Generation generation, out Cms50Frame frame)
    {
        frame = default;
        Span<byte> front = stackalloc byte[SizeOf(generation)];
        if (bytes.Length < front.Length) return false;
        bytes.Slice(0, front.Length).CopyTo(front);
        if (!TryRead(front, generation, out frame)) return false;
        bytes = bytes.Slice(front.Length);
        return true;
    }

    /// <summary>Reads the first bytes as a frame; false where they are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, Cms50Generation generation, out Cms50Frame frame)
        => generation == Cms50Generation.Legacy ? TryReadLegacy(bytes, out frame) : TryReadSeven(bytes, out frame);

    private static bool TryReadLegacy(ReadOnlySpan<byte> bytes, out Cms50Frame frame)
    {
        frame = default;
        if (bytes.Length < LegacySize || bytes[0] < Mark || ((bytes[1] | bytes[2] | bytes[3] | bytes[4]) & Mark) != 0) return false;
        var status = ((bytes[0] & 0x10) != 0 ? Cms50Status.SearchedTooLong : 0)
            | ((bytes[2] & 0x20) != 0 ? Cms50Status.Searching : 0)
            | ((bytes[2] & 0x10) != 0 ? Cms50Status.ProbeError : 0);
        frame = new Cms50Frame(status, bytes[1], ((bytes[2] & 0x40) << 1) | bytes[3], bytes[4]);
        return true;
    }

    private static bool TryReadSeven(ReadOnlySpan<byte> bytes, out Cms50Frame frame)
    {
        frame = default;
        if (bytes.Length < SevenSize || bytes[0] != SampleType) return false;
        var all = bytes[1];
        for (var i = 2; i < SevenSize; i++) all &= bytes[i];
        if (all < Mark) return false;
        var signal = Data(bytes, 0);
        var wave = Data(bytes, 1);
        var status = ((signal & 0x10) != 0 ? Cms50Status.SearchedTooLong : 0)
            | ((wave & 0x80) != 0 ? Cms50Status.Searching : 0)
            | ((signal & 0x80) != 0 ? Cms50Status.ProbeError : 0);
        frame = new Cms50Frame(status, wave & Low, Data(bytes, 3), Data(bytes, 4) & Low);
        return true;
    }

    /// <summary>The data bytes travel with bit 7 set; their own bit 7 is in the byte before them.</summary>
    private static int Data(ReadOnlySpan<byte> packet, int index) => (packet[2 + index] & Low) | (((packet[1] >> index) & 1) << 7);
}
