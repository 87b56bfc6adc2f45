using System.Runtime.InteropServices;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;

[assembly: MqttProvider<MosquittoProvider>(preference: 2)]

namespace EdgeMonitor.Uplink.Mosquitto;

/// <summary>MQTT by Debian's libmosquitto 2.</summary>
/// <param name="library">The shared library looked for; a test names one that does not exist.</param>
/// <param name="time">For the limit of a connect.</param>
internal sealed class MosquittoProvider(string library, TimeProvider time) : IMqttProvider
{
    private readonly Lazy<string?> _unavailable = new(() => WhyNot(library));

    /// <summary>The provider as the appliance uses it.</summary>
    public MosquittoProvider()
        : this(TimeProvider.System)
    {
    }

    /// <summary>The provider with another clock.</summary>
    public MosquittoProvider(TimeProvider time)
        : this(MosquittoNative.Library, time)
    {
    }

    /// <inheritdoc/>
    public string Name => "libmosquitto";

    /// <inheritdoc/>
    public string? Unavailable => _unavailable.Value;

    /// <inheritdoc/>
    public IMqttConnection Create(MqttSettings settings) => new MosquittoConnection(settings, time);

    private static string? WhyNot(string library)
    {
        if (!NativeLibrary.TryLoad(library, out _)) return $"{library} was not found: install libmosquitto1 (apt install libmosquitto1).";
        MosquittoNative.Version(out int major, out int minor, out int revision);
        return major >= 2 ? null : $"{library} is version {major}.{minor}.{revision}, and 2.0 or later is needed: install a newer libmosquitto1.";
    }
}
