using System.Text;

namespace EdgeMonitor.Acquisition.Drivers.Cyton;

/// <summary>Collects what the board or its dongle says in words: printable text up to <c>$$$</c>.</summary>
internal sealed class CytonText
{
    /// <summary>Longest text kept, bytes (chosen: three times what firmware 3 says of itself); of a longer one the beginning is lost.</summary>
    public const int MostBytes = 512;

    private const int EndMarks = 3;

    private readonly byte[] _bytes = new byte[MostBytes];
    private int _count;
    private int _marks;

    /// <summary>Takes a byte that belongs to no frame; the whole text where it was the last one.</summary>
    public string? Take(byte value)
    {
        if (value is not ((>= 0x20 and < 0x7F) or (byte)'\r' or (byte)'\n' or (byte)'\t'))
        {
            Forget();
            return null;
        }

        if (_count == MostBytes)
        {
            _bytes.AsSpan(MostBytes / 2).CopyTo(_bytes);
            _count = MostBytes / 2;
        }

        _bytes[_count++] = value;
        _marks = value == (byte)'$' ? _marks + 1 : 0;
        if (_marks < EndMarks) return null;
        var text = Encoding.ASCII.GetString(_bytes, 0, _count - EndMarks);
        Forget();
        return text;
    }

    /// <summary>Begins anew.</summary>
    public void Forget() => (_count, _marks) = (0, 0);
}

/// <summary>What the board said of itself after a reset.</summary>
/// <param name="Model">The first line, e.g. <c>OpenBCI V3 8-16 channel</c>.</param>
/// <param name="Firmware">E.g. <c>v3.1.1</c>; empty where it does not say it.</param>
/// <param name="HasDaisy">A second board of eight channels is attached.</param>
internal sealed record CytonGreeting(string Model, string Firmware, bool HasDaisy)
{
    private const string Maker = "OpenBCI", FirmwareKey = "Firmware:", DaisyChip = "On Daisy ADS1299";

    /// <summary>Reads a text; null where it is no greeting.</summary>
    public static CytonGreeting? Of(string text)
    {
        // Where the end of the stream stood before it in the same bytes, that is cut off.
        var begin = text.LastIndexOf(Maker, StringComparison.Ordinal);
        if (begin < 0) return null;
        var lines = text[begin..].Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var firmware = lines.FirstOrDefault(line => line.StartsWith(FirmwareKey, StringComparison.Ordinal))?[FirmwareKey.Length..].Trim() ?? "";
        return new CytonGreeting(lines[0], firmware, lines.Any(line => line.StartsWith(DaisyChip, StringComparison.Ordinal)));
    }
}
