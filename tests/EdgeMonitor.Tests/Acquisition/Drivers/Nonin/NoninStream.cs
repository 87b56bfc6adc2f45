namespace EdgeMonitor.Tests.Acquisition.Drivers.Nonin;

/// <summary>Writes what a device would send, from the protocol table alone: it shares no code with the parser.</summary>
internal sealed class NoninStream(bool formatSeven = false)
{
    private readonly List<byte> _bytes = [];

    public bool FormatSeven { get; set; } = formatSeven;

    public int Frames { get; private set; }

    public byte[] ToArray() => [.. _bytes];

    /// <summary>One packet of 25 frames; the status bits are those of every frame, SYNC is added.</summary>
    public NoninStream Packet(int rate, int saturation, int status = 0x02, int displayRate = 0, int displaySaturation = 0)
    {
        var data = new byte[25];
        (data[0], data[1], data[2], data[3]) = ((byte)(rate >> 7), (byte)(rate & 0x7F), (byte)saturation, 0x30);
        (data[8], data[19], data[20]) = ((byte)displaySaturation, (byte)(displayRate >> 7), (byte)(displayRate & 0x7F));
        for (var i = 0; i < data.Length; i++) Frame(status | (i == 0 ? 1 : 0), PlethOf(Frames), data[i]);
        return this;
    }

    /// <summary>A pleth like a pulse: 16 bits.</summary>
    public static int PlethOf(int frame) => 32768 + (int)(20000 * Math.Sin(frame / 10.0)) + frame % 7;

    public NoninStream Frame(int status, int pleth, int data)
    {
        byte[] four = FormatSeven
            ? [(byte)(0x80 | status), (byte)(pleth >> 8), (byte)pleth, (byte)data]
            : [0x01, (byte)(0x80 | status), (byte)(pleth >> 8), (byte)data];
        _bytes.AddRange([.. four, (byte)four.Sum(value => value)]);
        Frames++;
        return this;
    }

    public NoninStream Garbage(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }
}
