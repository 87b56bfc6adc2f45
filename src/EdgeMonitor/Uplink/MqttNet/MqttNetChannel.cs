using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;

namespace EdgeMonitor.Uplink.MqttNet;

/// <summary>
/// The bytes of one connection. The library's own channel has socket buffers of 8 KiB, resets the connection at its end, so that the last
/// DISCONNECT may be lost, and sends a packet's head and payload apart; here it is one write a packet, at once (TCP_NODELAY), and an orderly end.
/// </summary>
/// <param name="settings">Where to.</param>
/// <param name="tls">TLS; null for none.</param>
/// <param name="trace">Remembers what failed.</param>
/// <param name="time">For when something was last sent and received.</param>
internal sealed class MqttNetChannel(MqttSettings settings, MqttNetTls? tls, MqttNetTrace trace, TimeProvider time) : IMqttChannel
{
    /// <summary>Chosen: a full TLS record (RFC 8446, 5.1).</summary>
    private const int ReadSize = 16 * 1024;

    /// <summary>A buffer that a large message has made larger is not kept. Chosen: room for a message of 64 KiB, twice the telemetry of a second at 12 leads.</summary>
    private const int KeptSize = 256 * 1024;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _read = new byte[ReadSize];
    private ArrayBufferWriter<byte> _packet = new();
    private Stream? _stream;
    private int _next, _end;
    private long _sent = time.GetTimestamp(), _received = time.GetTimestamp();

    /// <summary>How long nothing has come from the broker.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _received));

    /// <summary>How long nothing has gone to the broker or nothing has come from it, whichever is longer.</summary>
    public TimeSpan Idle => TimeSpan.FromTicks(Math.Max(Silence.Ticks, time.GetElapsedTime(Volatile.Read(ref _sent)).Ticks));

    /// <inheritdoc/>
    public X509Certificate2? ClientCertificate => null;

    /// <inheritdoc/>
    public EndPoint? RemoteEndPoint => null;

    /// <inheritdoc/>
    public EndPoint? LocalEndPoint => null;

    /// <inheritdoc/>
    public bool IsSecureConnection => tls is not null;

    /// <inheritdoc/>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _socket.ConnectAsync(new DnsEndPoint(settings.Host, settings.Port), cancellationToken);
        }
        catch (SocketException refused)
        {
            throw new MqttException(MqttNetTrace.OfSocket(refused, settings));
        }

        var plain = new NetworkStream(_socket, ownsSocket: true);
        _stream = tls is null ? plain : await tls.HandshakeAsync(plain, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (_next == _end)
        {
            try
            {
                (_next, _end) = (0, await Connected.ReadAsync(_read, cancellationToken));
                Volatile.Write(ref _received, time.GetTimestamp());
            }
            catch (IOException failed)
            {
                trace.Note(failed);
                throw;
            }
        }

        int taken = Math.Min(count, _end - _next);
        _read.AsSpan(_next, taken).CopyTo(buffer.AsSpan(offset));
        _next += taken;
        return taken;
    }

    /// <summary>Sends what has come together at the end of a packet. It is not stopped half-way: only the connection's end ends it.</summary>
    public async Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken)
    {
        foreach (var part in buffer) _packet.Write(part.Span);
        if (!isEndOfPacket) return;
        try
        {
            await Connected.WriteAsync(_packet.WrittenMemory, CancellationToken.None);
            Volatile.Write(ref _sent, time.GetTimestamp());
        }
        catch (IOException failed)
        {
            trace.Note(failed);
            throw;
        }

        if (_packet.Capacity > KeptSize) _packet = new ArrayBufferWriter<byte>();
        else _packet.ResetWrittenCount();
    }

    /// <summary>What was sent still arrives, the library's DISCONNECT last of all.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The connection ended before: there is nothing left to shut.
        }

        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _stream?.Dispose();
    }

    private Stream Connected => _stream ?? throw new IOException("The channel is not connected.");
}
