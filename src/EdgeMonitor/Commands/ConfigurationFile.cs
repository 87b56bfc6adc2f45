using System.Globalization;
using System.Text.Json;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Guard;
using EdgeMonitor.Storage;
using Microsoft.Extensions.Configuration;

namespace EdgeMonitor.Commands;

/// <summary>The configuration as it was read, and every fault in it. With a fault the daemon does not start.</summary>
/// <param name="Options">What could be read.</param>
/// <param name="Faults">Every fault: first what cannot be read, then what does not fit together.</param>
internal sealed record LoadedConfiguration(EdgeMonitorOptions Options, IReadOnlyList<SettingFault> Faults);

/// <summary>Reads one JSON file with environment overrides (<c>EDGEMONITOR__Section__Key</c>) and checks it as a whole.</summary>
internal static class ConfigurationFile
{
    /// <summary>Where the daemon looks when it is not told.</summary>
    public const string DefaultPath = "/etc/edgemonitor/edgemonitor.json";

    /// <summary>Variables that begin so override the file.</summary>
    public const string EnvironmentPrefix = "EDGEMONITOR__";

    /// <summary>Reads and checks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="withFiles">
    /// True to look at the files that it names as well. The daemon's start does not: a box whose certificate was lost or has expired must
    /// still watch its patient, and says through its uplink alarm what is wrong.
    /// </param>
    /// <exception cref="ConfigurationException">The file cannot be read or is no JSON; the message says where.</exception>
    public static LoadedConfiguration Load(string path, bool withFiles = false) => Check(Parse(path), withFiles);

    /// <summary>Reads and checks a configuration that lies in no file yet.</summary>
    /// <param name="name">What it is called in a message.</param>
    /// <param name="json">Its bytes.</param>
    /// <exception cref="ConfigurationException">It is no JSON; the message says where.</exception>
    public static LoadedConfiguration Load(string name, byte[] json) => Check(Parse(name, () => new MemoryStream(json), overrides: true), withFiles: false);

    private static LoadedConfiguration Check(IConfigurationRoot root, bool withFiles)
    {
        var reader = new SettingsReader(root).ChooseDefaults<AlarmLimits, PatientProfile>(nameof(AlarmLimits.Profile), AlarmLimits.For);
        var options = reader.Read<EdgeMonitorOptions>();
        if (options.Role == BoxRole.Bedside) SensorCheck.Check(options.Sensors, reader);
        StationCheck.Check(options, reader);
        CheckAlarms(options.Alarms, reader);
        CheckFaults(nameof(options.AlarmSystem), options.AlarmSystem.Faults(), reader);
        CheckStorage(options.Storage, reader);
        BrokerCheck.Check(options.Uplink, reader);
        CheckGuard(options.Guard, options.Annunciation, reader);
        if (withFiles) CertificateCheck.Check(options.Uplink, reader, TimeProvider.System.GetUtcNow());
        return new LoadedConfiguration(options, reader.Faults);
    }

    /// <summary>Reads a file that holds nothing but keys of the section Alarms, without overrides; what it does not name stays as it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="present">The limits that it changes.</param>
    /// <returns>The limits, and every fault named as in a configuration.</returns>
    /// <exception cref="ConfigurationException">The file cannot be read or is no JSON.</exception>
    public static (AlarmLimits Limits, IReadOnlyList<SettingFault> Faults) LoadLimits(string path, AlarmLimits present)
    {
        var given = Parse(path, overrides: false).GetChildren().SelectMany(Leaves).ToList();
        var root = new ConfigurationBuilder().AddInMemoryCollection(given.Select(pair => KeyValuePair.Create("Alarms:" + pair.Key, pair.Value))).Build();
        var reader = new SettingsReader(root);
        var options = reader.Read<LimitsOptions>().Alarms;
        var read = LimitValues.Of(options);
        // Another profile brings its own defaults, as it does in a configuration.
        var profile = given.Exists(pair => pair.Key.Equals(nameof(AlarmLimits.Profile), StringComparison.OrdinalIgnoreCase));
        var limits = LimitValues.With(profile ? AlarmLimits.For(options.Profile) : present, read.Where(pair => given.Exists(named => named.Key.Equals(pair.Key, StringComparison.OrdinalIgnoreCase))).ToDictionary());
        CheckAlarms(limits, reader);
        return (limits, reader.Faults);

        static IEnumerable<KeyValuePair<string, string?>> Leaves(IConfigurationSection section) =>
            section.GetChildren().Any() ? section.GetChildren().SelectMany(Leaves) : [KeyValuePair.Create(section.Path, section.Value)];
    }

