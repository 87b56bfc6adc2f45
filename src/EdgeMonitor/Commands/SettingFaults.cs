using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace EdgeMonitor.Commands;

/// <summary>One fault of the configuration: which key, what stands there, what would be accepted.</summary>
/// <param name="Key">Colon-separated key, e.g. <c>Alarms:HrLow</c>.</param>
/// <param name="Value">What was found; empty where nothing was.</param>
/// <param name="Allowed">What would be accepted.</param>
/// <param name="Variable">The environment variable that gave the value; null where the file did.</param>
internal sealed record SettingFault(string Key, string Value, string Allowed, string? Variable = null)
{
    private const int MostCharacters = 200;

    /// <inheritdoc/>
    public override string ToString() => $"{Key} = \"{OneLine(Value)}\": allowed is {Allowed}{(Variable is null ? "" : $" (set by {Variable})")}.";

    /// <summary>A value may hold anything; a fault is one line.</summary>
    private static string OneLine(string value)
    {
        var text = value.Length > MostCharacters ? value[..MostCharacters] + "..." : value;
        return string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
    }
}

/// <summary>Collects the faults of one configuration and finds out where each value came from.</summary>
internal sealed class SettingFaults(IConfigurationRoot root)
{
    private readonly List<SettingFault> _all = [];

    /// <summary>Every fault noted so far.</summary>
    public IReadOnlyList<SettingFault> All => _all;

    /// <summary>True where a fault of this key was noted.</summary>
    public bool Has(string key) => _all.Exists(fault => fault.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Notes a fault.</summary>
    public void Add(string key, string value, string allowed) => _all.Add(new SettingFault(key, value, allowed, VariableOf(key)));

    private string? VariableOf(string key)
    {
        var source = root.Providers.LastOrDefault(provider => provider.TryGet(key, out _));
        return source is EnvironmentVariablesConfigurationProvider
            ? ConfigurationFile.EnvironmentPrefix + key.Replace(":", "__", StringComparison.Ordinal)
            : null;
    }
}
