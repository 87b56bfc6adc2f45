using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>Every MQTT provider compiled in, for the fixtures that all of them must pass.</summary>
internal static class MqttProvidersUnderTest
{
    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => MqttProviders.All.Select(provider => provider.Name);

    /// <summary>The provider; a test is ignored, or fails where CI is set, where this machine lacks what it needs.</summary>
    public static IMqttProvider Named(string name)
    {
        var provider = MqttProviders.All.Single(provider => provider.Name == name);
        if (provider.Unavailable is { } cause) Requirement.Missing(cause);
        return provider;
    }

    /// <summary>The same with another clock.</summary>
    public static IMqttProvider Named(string name, TimeProvider time) => (IMqttProvider)Activator.CreateInstance(Named(name).GetType(), time)!;
}
