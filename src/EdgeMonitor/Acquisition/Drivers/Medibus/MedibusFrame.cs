using System.Buffers;
using System.Globalization;

namespace EdgeMonitor.Acquisition.Drivers.Medibus;

/// <summary>The codes of commands and of their answers that are used here.</summary>
internal static class MedibusCode
{
    public const byte Corrupt = 0x15, Data1 = 0x24, Alarms1 = 0x27, Time = 0x28, Data2 = 0x2B, Alarms2 = 0x2E, Nothing = 0x30, TimeChanged = 0x49;
    public const byte Initialise = 0x51, Identity = 0x52, WaveConfiguration = 0x53, ConfigureWaves = 0x54, StopWaves = 0x55, WavesChanged = 0x56;
}

/// <summary>
/// One line: <c>1B code arguments CK 0D</c> is a command, <c>01 code data CK 0D</c> an answer; both sides send both. CK is the low byte of the sum of
/// all before it, as two upper-case hex digits.
/// </summary>
/// <param name="IsCommand">True for a command, false for an answer.</param>
/// <param name="Code">What it is.</param>
/// <param name="DataLength">Bytes of arguments or data; they begin at <see cref="DataOffset"/>.</param>
internal readonly record struct MedibusFrame(bool IsCommand, byte Code, int DataLength)
{
    public const byte CommandStart = 0x1B, AnswerStart = 0x01, End = 0x0D, XOn = 0x11, XOff = 0x13;

    /// <summary>Bytes of this and above belong to the stream of waves, which may stand anywhere in between.</summary>
    public const byte FirstOfWaves = 0x80;

    /// <summary>Where the data begin.</summary>
    public const int DataOffset = 2;

    /// <summary>Reads a line without its end.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out MedibusFrame frame)
    {
        frame = default;
        if (line.Length < DataOffset + 2 || line[0] is not (CommandStart or AnswerStart)) return false;
        byte sum = 0;
        foreach (var one in line[..^2]) sum += one;
        if (line[^2] != Digit(sum >> 4) || line[^1] != Digit(sum & 0x0F)) return false;
        frame = new MedibusFrame(line[0] == CommandStart, line[1], line.Length - DataOffset - 2);
        return true;
    }

    /// <summary>Writes a command or an answer.</summary>
    public static void Write(IBufferWriter<byte> output, byte start, byte code, ReadOnlySpan<byte> data = default)
    {
        var length = DataOffset + data.Length + 3;
        var line = output.GetSpan(length)[..length];
        line[0] = start;
        line[1] = code;
        data.CopyTo(line[DataOffset..]);
        byte sum = 0;
        foreach (var one in line[..^3]) sum += one;
        line[^3] = Digit(sum >> 4);
        line[^2] = Digit(sum & 0x0F);
        line[^1] = End;
        output.Advance(length);
    }

    /// <summary>Reads a number in hex digits; -1 where they are none.</summary>
    public static int Hex(ReadOnlySpan<byte> digits) => int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : -1;

    /// <summary>Reads a decimal number with blanks around it; null where there is none.</summary>
    public static double? Number(ReadOnlySpan<byte> text)
    {
        var trimmed = text.Trim((byte)' ');
        return double.TryParse(trimmed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    /// <summary>An upper-case hex digit.</summary>
    public static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);
}
