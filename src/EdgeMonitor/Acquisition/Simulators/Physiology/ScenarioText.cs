using System.Globalization;

namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>
/// Reads a scenario's short text form: episodes with commas between them, each a name, a duration (<c>30s</c>, <c>1.5min</c>) and settings.
/// <code>normal 30s, desaturation 40s nadir=82, cable-pulled 8s device=nonin, asystole 12s</code>
/// A ready-made scenario's name stands for that scenario.
/// </summary>
internal static class ScenarioText
{
    private const double LongestEpisodeSeconds = 86_400;
    private const string DeviceSetting = "device";

    /// <summary>The kinds by their written names; a kind with a level names it and says its default and its range.</summary>
    private static readonly Dictionary<string, Form> Forms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["normal"] = new(EpisodeKind.Normal),
        ["desaturation"] = new(EpisodeKind.Desaturation, "nadir", 82, 50, 99),
        ["bradycardia"] = new(EpisodeKind.Bradycardia, "rate", 38, 20, 59),
        ["tachycardia"] = new(EpisodeKind.Tachycardia, "rate", 145, 100, 220),
        ["ventricular-tachycardia"] = new(EpisodeKind.VentricularTachycardia, "rate", 170, 100, 250),
        ["ectopy"] = new(EpisodeKind.Ectopy, "rate", 10, 1, 30),
        ["asystole"] = new(EpisodeKind.Asystole),
        ["apnoea"] = new(EpisodeKind.Apnoea),
        ["motion"] = new(EpisodeKind.Motion),
        ["lead-off"] = new(EpisodeKind.LeadOff),
        ["sensor-off"] = new(EpisodeKind.SensorOff, DeviceSetting),
        ["sensor-unplugged"] = new(EpisodeKind.SensorUnplugged, DeviceSetting),
        ["cable-pulled"] = new(EpisodeKind.CablePulled, DeviceSetting),
    };

    /// <summary>Reads a ready-made scenario's name or the text form.</summary>
    /// <exception cref="FormatException">The text is wrong; the message says which episode, what is wrong and what is allowed.</exception>
    public static Scenario Parse(string text)
    {
        if (Scenarios.Find(text.Trim()) is { } named) return named;
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        return Scenario.Of(text.Trim(), parts.Select((part, index) => ParseEpisode(part, index + 1)));
    }

    private static Episode ParseEpisode(string text, int number)
    {
        FormatException Wrong(string why) => new($"Episode {number} (\"{text}\"): {why}");

        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) throw Wrong("it is empty; write a name and a duration, e.g. \"normal 30s\".");
        if (!Forms.TryGetValue(words[0], out var form)) throw Wrong($"there is no \"{words[0]}\"; allowed are {string.Join(", ", Forms.Keys)}.");
        if (words.Length < 2 || Duration(words[1]) is not { } duration)
            throw Wrong($"the name is followed by a duration, e.g. \"{words[0]} 30s\" or \"{words[0]} 1.5min\", up to 24 h.");

        var episode = new Episode(form.Kind, 0, duration, form.Default);
        foreach (var setting in words[2..])
        {
            if (setting.Split('=') is not [var key, var value]) throw Wrong($"\"{setting}\" is no setting; write name=value.");
            if (key != form.Setting) throw Wrong($"{words[0]} has {form.Settings}, not \"{key}\".");
            episode = key == DeviceSetting
                ? episode with { Devices = Device(value) ?? throw Wrong($"device is nonin, healthypi or all, not \"{value}\".") }
                : episode with { Level = form.ReadLevel(value) ?? throw Wrong($"{key} is from {form.Lowest} to {form.Highest}, not \"{value}\".") };
        }

        return episode;
    }

    private static double? Duration(string text)
    {
        var (number, unitSeconds) = text.EndsWith("min", StringComparison.Ordinal) ? (text[..^3], 60)
            : text.EndsWith('s') ? (text[..^1], 1)
            : ("", 0);
        return Number(number) * unitSeconds is { } seconds and > 0 and <= LongestEpisodeSeconds ? seconds : null;
    }

    private static BedsideDevices? Device(string text) => text switch
    {
        "nonin" => BedsideDevices.Nonin,
        "healthypi" => BedsideDevices.HealthyPi,
        "all" => BedsideDevices.All,
        _ => null,
    };

    private static double? Number(string text)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>How one kind is written.</summary>
    private sealed record Form(EpisodeKind Kind, string Setting = "", double Default = 0, double Lowest = 0, double Highest = 0)
    {
        public string Settings => Setting.Length > 0 ? $"only the setting \"{Setting}\"" : "no settings";

        public double? ReadLevel(string text) => Number(text) is { } level && level >= Lowest && level <= Highest ? level : null;
    }
}
