using System.Buffers;
using System.Buffers.Text;

namespace EdgeMonitor.Acquisition.Drivers.Masimo;

/// <summary>The exception bits that mean something here; the others pass unread.</summary>
[Flags]
internal enum MasimoException : uint
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>No sensor is plugged in.</summary>
    NoSensor = 0x001,

    /// <summary>The sensor is defective.</summary>
    DefectiveSensor = 0x002,

    /// <summary>Low perfusion.</summary>
    LowPerfusion = 0x004,

    /// <summary>Searches for a pulse.</summary>
    PulseSearch = 0x008,

    /// <summary>Interference.</summary>
    Interference = 0x010,

    /// <summary>The sensor is off the patient.</summary>
    SensorOff = 0x020,

    /// <summary>Too much ambient light.</summary>
    AmbientLight = 0x040,

    /// <summary>The sensor is not recognised.</summary>
    UnrecognisedSensor = 0x080,

    /// <summary>Low signal quality (signal IQ).</summary>
    LowSignalQuality = 0x400,
}

/// <summary>One line of text, one a second: date and time, then <c>KEY=VALUE</c>, parted by blanks. Which keys there are, and how wide, differs by model. No checksum.</summary>
/// <param name="Serial">SN, digits; empty where the device does not say it.</param>
/// <param name="Saturation">SPO2, %; null where it is not available.</param>
/// <param name="PulseRate">BPM, 1/min; null likewise.</param>
/// <param name="PerfusionIndex">PI, %; null likewise.</param>
/// <param name="HasPerfusionIndex">The device has the key, be it without a value.</param>
/// <param name="Exceptions">EXC.</param>
internal readonly record struct MasimoLine(string Serial, int? Saturation, int? PulseRate, double? PerfusionIndex, bool HasPerfusionIndex, MasimoException Exceptions)
{
    /// <summary>Longest line, bytes without its end (chosen: three times the longest met).</summary>
    public const int MostBytes = 512;

    private static readonly SearchValues<byte> DecimalBytes = SearchValues.Create("0123456789."u8);

    /// <summary>The head: <c>03/17/16 19:19:36 </c>, of which only the form is looked at: the device's clock is not trusted.</summary>
    private static ReadOnlySpan<byte> Head => "00/00/00 00:00:00 "u8;

    /// <summary>Reads a line, without its end. False where the head or one of the values used here is not as it must be: it is damaged as a whole then.</summary>
    /// <param name="line">The line.</param>
    /// <param name="known">The serial number already known, so that no string is made for each line.</param>
    /// <param name="read">What it says.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, string known, out MasimoLine read)
    {
        read = default;
        if (!IsHead(line)) return false;
        var rest = line[Head.Length..];
        var serial = "";
        int? saturation = null, pulseRate = null;
        double? perfusion = null;
        bool hasSaturation = false, hasPulseRate = false, hasPerfusion = false;
        MasimoException? exceptions = null;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)' ');
            var word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (word.IsEmpty) continue;
            var equals = word.IndexOf((byte)'=');
            if (equals <= 0) return false;
            var key = word[..equals];
            var value = word[(equals + 1)..].TrimEnd((byte)'%');
            if (key.SequenceEqual("SPO2"u8)) hasSaturation = TryReadWhole(value, out saturation);
            else if (key.SequenceEqual("BPM"u8)) hasPulseRate = TryReadWhole(value, out pulseRate);
            else if (key.SequenceEqual("EXC"u8)) exceptions = ReadHex(value);
            else if (key.SequenceEqual("PI"u8))
            {
                hasPerfusion = TryReadDecimal(value, out perfusion);
                if (!hasPerfusion) return false;
            }
            else if (key.SequenceEqual("SN"u8)) serial = SerialOf(value, known);
        }

        if (!hasSaturation || !hasPulseRate || exceptions is null) return false;
        read = new MasimoLine(serial, saturation, pulseRate, perfusion, hasPerfusion, exceptions.Value);
        return true;
    }

    /// <summary>True for the date and time that begin a line; a part of it fits where it is cut off.</summary>
    private static bool IsHead(ReadOnlySpan<byte> line)
    {
        if (line.Length < Head.Length) return false;
        for (var i = 0; i < Head.Length; i++)
        {
            if (Head[i] == (byte)'0' ? line[i] is < (byte)'0' or > (byte)'9' : line[i] != Head[i]) return false;
        }

        return true;
    }

    private static bool IsMissing(ReadOnlySpan<byte> value) => value.Contains((byte)'-');

    private static bool TryReadWhole(ReadOnlySpan<byte> value, out int? number)
    {
        number = null;
        if (IsMissing(value)) return true;
        if (value.IsEmpty || value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return false;
        if (!Utf8Parser.TryParse(value, out int whole, out var used) || used != value.Length) return false;
        number = whole;
        return true;
    }

    /// <summary>Digits with one decimal point, whatever the locale.</summary>
    private static bool TryReadDecimal(ReadOnlySpan<byte> value, out double? number)
    {
        number = null;
        if (IsMissing(value)) return true;
        if (value.IsEmpty || value[0] is < (byte)'0' or > (byte)'9' || value.IndexOfAnyExcept(DecimalBytes) >= 0) return false;
        if (!Utf8Parser.TryParse(value, out double read, out var used) || used != value.Length) return false;
        number = read;
        return true;
    }

    private static MasimoException? ReadHex(ReadOnlySpan<byte> value)
        => Utf8Parser.TryParse(value, out uint bits, out var used, 'x') && used == value.Length ? (MasimoException)bits : null;

    private static string SerialOf(ReadOnlySpan<byte> value, string known)
    {
        if (IsMissing(value) || value.Length > 20) return "";
        return System.Text.Ascii.Equals(value, known) ? known : System.Text.Encoding.ASCII.GetString(value);
    }
}
