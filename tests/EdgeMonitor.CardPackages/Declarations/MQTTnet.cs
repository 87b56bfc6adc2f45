#nullable disable
// The members of MQTTnet 5 that Uplink/MqttNet calls or implements.
namespace MQTTnet
{
    using System.Buffers;
    using System.Net;

    public interface IMqttClientChannelOptions
    {
    }

    public interface IMqttClient : IDisposable
    {
        event Func<MqttApplicationMessageReceivedEventArgs, Task> ApplicationMessageReceivedAsync;

        event Func<MqttClientDisconnectedEventArgs, Task> DisconnectedAsync;

        Task<MqttClientConnectResult> ConnectAsync(MqttClientOptions options, CancellationToken cancellationToken = default);

        Task DisconnectAsync(MqttClientDisconnectOptions options, CancellationToken cancellationToken = default);

        Task PingAsync(CancellationToken cancellationToken = default);

        Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage applicationMessage, CancellationToken cancellationToken = default);

        Task<MqttClientSubscribeResult> SubscribeAsync(MqttClientSubscribeOptions options, CancellationToken cancellationToken = default);
    }

    public enum MqttClientConnectResultCode
    {
        Success = 0,
    }

    public enum MqttClientDisconnectReason
    {
        NormalDisconnection = 0,
    }

    public enum MqttClientPublishReasonCode
    {
        Success = 0,
    }

    public enum MqttClientSubscribeResultCode
    {
        GrantedQoS0 = 0,
    }

    public sealed class MqttApplicationMessage
    {
        public string ContentType { get; set; }

        public ReadOnlySequence<byte> Payload { get; set; }

        public Protocol.MqttQualityOfServiceLevel QualityOfServiceLevel { get; set; }

        public bool Retain { get; set; }

        public string Topic { get; set; }

        public List<Packets.MqttUserProperty> UserProperties { get; set; }
    }

    public sealed class MqttApplicationMessageReceivedEventArgs : EventArgs
    {
        public MqttApplicationMessage ApplicationMessage => throw new NotSupportedException();
    }

    public sealed class MqttClientConnectResult
    {
        public uint? MaximumPacketSize { get; init; }

        public ushort? ReceiveMaximum { get; init; }

        public MqttClientConnectResultCode ResultCode { get; init; }

        public ushort ServerKeepAlive { get; init; }
    }

    public sealed class MqttClientDisconnectedEventArgs : EventArgs
    {
        public bool ClientWasConnected => throw new NotSupportedException();

        public Exception Exception => throw new NotSupportedException();

        public MqttClientDisconnectReason Reason => throw new NotSupportedException();
    }

    public sealed class MqttClientDisconnectOptions
    {
    }

    public class MqttClientFactory
    {
        public IMqttClient CreateMqttClient(Adapter.IMqttClientAdapterFactory clientAdapterFactory) => throw new NotSupportedException();
    }

    public sealed class MqttClientOptions
    {
        public IMqttClientChannelOptions ChannelOptions { get; set; }

        public bool CleanSession { get; set; }

        public string ClientId { get; set; }

        public TimeSpan KeepAlivePeriod { get; set; }

        public Formatter.MqttProtocolVersion ProtocolVersion { get; set; }

        public ushort ReceiveMaximum { get; set; }

        public uint SessionExpiryInterval { get; set; }

        public TimeSpan Timeout { get; set; }

        public string WillContentType { get; set; }

        public byte[] WillPayload { get; set; }

        public Protocol.MqttQualityOfServiceLevel WillQualityOfServiceLevel { get; set; }

        public bool WillRetain { get; set; }

        public string WillTopic { get; set; }

        public List<Packets.MqttUserProperty> WillUserProperties { get; set; }

        public int WriterBufferSize { get; set; }

        public int WriterBufferSizeMax { get; set; }
    }

    public sealed class MqttClientPublishResult
    {
        public MqttClientPublishReasonCode ReasonCode => throw new NotSupportedException();
    }

    public sealed class MqttClientSubscribeOptions
    {
        public List<Packets.MqttTopicFilter> TopicFilters { get; set; }
    }

    public sealed class MqttClientSubscribeResult
    {
        public IReadOnlyCollection<MqttClientSubscribeResultItem> Items => throw new NotSupportedException();
    }

    public sealed class MqttClientSubscribeResultItem
    {
        public MqttClientSubscribeResultCode ResultCode => throw new NotSupportedException();
    }

    public sealed class MqttClientTcpOptions : IMqttClientChannelOptions
    {
        public EndPoint RemoteEndpoint { get; set; }
    }
}