    /// <summary>Reads the guard's section alone: a fault elsewhere, with which the daemon would not start, is when the guard is needed.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read or is no JSON.</exception>
    public static (GuardOptions Options, IReadOnlyList<SettingFault> Faults) LoadGuard(string path)
    {
        const string section = nameof(EdgeMonitorOptions.Guard) + ":";
        var reader = new SettingsReader(Parse(path));
        var options = reader.Read<GuardSection>().Guard;
        return (options, [.. reader.Faults.Where(fault => fault.Key.StartsWith(section, StringComparison.OrdinalIgnoreCase))]);
    }

    private static IConfigurationRoot Parse(string path, bool overrides = true)
    {
        if (path.Length == 0) throw new ConfigurationException("No configuration file is named: give its path.");
        if (Directory.Exists(path)) throw new ConfigurationException($"{path} is a directory: name the configuration file in it.");
        return Parse(path, () => File.OpenRead(path), overrides);
    }

    private static IConfigurationRoot Parse(string path, Func<Stream> open, bool overrides)
    {
        try
        {
            using var file = open();
            var builder = new ConfigurationBuilder().AddJsonStream(file);
            return (overrides ? builder.AddEnvironmentVariables(EnvironmentPrefix) : builder).Build();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException($"{path} is not there: write it (README shows a small one) or name another.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} may not be read by this user: give it read permission.");
        }
        catch (IOException e)
        {
            throw new ConfigurationException($"{path} cannot be read: {e.Message}");
        }
        catch (JsonException e)
        {
            // The parser counts from 0 and says so at the end of its message; people and editors count from 1.
            var what = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new ConfigurationException($"{path} is no valid JSON in line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: {what}.");
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{path} is no valid configuration: {e.Message}");
        }
    }

    private static void CheckAlarms(AlarmLimits limits, SettingsReader reader) => CheckFaults("Alarms", limits.Faults(), reader);

    private static void CheckFaults(string section, IReadOnlyList<LimitFault> faults, SettingsReader reader)
    {
        // A value that could not be read has been named already; the default that stands in for it is not at fault.
        foreach (var fault in faults.Where(fault => !reader.HasFault($"{section}:{fault.Name}")).ToList()) reader.Fault($"{section}:{fault.Name}", fault.Value, fault.Allowed);
    }

    /// <summary>One line has one owner: the guard's is its own, since the daemon holds the others as long as it lives.</summary>
    private static void CheckGuard(GuardOptions guard, AnnunciationOptions lines, SettingsReader reader)
    {
        if (guard.Chip is null || guard.Chip != lines.Chip) return;
        foreach (var (name, number) in lines.Lines())
        {
            if (number != guard.Line) continue;
            reader.Fault("Guard:Line", guard.Line.ToString(CultureInfo.InvariantCulture), $"a line of its own; Annunciation:{name} is on this one");
        }
    }

    private static void CheckStorage(StorageOptions storage, SettingsReader reader)
    {
        if (!JournalProviders.IsKnown(storage.Provider)) reader.Fault("Storage:Provider", storage.Provider, $"one of {JournalProviders.Names}");
    }
}

/// <summary>What a file of limits alone is read as.</summary>
internal sealed class LimitsOptions
{
    /// <summary>The limits.</summary>
    public AlarmLimits Alarms { get; init; } = new();
}

/// <summary>The part of the configuration that the guard reads.</summary>
internal sealed class GuardSection
{
    /// <summary>The guard's settings.</summary>
    public GuardOptions Guard { get; init; } = new();
}

/// <summary>The configuration could not be read at all.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
