using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeMonitor.Uplink;

/// <summary>Why a connection ended and what to do, one sentence a cause: the same words whichever library found it.</summary>
internal static class MqttDiagnosis
{
    /// <summary>The connection ended because this device wanted it.</summary>
    public const string Dropped = "The connection was dropped by this device.", InOrder = "The connection was closed in order.",
        NotOpen = "The connection to the broker is not open.";

    /// <summary>The broker refused a message or a subscription.</summary>
    public static string Refused(string what, string topic, int reason) =>
        $"The broker refused {what} {topic}: {MqttReasons.Text(reason)} ({reason}); check its access list for this device.";

    /// <summary>The message is longer than the broker takes.</summary>
    public static string TooLong(string topic, long bytes, long most) => string.Create(
        CultureInfo.InvariantCulture, $"The message {topic} takes {bytes} bytes and the broker takes {most} at the most: let it take more (mosquitto: max_packet_size).");

    /// <summary>CONNACK said no.</summary>
    public static string NotAdmitted(int reason, MqttSettings settings) =>
        $"The broker at {At(settings)} refused this device \"{settings.ClientId}\": {MqttReasons.Text(reason)} ({reason}); check its access rules and the device's certificate.";

    /// <summary>The broker said goodbye.</summary>
    public static string EndedByBroker(int reason) => reason == MqttReasons.TakenOver
        ? $"The broker ended the connection because another client has connected with this device's id ({reason}): every device needs its own."
        : $"The broker ended the connection: {MqttReasons.Text(reason)} ({reason}).";

    /// <summary>No CONNACK in time.</summary>
    public static string NoAnswer(MqttSettings settings, TimeSpan within) =>
        $"No answer from the broker at {At(settings)} within {within.TotalSeconds:0} s: check Host, Port, and the network between.";

    /// <summary>The name server does not know the name.</summary>
    public static string NotResolved(MqttSettings settings) =>
        $"The broker's host name {settings.Host} could not be resolved: check Host and the network's name server.";

    /// <summary>Connection refused.</summary>
    public static string NothingListens(MqttSettings settings) => $"Nothing listens at {At(settings)}: check Host and Port, and that the broker runs.";

    /// <summary>No route.</summary>
    public static string NoRoute(MqttSettings settings) => $"There is no network route to {At(settings)}: check the network and Host.";

    /// <summary>TCP's own time limit.</summary>
    public static string TimedOut(MqttSettings settings) => $"No answer from {At(settings)}: check Host, Port, and the network between.";

    /// <summary>A dead link or a frozen broker.</summary>
    public static string KeepAliveExpired(MqttSettings settings) =>
        $"The broker at {At(settings)} did not answer within the keep-alive time: the network or the broker has stopped.";

    /// <summary>The peer closed the connection.</summary>
    /// <param name="settings">Where.</param>
    /// <param name="answered">True where CONNACK had come.</param>
    public static string Closed(MqttSettings settings, bool answered) => answered
        ? $"The broker at {At(settings)} closed the connection."
        : $"The broker at {At(settings)} closed the connection before it answered: check that Port is its {(settings.Tls is null ? "plain" : "TLS")} port.";

    /// <summary>Anything else, in the words of whoever found it.</summary>
    public static string Failed(MqttSettings settings, string words) => $"The connection to the broker at {At(settings)} failed: {words.TrimEnd('.', ' ')}.";

    /// <summary>The broker's certificate is another host's.</summary>
    public static string ForeignHost(MqttSettings settings) =>
        $"The broker's certificate does not carry the host name {settings.Host}: check Host, or have the broker's certificate issued for it.";

    /// <summary>The broker's certificate is another authority's.</summary>
    public static string ForeignAuthority(MqttSettings settings, MqttTls tls) =>
        $"The broker's certificate is not signed by the authority in {tls.CaFile}: check CaFile, and that {At(settings)} is the right broker.";

    /// <summary>The broker's certificate is not valid yet.</summary>
    public static string BrokerNotYetValid(MqttSettings settings) =>
        $"The certificate of the broker at {At(settings)} is not valid yet by this device's clock: check that the clock is set.";

    /// <summary>The broker's certificate has expired.</summary>
    public static string BrokerExpired(MqttSettings settings) =>
        $"The certificate of the broker at {At(settings)} has expired by this device's clock: renew it, or check that the clock is set.";

    /// <summary>The broker's certificate has been revoked.</summary>
    public static string BrokerRevoked(MqttSettings settings) => $"The certificate of the broker at {At(settings)} has been revoked.";

    /// <summary>The broker's TLS is too old.</summary>
    public static string OldTls(MqttSettings settings) => $"The broker at {At(settings)} does not speak TLS 1.3, which this device requires.";

    /// <summary>Something else than TLS answers on the port.</summary>
    public static string NoTls(MqttSettings settings) => $"The broker at {At(settings)} does not speak TLS on that port: check Port.";

    /// <summary>The connection ended while TLS was set up, or before the broker has judged this device's certificate.</summary>
    public static string CutShort(MqttSettings settings, MqttTls tls) =>
        $"The broker at {At(settings)} closed the connection during the TLS handshake: check that Port is its TLS port and that it accepts this device's certificate ({Dates(tls)}).";

    /// <summary>The broker said by a TLS alert what it thinks of this device's certificate.</summary>
    /// <param name="alert">The alert as OpenSSL names it, e.g. "certificate expired".</param>
    /// <param name="settings">Where.</param>
    /// <param name="tls">The files.</param>
    public static string NotAccepted(string alert, MqttSettings settings, MqttTls tls)
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

    /// <summary>A file without what it is for.</summary>
    public static string NoCaCertificate(MqttTls tls) => $"CaFile \"{tls.CaFile}\" holds no certificate in PEM form.";

    /// <inheritdoc cref="NoCaCertificate"/>
    public static string NoCertificate(MqttTls tls) => $"CertificateFile \"{tls.CertificateFile}\" holds no certificate in PEM form.";

    /// <inheritdoc cref="NoCaCertificate"/>
    public static string NoKey(MqttTls tls) => $"KeyFile \"{tls.KeyFile}\" holds no unencrypted private key in PEM form.";

    /// <summary>Key and certificate do not belong together.</summary>
    public static string ForeignKey(MqttTls tls) => $"KeyFile \"{tls.KeyFile}\" is not the private key of CertificateFile \"{tls.CertificateFile}\".";

    /// <summary>Host and port.</summary>
    public static string At(MqttSettings settings) => $"{settings.Host}:{settings.Port}";

    /// <summary>Checks that all three files can be read.</summary>
    /// <exception cref="MqttException">One cannot; it and its setting are named.</exception>
    public static void RequireReadable(MqttTls tls)
    {
        foreach (var (setting, path) in new[] { ("CaFile", tls.CaFile), ("CertificateFile", tls.CertificateFile), ("KeyFile", tls.KeyFile) })
        {
            try
            {
                File.OpenHandle(path).Dispose();
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw new MqttException($"{setting} \"{path}\" cannot be read: {unreadable.Message}", inner: unreadable);
            }
        }
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
}
