using System.Collections.Concurrent;
using System.Reflection;

namespace EdgeMonitor.Uplink;

/// <summary>Which provider speaks MQTT here, and why not an earlier one.</summary>
/// <param name="Provider">The chosen one; null where none can work.</param>
/// <param name="Refused">A sentence for each one that was to be used and cannot.</param>
internal sealed record MqttChoice(IMqttProvider? Provider, IReadOnlyList<string> Refused)
{
    /// <summary>What is missing, provider by provider.</summary>
    public string WhyNone => string.Join(" ", Refused);
}

/// <summary>The MQTT providers compiled in.</summary>
internal static class MqttProviders
{
    /// <summary>The setting that leaves the choice to the appliance.</summary>
    public const string Auto = "auto";

    private static readonly ConcurrentDictionary<string, Lazy<Task<MqttChoice>>> Chosen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All providers, first choice first.</summary>
    public static IReadOnlyList<IMqttProvider> All { get; } =
    [
        .. typeof(MqttProviders).Assembly.GetCustomAttributes<MqttProviderAttribute>().OrderBy(provider => provider.Preference).Select(provider => provider.Create()),
    ];

    /// <summary>What the setting may say.</summary>
    public static string Names => string.Join(", ", All.Select(provider => provider.Name).Prepend(Auto));

    /// <summary>True for a provider's name, or auto.</summary>
    public static bool IsKnown(string name) => name.Equals(Auto, StringComparison.OrdinalIgnoreCase) || Named(name).Count > 0;

    /// <summary>The provider that the setting means and that passes its check; it is tried once in the life of the process.</summary>
    public static Task<MqttChoice> ChooseAsync(string name) =>
        Chosen.GetOrAdd(name, static name => new(() => ChooseAsync(name.Equals(Auto, StringComparison.OrdinalIgnoreCase) ? All : Named(name)))).Value;

    /// <summary>
    /// The first one that passes the check against a broker of the check's own. Where none passes, the first whose library is there is used all the
    /// same: a machine too busy for the check must not stay silent until the next start.
    /// </summary>
    internal static async Task<MqttChoice> ChooseAsync(IReadOnlyList<IMqttProvider> providers)
    {
        var refused = new List<string>();
        IMqttProvider? last = null;
        foreach (var provider in providers)
        {
            if (provider.Unavailable is { } missing)
            {
                refused.Add(missing);
                continue;
            }

            if (await MqttCheck.RunAsync(provider) is not { } failure) return new MqttChoice(provider, refused);
            refused.Add($"{provider.Name} failed its check: {failure}.");
            last ??= provider;
        }

        return new MqttChoice(last, refused);
    }

    private static List<IMqttProvider> Named(string name) => [.. All.Where(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
}