namespace MQTTnet.Adapter
{
    using Diagnostics.Logger;
    using Formatter;

    public interface IMqttChannelAdapter : IDisposable
    {
    }

    public interface IMqttClientAdapterFactory
    {
        IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger);
    }

    public sealed class MqttChannelAdapter : IMqttChannelAdapter
    {
        public MqttChannelAdapter(Channel.IMqttChannel channel, MqttPacketFormatterAdapter packetFormatterAdapter, IMqttNetLogger logger) => throw new NotSupportedException();

        public void Dispose() => throw new NotSupportedException();
    }

    public sealed class MqttPacketInspector
    {
    }
}

namespace MQTTnet.Channel
{
    using System.Buffers;
    using System.Net;
    using System.Security.Cryptography.X509Certificates;

    public interface IMqttChannel : IDisposable
    {
        X509Certificate2 ClientCertificate { get; }

        EndPoint RemoteEndPoint { get; }

        EndPoint LocalEndPoint { get; }

        bool IsSecureConnection { get; }

        Task ConnectAsync(CancellationToken cancellationToken);

        Task DisconnectAsync(CancellationToken cancellationToken);

        Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken);

        Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken);
    }
}

namespace MQTTnet.Diagnostics.Logger
{
    public interface IMqttNetLogger
    {
    }
}

namespace MQTTnet.Exceptions
{
    public class MqttCommunicationException : Exception
    {
    }

    public sealed class MqttCommunicationTimedOutException : MqttCommunicationException
    {
    }

    public sealed class MqttClientUnexpectedDisconnectReceivedException : MqttCommunicationException
    {
        public Protocol.MqttDisconnectReasonCode? ReasonCode => throw new NotSupportedException();
    }

    public class MqttProtocolViolationException : Exception
    {
    }
}

namespace MQTTnet.Formatter
{
    public enum MqttProtocolVersion
    {
        V500 = 5,
    }

    public sealed class MqttBufferWriter
    {
        public MqttBufferWriter(int bufferSize, int maxBufferSize) => throw new NotSupportedException();
    }

    public sealed class MqttPacketFormatterAdapter
    {
        public MqttPacketFormatterAdapter(MqttProtocolVersion protocolVersion, MqttBufferWriter bufferWriter) => throw new NotSupportedException();
    }
}

namespace MQTTnet.Packets
{
    public sealed class MqttTopicFilter
    {
        public Protocol.MqttQualityOfServiceLevel QualityOfServiceLevel { get; set; }

        public string Topic { get; set; }
    }

    public sealed class MqttUserProperty
    {
        public MqttUserProperty(string name, ReadOnlyMemory<byte> value) => throw new NotSupportedException();

        public string Name => throw new NotSupportedException();

        public ReadOnlyMemory<byte> ValueBuffer => throw new NotSupportedException();
    }
}

namespace MQTTnet.Protocol
{
    public enum MqttDisconnectReasonCode
    {
        NormalDisconnection = 0,
    }

    public enum MqttQualityOfServiceLevel
    {
        AtMostOnce = 0,
        AtLeastOnce = 1,
        ExactlyOnce = 2,
    }

    public static class MqttTopicValidator
    {
        public static void ThrowIfInvalid(string topic) => throw new NotSupportedException();
    }
}
