using System.Runtime.CompilerServices;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.MqttNet;
using MQTTnet;

[assembly: MqttProvider<MqttNetProvider>(preference: 1)]

namespace EdgeMonitor.Uplink.MqttNet;

/// <summary>MQTT by MQTTnet 5.</summary>
/// <param name="time">For the limit of a connect and for the keep-alive.</param>
internal sealed class MqttNetProvider(TimeProvider time) : IMqttProvider
{
    /// <summary>The generation whose members this provider calls.</summary>
    private const int Generation = 5;

    private readonly Lazy<string?> _unavailable = new(WhyNot);

    /// <summary>The provider as the appliance uses it.</summary>
    public MqttNetProvider()
        : this(TimeProvider.System)
    {
    }

    /// <inheritdoc/>
    public string Name => "MQTTnet";

    /// <inheritdoc/>
    public string? Unavailable => _unavailable.Value;

    /// <inheritdoc/>
    public IMqttConnection Create(MqttSettings settings) => new MqttNetConnection(settings, time);

    private static string? WhyNot()
    {
        try
        {
            return Version() is { Major: not Generation } other ? $"MQTTnet.dll is version {other}, and {Generation} is needed: install this program again." : null;
        }
        catch (Exception missing) when (missing is IOException or BadImageFormatException or TypeLoadException)
        {
            return $"MQTTnet.dll cannot be loaded: install this program again ({missing.Message}).";
        }
    }

    /// <summary>Apart, so that a library that is not there fails inside the caller's guard.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Version? Version() => typeof(MqttClientOptions).Assembly.GetName().Version;
}
