using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary>Checks the configured sensors against each other and each with its own driver.</summary>
internal static class SensorCheck
{
    /// <summary>Notes every fault; no link is opened.</summary>
    public static void Check(List<SensorOptions> sensors, SettingsReader reader)
    {
        if (sensors.Count == 0 && !reader.HasFault("Sensors")) reader.Fault("Sensors", "", "at least one sensor");
        for (var i = 0; i < sensors.Count; i++)
        {
            var (sensor, key) = (sensors[i], $"Sensors:{i}");
            if (reader.HasFault(key)) continue;
            if (sensor.Name.Length > 0 && sensors.FindIndex(other => other.Name == sensor.Name) < i)
                reader.Fault($"{key}:Name", sensor.Name, "a name that no other sensor has");
            if (SensorDrivers.Find(sensor.Driver) is not { } driver)
            {
                reader.Fault($"{key}:Driver", sensor.Driver, $"one of {SensorDrivers.Names}");
                continue;
            }

            CheckSettings(driver, sensor, key, reader);
            var isLine = sensor.Link.Length > 0 && driver.CreateDecoder(sensor.Name) is not null;
            if (isLine && sensors.FindIndex(other => other.Link == sensor.Link) < i)
                reader.Fault($"{key}:Link", sensor.Link, "a link that no other sensor has: two readers of one line take each other's bytes");
            if (driver.Description.Link == LinkKind.I2c && sensors.FindIndex(other => IsSameChip(other, sensor)) < i)
                reader.Fault($"{key}:Settings:{I2cPlace.AddressSetting}", AddressOf(sensor), "an address that no other sensor of this driver has on this bus: two readers of one chip take each other's samples");
        }
    }

    private static bool IsSameChip(SensorOptions one, SensorOptions other)
        => one.Driver == other.Driver && one.Link == other.Link && AddressOf(one).Equals(AddressOf(other), StringComparison.OrdinalIgnoreCase);

    private static string AddressOf(SensorOptions sensor) => sensor.Settings.GetValueOrDefault(I2cPlace.AddressSetting, "");

    /// <summary>A driver names one setting at a time: what it refuses is taken away until it is content, or refuses its link.</summary>
    private static void CheckSettings(SensorDriverAttribute driver, SensorOptions sensor, string key, SettingsReader reader)
    {
        const string inSettings = "Settings:";
        var settings = new Dictionary<string, string>(sensor.Settings, StringComparer.OrdinalIgnoreCase);
        while (RefusalOf(driver, sensor, settings) is { } refusal)
        {
            reader.Fault($"{key}:{refusal.Key}", refusal.Value, refusal.Allowed);
            if (!refusal.Key.StartsWith(inSettings, StringComparison.Ordinal) || !settings.Remove(refusal.Key[inSettings.Length..])) return;
        }
    }

    private static SensorSettingException? RefusalOf(SensorDriverAttribute driver, SensorOptions sensor, IReadOnlyDictionary<string, string> settings)
    {
        try
        {
            // Made only to have its settings checked: nothing is opened before a session runs.
            driver.Create(new SensorContext(sensor.Name, sensor.Link, settings, new MonitorClock(TimeProvider.System), new SensorLinks { SerialPorts = SerialLinkProviders.All[^1] }));
            return null;
        }
        catch (SensorSettingException e)
        {
            return e;
        }
    }
}
