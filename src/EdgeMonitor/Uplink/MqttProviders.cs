using System.Reflection;

namespace EdgeMonitor.Uplink;

/// <summary>The MQTT providers compiled in.</summary>
internal static class MqttProviders
{
    /// <summary>All providers, first choice first.</summary>
    public static IReadOnlyList<IMqttProvider> All { get; } =
    [
        .. typeof(MqttProviders).Assembly.GetCustomAttributes<MqttProviderAttribute>().OrderBy(provider => provider.Preference).Select(provider => provider.Create()),
    ];

    /// <summary>The first one that works here, or null where none does; then <see cref="WhyNone"/> says what to install.</summary>
    public static IMqttProvider? FirstAvailable => All.FirstOrDefault(provider => provider.Unavailable is null);

    /// <summary>What is missing, provider by provider.</summary>
    public static string WhyNone => string.Join(" ", All.Select(provider => provider.Unavailable).OfType<string>());
}
