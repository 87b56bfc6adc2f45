using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeMonitor.Uplink.Mosquitto;

/// <summary>Says in one sentence why a connection ended and what to do.</summary>
internal static class MosquittoDiagnosis
{
    /// <summary>Linux error numbers (<c>errno.h</c>).</summary>
    private const int Refusal = 111, NoRouteToHost = 113, NoRouteToNetwork = 101, TimedOut = 110, TlsProtocol = 71;

    /// <summary>The first MQTT 5 reason code that is a failure.</summary>
    private const int FirstFailure = 128;

    /// <summary>The broker refused a message or a subscription.</summary>
    public static string Refused(string what, string topic, int reason) =>
        $"The broker refused {what} {topic}: {ReasonText(reason)} ({reason}); check its access list for this device.";

    /// <summary>The library did not take a message.</summary>
    public static string NotSent(int result) => $"The message was not sent: {ErrorText(result)}";

    /// <summary>Why the connection ended.</summary>
    public static string Explain(int result, MosquittoTrace trace, MqttSettings settings)
    {
        if (result == MosquittoNative.Success) return "The connection was dropped by this device.";
        if (trace.ConnectReason is >= FirstFailure and var refused) return NotAdmitted(refused, settings);
        if (trace.DisconnectReason is >= FirstFailure and var ended) return EndedByBroker(ended);
        if (trace.DisconnectReason is 0) return "The connection was closed in order.";
        if (settings.Tls is { } tls && ExplainTls(result, trace, settings, tls) is { } explained) return explained;
        return result switch
        {
            MosquittoNative.NotResolved => $"The broker's host name {settings.Host} could not be resolved: check Host and the network's name server.",
            MosquittoNative.SeeErrno => OfSystem(trace, settings),
            MosquittoNative.KeepAliveExpired => $"The broker at {At(settings)} did not answer within the keep-alive time: the network or the broker has stopped.",
            MosquittoNative.ConnectionLost when trace.ConnectReason is null =>
                $"The broker at {At(settings)} closed the connection before it answered: check that Port is its {(settings.Tls is null ? "plain" : "TLS")} port.",
            MosquittoNative.ConnectionLost => $"The broker at {At(settings)} closed the connection.",
            _ => $"The connection to the broker at {At(settings)} failed: {ErrorText(result)} {trace.Errors}".TrimEnd(),
        };
    }

    private static string? ExplainTls(int result, MosquittoTrace trace, MqttSettings settings, MqttTls tls)
    {
        string errors = trace.Errors;
        if (Has(errors, "host name verification failed"))
            return $"The broker's certificate does not carry the host name {settings.Host}: check Host, or have the broker's certificate issued for it.";
        if (Has(errors, "certificate verify failed")) return OfBrokerCertificate(trace.Verification, settings, tls);
        if (Has(errors, "Unable to load CA certificates")) return $"CaFile \"{tls.CaFile}\" holds no certificate in PEM form.";
        if (Has(errors, "Unable to load client certificate")) return $"CertificateFile \"{tls.CertificateFile}\" holds no certificate in PEM form.";
        if (Has(errors, "key are inconsistent") || Has(errors, "key values mismatch"))
            return $"KeyFile \"{tls.KeyFile}\" is not the private key of CertificateFile \"{tls.CertificateFile}\".";
        if (Has(errors, "Unable to load client key file")) return $"KeyFile \"{tls.KeyFile}\" holds no unencrypted private key in PEM form.";
        if (Has(errors, "alert protocol version") || Has(errors, "unsupported protocol"))
            return $"The broker at {At(settings)} does not speak TLS 1.3, which this device requires.";
        if (Has(errors, "wrong version number")) return $"The broker at {At(settings)} does not speak TLS on that port: check Port.";
        int alert = errors.IndexOf(" alert ", StringComparison.Ordinal);
        if (alert >= 0) return OfClientCertificate(errors[(alert + " alert ".Length)..].Split(';')[0], settings, tls);
        // In TLS 1.3 the broker judges our certificate after our side of the handshake is done; its alert can be lost with the connection.
        bool cutShort = result == MosquittoNative.ConnectionLost || trace.Errno == TlsProtocol || result == MosquittoNative.TlsError;
        return cutShort && trace.ConnectReason is null
            ? $"The broker at {At(settings)} closed the connection during the TLS handshake: check that Port is its TLS port and that it accepts this device's certificate ({Dates(tls)})."
            : null;
    }

    /// <summary>Numbers: OpenSSL's <c>x509_vfy.h</c>.</summary>
    private static string OfBrokerCertificate(long verification, MqttSettings settings, MqttTls tls) => verification switch
    {
        9 => $"The certificate of the broker at {At(settings)} is not valid yet by this device's clock: check that the clock is set.",
        10 => $"The certificate of the broker at {At(settings)} has expired by this device's clock: renew it, or check that the clock is set.",
        23 => $"The certificate of the broker at {At(settings)} has been revoked.",
        _ => $"The broker's certificate is not signed by the authority in {tls.CaFile}: check CaFile, and that {At(settings)} is the right broker.",
    };

    private static string OfClientCertificate(string alert, MqttSettings settings, MqttTls tls)
    {
        string what = alert.Trim() switch
        {
            "certificate expired" => "says that this device's certificate has expired",
            "unknown ca" => "does not know the authority that issued this device's certificate",
            "certificate revoked" => "says that this device's certificate has been revoked",
            var other => $"did not accept this device's certificate (TLS alert: {other})",
        };
        return $"The broker at {At(settings)} {what} ({Dates(tls)}): check CertificateFile and KeyFile, and renew the certificate where needed.";
    }

    /// <summary>The certificate's own dates, to be compared by a person: this device's clock may be the wrong one.</summary>
    private static string Dates(MqttTls tls)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(tls.CertificateFile);
            return $"{tls.CertificateFile} is valid from {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}";
        }
        catch (CryptographicException)
        {
            return $"{tls.CertificateFile} holds no readable certificate";
        }
    }

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string OfSystem(MosquittoTrace trace, MqttSettings settings) => trace.Errno switch
    {
        Refusal => $"Nothing listens at {At(settings)}: check Host and Port, and that the broker runs.",
        NoRouteToHost or NoRouteToNetwork => $"There is no network route to {At(settings)}: check the network and Host.",
        TimedOut => $"No answer from {At(settings)}: check Host, Port, and the network between.",
        _ => $"The connection to the broker at {At(settings)} failed: {Marshal.GetPInvokeErrorMessage(trace.Errno)}.",
    };

    private static string NotAdmitted(int reason, MqttSettings settings) =>
        $"The broker at {At(settings)} refused this device \"{settings.ClientId}\": {ReasonText(reason)} ({reason}); check its access rules and the device's certificate.";

    private static string EndedByBroker(int reason) => reason == 142
        ? "The broker ended the connection because another client has connected with this device's id (142): every device needs its own."
        : $"The broker ended the connection: {ReasonText(reason)} ({reason}).";

    private static bool Has(string errors, string words) => errors.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static string At(MqttSettings settings) => $"{settings.Host}:{settings.Port}";

    private static unsafe string ReasonText(int reason) => (Marshal.PtrToStringUTF8((nint)MosquittoNative.ReasonText(reason)) ?? "").TrimEnd('.');

    private static unsafe string ErrorText(int result) => Marshal.PtrToStringUTF8((nint)MosquittoNative.ErrorText(result)) ?? "";
}
