using System.Globalization;
using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition.Drivers.Medibus;

/// <summary>The driver's settings.</summary>
/// <param name="Line">The line; the usual one is 9600 8E1.</param>
/// <param name="Waves">The device's codes of the waves that are wanted, in order.</param>
/// <param name="Device">What the device must say it is: its id, or a part of its name; empty where any is welcome.</param>
internal sealed record MedibusSettings(SerialSettings Line, IReadOnlyList<byte> Waves, string Device)
{
    /// <summary>Settings' names.</summary>
    public const string BaudName = "Baud", ParityName = "Parity", WavesName = "Waves", DeviceName = "Device";

    private const string UsualWaves = "pressure, flow, co2";

    private static readonly int[] Bauds = [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200];

    /// <summary>The lines at which such devices are met, the usual one first.</summary>
    public static IReadOnlyList<SerialSettings> Lines { get; } = [new(9600, SerialParity.Even), new(19200, SerialParity.Even), new(19200), new(38400)];

    /// <summary>All as usual.</summary>
    public static MedibusSettings Usual { get; } = new(Lines[0], CodesOf(UsualWaves)!, "");

    /// <summary>Reads them.</summary>
    /// <exception cref="SensorSettingException">One is wrong.</exception>
    public static MedibusSettings Read(SensorContext context)
    {
        context.AllowOnly(BaudName, ParityName, WavesName, DeviceName);
        return new MedibusSettings(new SerialSettings(BaudOf(context), ParityOf(context)), WavesOf(context), Text(context, DeviceName) ?? "");
    }

    private static int BaudOf(SensorContext context)
    {
        if (Text(context, BaudName) is not { } text) return Usual.Line.Baud;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var baud) && Bauds.Contains(baud)
            ? baud
            : throw new SensorSettingException($"Settings:{BaudName}", text, "one of " + string.Join(", ", Bauds));
    }

    private static SerialParity ParityOf(SensorContext context) => Text(context, ParityName) switch
    {
        null => Usual.Line.Parity,
        var text when text.Equals("even", StringComparison.OrdinalIgnoreCase) => SerialParity.Even,
        var text when text.Equals("odd", StringComparison.OrdinalIgnoreCase) => SerialParity.Odd,
        var text when text.Equals("none", StringComparison.OrdinalIgnoreCase) => SerialParity.None,
        var text => throw new SensorSettingException($"Settings:{ParityName}", text, "even, odd or none"),
    };

    private static IReadOnlyList<byte> WavesOf(SensorContext context)
    {
        if (Text(context, WavesName) is not { } text) return Usual.Waves;
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase)) return [];
        return CodesOf(text) ?? throw new SensorSettingException($"Settings:{WavesName}", text, $"none, or at most {MedibusWaves.Most} of {string.Join(", ", MedibusWave.Names)} with commas between them");
    }

    /// <summary>The codes of names with commas between them; null where one is not known, or there are too many.</summary>
    private static IReadOnlyList<byte>? CodesOf(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        var known = names.Length <= MedibusWaves.Most && names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length && names.All(name => MedibusWave.CodesOf(name).Any());
        return known ? [.. names.SelectMany(MedibusWave.CodesOf)] : null;
    }

    private static string? Text(SensorContext context, string name)
        => context.Settings.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
