using System.Runtime.InteropServices;

namespace EdgeMonitor.Uplink.Mosquitto;

/// <summary>Finds out from what the library said why a connection ended.</summary>
internal static class MosquittoDiagnosis
{
    /// <summary>Linux error numbers (<c>errno.h</c>).</summary>
    private const int Refusal = 111, NoRouteToHost = 113, NoRouteToNetwork = 101, TimedOut = 110, Reset = 104, TlsProtocol = 71;

    /// <summary>The library did not take a message.</summary>
    public static string NotSent(int result) => $"The message was not sent: {ErrorText(result)}";

    /// <summary>
    /// The MQTT 5 reason code that fits where the library refuses this one message and the connection lives on; null where the connection has failed.
    /// </summary>
    public static int? RefusalOf(int result) => result switch
    {
        MosquittoNative.PayloadTooLong or MosquittoNative.PacketTooLong => MqttReasons.PacketTooLarge,
        MosquittoNative.MalformedText => MqttReasons.MalformedPacket,
        MosquittoNative.NoMemory => MqttReasons.ImplementationSpecific,
        _ => null,
    };

    /// <summary>Why the connection ended.</summary>
    public static string Explain(int result, MosquittoTrace trace, MqttSettings settings)
    {
        if (result == MosquittoNative.Success) return MqttDiagnosis.Dropped;
        if (trace.ConnectReason is >= MqttReasons.FirstFailure and var refused) return MqttDiagnosis.NotAdmitted(refused, settings);
        if (trace.DisconnectReason is >= MqttReasons.FirstFailure and var ended) return MqttDiagnosis.EndedByBroker(ended);
        if (trace.DisconnectReason is 0) return MqttDiagnosis.InOrder;
        if (settings.Tls is { } tls && ExplainTls(result, trace, settings, tls) is { } explained) return explained;
        return result switch
        {
            MosquittoNative.NotResolved => MqttDiagnosis.NotResolved(settings),
            MosquittoNative.SeeErrno => OfSystem(trace, settings),
            MosquittoNative.KeepAliveExpired => MqttDiagnosis.KeepAliveExpired(settings),
            MosquittoNative.ConnectionLost => MqttDiagnosis.Closed(settings, answered: trace.ConnectReason is not null),
            _ => MqttDiagnosis.Failed(settings, $"{ErrorText(result)} {trace.Errors}"),
        };
    }

    private static string? ExplainTls(int result, MosquittoTrace trace, MqttSettings settings, MqttTls tls)
    {
        string errors = trace.Errors;
        if (Has(errors, "host name verification failed")) return MqttDiagnosis.ForeignHost(settings);
        if (Has(errors, "certificate verify failed")) return OfBrokerCertificate(trace.Verification, settings, tls);
        if (Has(errors, "Unable to load CA certificates")) return MqttDiagnosis.NoCaCertificate(tls);
        if (Has(errors, "Unable to load client certificate")) return MqttDiagnosis.NoCertificate(tls);
        if (Has(errors, "key are inconsistent") || Has(errors, "key values mismatch")) return MqttDiagnosis.ForeignKey(tls);
        if (Has(errors, "Unable to load client key file")) return MqttDiagnosis.NoKey(tls);
        if (Has(errors, "alert protocol version") || Has(errors, "unsupported protocol")) return MqttDiagnosis.OldTls(settings);
        if (Has(errors, "wrong version number")) return MqttDiagnosis.NoTls(settings);
        int alert = errors.IndexOf(" alert ", StringComparison.Ordinal);
        if (alert >= 0) return MqttDiagnosis.NotAccepted(errors[(alert + " alert ".Length)..].Split(';')[0], settings, tls);
        // In TLS 1.3 the broker judges our certificate after our side of the handshake is done; its alert can be lost with the connection.
        bool cutShort = result == MosquittoNative.ConnectionLost || trace.Errno is TlsProtocol or Reset || result == MosquittoNative.TlsError;
        return cutShort && trace.ConnectReason is null ? MqttDiagnosis.CutShort(settings, tls) : null;
    }

    /// <summary>Numbers: OpenSSL's <c>x509_vfy.h</c>.</summary>
    private static string OfBrokerCertificate(long verification, MqttSettings settings, MqttTls tls) => verification switch
    {
        9 => MqttDiagnosis.BrokerNotYetValid(settings),
        10 => MqttDiagnosis.BrokerExpired(settings),
        23 => MqttDiagnosis.BrokerRevoked(settings),
        _ => MqttDiagnosis.ForeignAuthority(settings, tls),
    };

    private static string OfSystem(MosquittoTrace trace, MqttSettings settings) => trace.Errno switch
    {
        Refusal => MqttDiagnosis.NothingListens(settings),
        NoRouteToHost or NoRouteToNetwork => MqttDiagnosis.NoRoute(settings),
        TimedOut => MqttDiagnosis.TimedOut(settings),
        _ => MqttDiagnosis.Failed(settings, Marshal.GetPInvokeErrorMessage(trace.Errno)),
    };

    private static bool Has(string errors, string words) => errors.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static unsafe string ErrorText(int result) => Marshal.PtrToStringUTF8((nint)MosquittoNative.ErrorText(result)) ?? "";
}
