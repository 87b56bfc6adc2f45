using System.Buffers.Binary;
using System.Text;

namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>What a device says that streams or answers, other than its frames.</summary>
internal enum NoninMessageKind
{
    /// <summary>Nothing of the kind.</summary>
    None,

    /// <summary>More bytes decide it.</summary>
    Open,

    /// <summary>06: the command was taken.</summary>
    Accepted,

    /// <summary>15: it was not.</summary>
    Refused,

    /// <summary>An answer <c>02 op length data 03</c>.</summary>
    Reply,

    /// <summary>A spot-check record of format #13.</summary>
    Record,

    /// <summary>A record whose sum is wrong.</summary>
    DamagedRecord,
}

/// <summary>Tells the messages of the device at the front of the stream.</summary>
internal static class NoninMessage
{
    /// <summary>First and last byte of replies and records; the answers to a command.</summary>
    public const byte Begin = 0x02, End = 0x03, Accepted = 0x06, Refused = 0x15;

    /// <summary>Operation codes of replies: those of the commands with bit 7 set.</summary>
    public const byte DeviceTypeReply = 0xF3, SerialReply = 0xF4;

    /// <summary>Longest reply, bytes (chosen: twice the longest known).</summary>
    public const int MostBytes = 32;

    private const byte FirstReply = 0xF0, LastReply = 0xF5;
    private const int HeadBytes = 3;

    /// <summary>Tells what stands at the front, and how long it is.</summary>
    /// <param name="front">The bytes.</param>
    /// <param name="atBoundary">The stream is in step and a frame may begin here: only there is a single byte an answer.</param>
    /// <param name="size">Its bytes.</param>
    public static NoninMessageKind Read(ReadOnlySpan<byte> front, bool atBoundary, out int size)
    {
        size = 1;
        if (front.IsEmpty) return NoninMessageKind.None;
        if (atBoundary && front[0] == Accepted) return NoninMessageKind.Accepted;
        if (atBoundary && front[0] == Refused) return NoninMessageKind.Refused;
        if (front[0] != Begin) return NoninMessageKind.None;
        if (front.Length < 2) return NoninMessageKind.Open;
        if (front[1] is >= FirstReply and <= LastReply) return ReadReply(front, out size);
        size = NoninRecord.Size;
        return NoninRecord.Look(front);
    }

    /// <summary>The nine digits of a serial number's reply; null where it is damaged.</summary>
    /// <param name="reply">The whole reply. Its data: 02, the digits, and the sum of those ten bytes modulo 256.</param>
    public static string? SerialOf(ReadOnlySpan<byte> reply)
    {
        var data = reply[HeadBytes..^1];
        if (data.Length < 3) return null;
        byte sum = 0;
        foreach (var value in data[..^1]) sum += value;
        var digits = data[1..^1];
        return sum == data[^1] && digits.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 ? Encoding.ASCII.GetString(digits).Trim() : null;
    }

    /// <summary>The model of a device type's reply, by the codes known; else the codes themselves.</summary>
    public static string ModelOf(ReadOnlySpan<byte> reply)
    {
        var data = reply[HeadBytes..^1];
        if (data.IndexOf((ReadOnlySpan<byte>)[0x18, 0x05, 0x09]) >= 0) return "Nonin 3150";
        if (data.IndexOf((ReadOnlySpan<byte>)[0x9E, 0x09]) >= 0 || data.IndexOf((ReadOnlySpan<byte>)[0x93, 0x06]) >= 0) return "Nonin 9560";
        return $"Nonin, type {Convert.ToHexString(data)}";
    }

    private static NoninMessageKind ReadReply(ReadOnlySpan<byte> front, out int size)
    {
        size = 0;
        if (front.Length < HeadBytes) return NoninMessageKind.Open;
        size = HeadBytes + front[2] + 1;
        if (front[2] == 0 || size > MostBytes) return NoninMessageKind.None;
        if (front.Length < size) return NoninMessageKind.Open;
        return front[size - 1] == End ? NoninMessageKind.Reply : NoninMessageKind.None;
    }
}

/// <summary>One spot-check record of format #13, 21 bytes: a measurement that a person took. Its date and time are the device's and are not used.</summary>
/// <param name="IsFromMemory">It was measured at another time and kept.</param>
/// <param name="IsMissing">The measurement did not succeed.</param>
/// <param name="PulseRate">1/min.</param>
/// <param name="Saturation">SpO2, %.</param>
internal readonly record struct NoninRecord(bool IsFromMemory, bool IsMissing, int PulseRate, int Saturation)
{
    /// <summary>Bytes of a record.</summary>
    public const int Size = 21;

    private const int StatusAt = 13, RateAt = 15, SaturationAt = 17, SumAt = 19, SummedFrom = 5;
    private const int FromMemory = 0x0010, Missing = 0x0001;

    /// <summary>02, the format's number 13, and the length of what follows, 14; both numbers high byte first.</summary>
    private static ReadOnlySpan<byte> Head => [NoninMessage.Begin, 0x00, 0x0D, 0x00, 0x0E];

    /// <summary>Tells whether a record stands at the front.</summary>
    public static NoninMessageKind Look(ReadOnlySpan<byte> front)
    {
        var known = Math.Min(front.Length, Head.Length);
        if (!front[..known].SequenceEqual(Head[..known])) return NoninMessageKind.None;
        if (front.Length < Size) return NoninMessageKind.Open;
        if (front[Size - 1] != NoninMessage.End) return NoninMessageKind.None;
        return TryRead(front, out _) ? NoninMessageKind.Record : NoninMessageKind.DamagedRecord;
    }

    /// <summary>Reads the first 21 bytes as a record; false where they are none. Byte 19 is the sum of bytes 5 to 18 modulo 256.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out NoninRecord record)
    {
        record = default;
        if (bytes.Length < Size || !bytes.StartsWith(Head) || bytes[Size - 1] != NoninMessage.End) return false;
        byte sum = 0;
        foreach (var value in bytes[SummedFrom..SumAt]) sum += value;
        if (sum != bytes[SumAt]) return false;
        var status = BinaryPrimitives.ReadUInt16BigEndian(bytes[StatusAt..]);
        record = new NoninRecord(
            (status & FromMemory) != 0, (status & Missing) != 0, BinaryPrimitives.ReadUInt16BigEndian(bytes[RateAt..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[SaturationAt..]));
        return true;
    }
}
