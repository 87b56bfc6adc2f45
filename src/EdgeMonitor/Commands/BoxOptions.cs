using System.CommandLine;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands;

/// <summary>Which box's journal a command reads.</summary>
/// <param name="State">Its state directory.</param>
/// <param name="Device">Its device id, under which the records are sealed.</param>
/// <param name="Configured">Its configured alarm limits; the defaults where no configuration was read.</param>
internal sealed record Box(string State, string Device, AlarmLimits Configured)
{
    /// <summary>What confirms its records, by its configuration; null where none was read.</summary>
    public ConfirmMode? Confirm { get; init; }
}

/// <summary>The options by which a command is told whose journal to read: a configuration, or its parts.</summary>
internal sealed class BoxOptions
{
    /// <summary>The box's configuration file.</summary>
    public Option<string> Config { get; } = new("--config")
    {
        Description = "The box's configuration file.",
        DefaultValueFactory = _ => ConfigurationFile.DefaultPath,
        HelpName = "file",
    };

    /// <summary>Another state directory than the configuration's.</summary>
    public Option<string?> State { get; } = new("--state") { Description = "The state directory, where it is not the configuration's.", HelpName = "directory" };

    /// <summary>Another device id than the configuration's.</summary>
    public Option<string?> Device { get; } = new("--device") { Description = "The device id, where it is not the configuration's.", HelpName = "id" };

    /// <summary>The box that was told.</summary>
    /// <exception cref="ConfigurationException">The configuration is needed and cannot be read.</exception>
    public Box Of(ParseResult result) => Of(result, result.GetValue(State));

    /// <summary>The box that was told, whose state directory was told by another option.</summary>
    /// <inheritdoc cref="Of(ParseResult)"/>
    public Box Of(ParseResult result, string? state)
    {
        var device = result.GetValue(Device);
        if (state is { Length: > 0 } && device is { Length: > 0 } && result.GetResult(Config) is not { Implicit: false })
            return new Box(Path.GetFullPath(state), device, new AlarmLimits());
        if (state is { Length: > 0 } && result.GetResult(Config) is not { Implicit: false } && !File.Exists(ConfigurationFile.DefaultPath))
            throw new ConfigurationException($"Whose records are in {state}? Name the box's configuration with --config, or its device id with --device (of edgemonitor demo: demo-bed).");
        // Only two of its settings matter here, so a fault elsewhere does not.
        var configured = ConfigurationFile.Load(result.GetRequiredValue(Config)).Options;
        return new Box(
            state is { Length: > 0 } ? Path.GetFullPath(state) : configured.Storage.Resolve(),
            device is { Length: > 0 } ? device : configured.Device.Id,
            configured.Alarms)
        { Confirm = configured.Uplink.Confirm };
    }
}
