using System.Runtime.InteropServices;

namespace EdgeMonitor.Uplink.Mosquitto;

/// <summary>Makes a client of the library from our settings.</summary>
internal static unsafe class MosquittoSetup
{
    /// <summary>MQTT 5 (<c>MQTT_PROTOCOL_V5</c>).</summary>
    private const int Version5 = 5;

    /// <summary>OpenSSL's <c>SSL_VERIFY_PEER</c>.</summary>
    private const int VerifyPeer = 1;

    private static readonly Lazy<int> Initialised = new(MosquittoNative.Initialise);

    /// <summary>A configured client that is not yet connected; the caller destroys it.</summary>
    /// <exception cref="MqttException">A certificate file cannot be read, or a setting was refused.</exception>
    public static nint Create(MqttSettings settings, nint userData)
    {
        if (settings.Tls is { } files) MqttDiagnosis.RequireReadable(files);
        Require(Initialised.Value, "libmosquitto");
        nint client = MosquittoNative.New(settings.ClientId, cleanStart: settings.SessionLife is null, userData);
        if (client == 0) throw new MqttException($"libmosquitto refused the client id \"{settings.ClientId}\": {Marshal.GetLastPInvokeErrorMessage()}.");
        try
        {
            MosquittoCallbacks.Install(client);
            // Publishing threads only queue and wake the loop; the loop's thread alone touches the socket.
            Require(MosquittoNative.SetThreaded(client, threaded: true), "threads");
            Require(MosquittoNative.SetOption(client, MosquittoNative.ProtocolVersion, Version5), "MQTT 5");
            // Without it a small window waits for delayed acknowledgements of TCP: 21 messages a second were measured.
            Require(MosquittoNative.SetOption(client, MosquittoNative.TcpNoDelay, 1), "TCP_NODELAY");
            // The caller keeps the window; the library must not hold anything back below it. The broker's own limit replaces this one.
            Require(MosquittoNative.SetOption(client, MosquittoNative.SendMaximum, ushort.MaxValue), "the send maximum");
            if (settings.Tls is { } tls) SetTls(client, tls);
            if (settings.Will is { } will) SetWill(client, will);
            return client;
        }
        catch (MqttException)
        {
            MosquittoNative.Destroy(client);
            throw;
        }
    }

    private static void SetTls(nint client, MqttTls tls)
    {
        Require(MosquittoNative.SetTls(client, tls.CaFile, caPath: null, tls.CertificateFile, tls.KeyFile, &MosquittoCallbacks.NoPassword), "the certificate files");
        Require(MosquittoNative.SetTlsOptions(client, VerifyPeer, "tlsv1.3", ciphers: null), "TLS 1.3");
        Require(MosquittoNative.SetTlsInsecure(client, insecure: false), "the host name check");
    }

    private static void SetWill(nint client, MqttMessage will)
    {
        nint properties = MosquittoProperties.Of(will);
        int result;
        fixed (byte* payload = will.Payload.Span)
        {
            result = MosquittoNative.SetWill(client, will.Topic, will.Payload.Length, payload, qos: 1, will.Retain, properties);
        }

        // On success the client owns the list.
        if (result != MosquittoNative.Success) MosquittoProperties.Free(properties);
        Require(result, "the last will");
    }

    private static void Require(int result, string what)
    {
        if (result != MosquittoNative.Success)
            throw new MqttException($"libmosquitto refused {what}: {Marshal.PtrToStringUTF8((nint)MosquittoNative.ErrorText(result))}");
    }
}
