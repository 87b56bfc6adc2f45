using EdgeMonitor.Hosting;

namespace EdgeMonitor.Acquisition;

/// <summary>What a driver is made from: its part of the configuration, the clock and the way to open links.</summary>
/// <param name="Name">The sensor's name in the configuration; every input carries it.</param>
/// <param name="Link">The device path or address; empty where none was given.</param>
/// <param name="Settings">The driver's own settings (<c>Settings</c> in the configuration), names without regard to case.</param>
/// <param name="Clock">The monitor's time line.</param>
/// <param name="Links">The ways to devices.</param>
internal sealed record SensorContext(
    string Name, string Link, IReadOnlyDictionary<string, string> Settings, MonitorClock Clock, SensorLinks Links)
{
    /// <summary>What people ask of the sensor while it runs; a driver whose description names acts takes them at its turns.</summary>
    public SensorActs Acts { get; init; } = new();

    /// <summary>The link, which this driver cannot do without.</summary>
    /// <exception cref="SensorSettingException">None was given.</exception>
    public string RequireLink(string allowed) => Link.Length > 0 ? Link : throw new SensorSettingException("Link", "", allowed);

    /// <summary>Refuses settings that the driver does not know, so that a misspelt name is not silently ignored.</summary>
    /// <exception cref="SensorSettingException">A setting has another name.</exception>
    public void AllowOnly(params string[] names)
    {
        foreach (var (key, value) in Settings)
        {
            if (names.Contains(key, StringComparer.OrdinalIgnoreCase)) continue;
            throw new SensorSettingException($"Settings:{key}", value, names.Length == 0 ? "no settings for this driver" : "only " + string.Join(", ", names));
        }
    }
}

/// <summary>A sensor's setting is missing or wrong; the configuration check names it with the file and the sensor.</summary>
internal sealed class SensorSettingException(string key, string value, string allowed)
    : Exception($"{key} = \"{value}\": allowed is {allowed}.")
{
    /// <summary>The setting's key within the sensor, e.g. <c>Link</c> or <c>Settings:Speed</c>.</summary>
    public string Key { get; } = key;

    /// <summary>The value found; empty where there was none.</summary>
    public string Value { get; } = value;

    /// <summary>What would be accepted.</summary>
    public string Allowed { get; } = allowed;
}
