using System.Globalization;

namespace EdgeMonitor.Acquisition.Drivers.SunTech;

/// <summary>Who wears the cuff, as far as the module's commands for it are known.</summary>
internal enum SunTechPatient
{
    /// <summary>An adult.</summary>
    Adult,

    /// <summary>A neonate; needs the maker's neonatal cuff and hose.</summary>
    Neonate,
}

/// <summary>The driver's settings.</summary>
/// <param name="Patient">Who wears the cuff; default adult.</param>
/// <param name="InitialMmHg">The pressure of the first inflation, mmHg; null leaves it to the module.</param>
/// <param name="Interval">Time between measurements by themselves; null where a person begins each.</param>
internal sealed record SunTechSettings(SunTechPatient Patient = SunTechPatient.Adult, int? InitialMmHg = null, TimeSpan? Interval = null)
{
    /// <summary>Settings' names.</summary>
    public const string PatientName = "Patient", InitialName = "InitialInflation", IntervalName = "IntervalMinutes";

    /// <summary>Longest interval, minutes. Chosen: four hours; beyond it nobody relies on the schedule.</summary>
    private const int MostMinutes = 240;

    /// <summary>Shortest interval, minutes. Chosen: an arm that is squeezed for a minute rests for as long.</summary>
    private const int LeastMinutes = 2;

    /// <summary>Above it the cuff is let go by the host, mmHg: the limits of the module's own cut-off (general knowledge, unverified).</summary>
    public int HighestMmHg => Patient == SunTechPatient.Neonate ? 150 : 300;

    /// <summary>Lowest and highest first inflation, mmHg; chosen, well inside <see cref="HighestMmHg"/>.</summary>
    private (int Least, int Most) InitialRange => Patient == SunTechPatient.Neonate ? (60, 130) : (100, 260);

    /// <summary>Reads them.</summary>
    /// <exception cref="SensorSettingException">One is wrong.</exception>
    public static SunTechSettings Read(SensorContext context)
    {
        context.AllowOnly(PatientName, InitialName, IntervalName);
        var settings = new SunTechSettings(PatientOf(context), null, null);
        var (least, most) = settings.InitialRange;
        return settings with
        {
            InitialMmHg = Number(context, InitialName, least, most, $"a pressure from {least} to {most} mmHg for this patient"),
            Interval = Number(context, IntervalName, LeastMinutes, MostMinutes, $"a number of minutes from {LeastMinutes} to {MostMinutes}") is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        };
    }

    /// <summary>
    /// The first moment of the schedule after a time. The schedule lies on whole multiples of the interval on the monitor's line, so that a
    /// link that comes and goes neither brings measurements nearer to each other nor puts them off for ever.
    /// </summary>
    public TimeSpan? NextAfter(TimeSpan now) => Interval is { } interval ? (now.Ticks / interval.Ticks + 1) * interval : null;

    private static SunTechPatient PatientOf(SensorContext context) => Text(context, PatientName) switch
    {
        null => SunTechPatient.Adult,
        var text when text.Equals("adult", StringComparison.OrdinalIgnoreCase) => SunTechPatient.Adult,
        var text when text.Equals("neonate", StringComparison.OrdinalIgnoreCase) => SunTechPatient.Neonate,
        var text => throw new SensorSettingException($"Settings:{PatientName}", text, "adult or neonate; the module's command for children is not known here"),
    };

    private static int? Number(SensorContext context, string name, int least, int most, string allowed)
    {
        if (Text(context, name) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new SensorSettingException($"Settings:{name}", text, allowed);
    }

    private static string? Text(SensorContext context, string name)
        => context.Settings.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
