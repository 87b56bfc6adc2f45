using EdgeMonitor.Acquisition;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Hosting;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Configuration;

namespace EdgeMonitor.Commands;

/// <summary>The configuration as it was read, and every fault in it. With a fault the daemon does not start.</summary>
/// <param name="Options">What could be read.</param>
/// <param name="Faults">Every fault, in the order of the file's sections.</param>
internal sealed record LoadedConfiguration(EdgeMonitorOptions Options, IReadOnlyList<SettingFault> Faults);

/// <summary>Reads one JSON file with environment overrides (<c>EDGEMONITOR__Section__Key</c>) and checks it as a whole.</summary>
internal static class ConfigurationFile
{
    /// <summary>Where the daemon looks when it is not told.</summary>
    public const string DefaultPath = "/etc/edgemonitor/edgemonitor.json";

    private const string EnvironmentPrefix = "EDGEMONITOR__";

    /// <summary>Reads and checks; nothing but the file is touched.</summary>
    /// <exception cref="ConfigurationException">The file is not there or is no JSON; the message says where.</exception>
    public static LoadedConfiguration Load(string path)
    {
        var reader = new SettingsReader();
        var options = reader.Read<EdgeMonitorOptions>(Parse(path));
        CheckSensors(options.Sensors, reader);
        CheckAlarms(options.Alarms, reader);
        CheckUplink(options.Uplink, reader);
        return new LoadedConfiguration(options, reader.Faults);
    }

    private static IConfigurationRoot Parse(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full)) throw new ConfigurationException($"{path} is not there: write it (README shows a small one) or name another with --config.");
        try
        {
            return new ConfigurationBuilder().AddJsonFile(full, optional: false).AddEnvironmentVariables(EnvironmentPrefix).Build();
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException($"{path} is not valid JSON: {(e.InnerException ?? e).Message}");
        }
        catch (UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} may not be read by this user: give it read permission.");
        }
    }

    private static void CheckSensors(List<SensorOptions> sensors, SettingsReader reader)
    {
        if (sensors.Count == 0) reader.Fault("Sensors", "", "at least one sensor");
        for (var i = 0; i < sensors.Count; i++)
        {
            var sensor = sensors[i];
            var key = $"Sensors:{i}";
            if (sensors.FindIndex(other => other.Name == sensor.Name) < i) reader.Fault($"{key}:Name", sensor.Name, "a name that no other sensor has");
            if (sensor.Driver.Length == 0) continue;
            if (SensorDrivers.Find(sensor.Driver) is not { } driver)
            {
                reader.Fault($"{key}:Driver", sensor.Driver, SensorDrivers.Names);
                continue;
            }

            try
            {
                // Made only to have its settings checked: nothing is opened before a session runs.
                driver.Create(new SensorContext(sensor.Name, sensor.Link, sensor.Settings, new MonitorClock(TimeProvider.System), SerialLinkProviders.All[^1]));
            }
            catch (SensorSettingException e)
            {
                reader.Fault($"{key}:{e.Key}", e.Value, e.Allowed);
            }
        }
    }

    private static void CheckAlarms(AlarmLimits limits, SettingsReader reader)
    {
        foreach (var fault in limits.Faults()) reader.Fault($"Alarms:{fault.Name}", fault.Value, fault.Allowed);
    }

    private static void CheckUplink(UplinkOptions uplink, SettingsReader reader)
    {
        if (uplink.Host.Length == 0) return;
        Given(nameof(UplinkOptions.CaFile), uplink.CaFile);
        Given(nameof(UplinkOptions.CertificateFile), uplink.CertificateFile);
        Given(nameof(UplinkOptions.KeyFile), uplink.KeyFile);

        void Given(string name, string value)
        {
            if (value.Length == 0) reader.Fault($"Uplink:{name}", value, "the path of a PEM file: the uplink is never without TLS");
        }
    }
}

/// <summary>The configuration could not be read at all.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
