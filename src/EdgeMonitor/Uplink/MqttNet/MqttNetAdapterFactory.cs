using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;

namespace EdgeMonitor.Uplink.MqttNet;

/// <summary>Gives the library our channel in place of its own.</summary>
internal sealed class MqttNetAdapterFactory(MqttNetChannel channel) : IMqttClientAdapterFactory
{
    /// <inheritdoc/>
    public IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger)
    {
        var writer = new MqttBufferWriter(options.WriterBufferSize, options.WriterBufferSizeMax);
        return new MqttChannelAdapter(channel, new MqttPacketFormatterAdapter(options.ProtocolVersion, writer), logger);
    }
}
