using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeMonitor.Uplink.MqttNet;

/// <summary>
/// Mutual TLS 1.3 from PEM files: the broker must prove a chain to the authority in CaFile and to no other, and carry the host name. Done here and
/// not by the library's own options, which cannot send the intermediate certificates of CertificateFile and do not say why a handshake failed.
/// </summary>
internal sealed class MqttNetTls
{
    /// <summary>Extended key usage of a server (RFC 5280, 4.2.1.12).</summary>
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    private readonly MqttTls _files;
    private readonly MqttSettings _settings;
    private readonly X509Certificate2Collection _authorities;
    private readonly SslStreamCertificateContext _own;
    private string? _verdict;

    private MqttNetTls(MqttTls files, MqttSettings settings, X509Certificate2Collection authorities, SslStreamCertificateContext own) =>
        (_files, _settings, _authorities, _own) = (files, settings, authorities, own);

    /// <summary>Reads the files.</summary>
    /// <exception cref="MqttException">One of them cannot be used; it is named.</exception>
    public static MqttNetTls Load(MqttTls files, MqttSettings settings)
    {
        MqttDiagnosis.RequireReadable(files);
        var authorities = Certificates(files.CaFile);
        if (authorities.Count == 0) throw new MqttException(MqttDiagnosis.NoCaCertificate(files));
        var chain = Certificates(files.CertificateFile);
        if (chain.Count == 0) throw new MqttException(MqttDiagnosis.NoCertificate(files));
        var own = WithKey(chain[0], files);
        chain.RemoveAt(0);
        // Offline: nothing is fetched to complete the chain; what the broker needs stands in the file.
        return new MqttNetTls(files, settings, authorities, SslStreamCertificateContext.Create(own, chain, offline: true));
    }

    /// <summary>Speaks TLS over a connected stream.</summary>
    /// <exception cref="MqttException">The handshake failed; the message says which side did not accept what.</exception>
    public async Task<Stream> HandshakeAsync(Stream plain, CancellationToken stop)
    {
        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(Options(), stop);
            return secure;
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException)
        {
            await secure.DisposeAsync();
            throw new MqttException(_verdict ?? Explain(failed));
        }
    }

    /// <summary>The name of a TLS alert of the peer, as OpenSSL has it; null where there is none.</summary>
    public static string? AlertIn(IEnumerable<Exception> seen)
    {
        const string mark = " alert ";
        foreach (string words in seen.Select(exception => exception.Message))
        {
            int alert = words.IndexOf(mark, StringComparison.Ordinal);
            if (alert >= 0) return words[(alert + mark.Length)..].TrimEnd('.', ' ');
        }

        return null;
    }

    private SslClientAuthenticationOptions Options()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // a bedside network reaches no revocation server; a lost device is banned at the broker
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        policy.ApplicationPolicy.Add(new Oid(ServerUse));
        return new SslClientAuthenticationOptions
        {
            TargetHost = _settings.Host,
            EnabledSslProtocols = SslProtocols.Tls13,
            ClientCertificateContext = _own,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = Judge,
            AllowTlsResume = false, // a session of before would be taken up again without looking at the certificates
        };
    }

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        _verdict = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? OfChain(chain) : MqttDiagnosis.ForeignHost(_settings);
        return false;
    }

    private string OfChain(X509Chain? chain)
    {
        var found = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) ?? X509ChainStatusFlags.PartialChain;
        const X509ChainStatusFlags foreign = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;
        if ((found & foreign) != 0) return MqttDiagnosis.ForeignAuthority(_settings, _files);
        if (found.HasFlag(X509ChainStatusFlags.Revoked)) return MqttDiagnosis.BrokerRevoked(_settings);
        if (!found.HasFlag(X509ChainStatusFlags.NotTimeValid)) return MqttDiagnosis.Failed(_settings, $"the broker's certificate is not accepted ({found})");
        bool early = chain!.ChainElements.Any(element => element.Certificate.NotBefore.ToUniversalTime() > TimeProvider.System.GetUtcNow());
        return early ? MqttDiagnosis.BrokerNotYetValid(_settings) : MqttDiagnosis.BrokerExpired(_settings);
    }

    private string Explain(Exception failed)
    {
        List<Exception> seen = [];
        for (Exception? at = failed; at is not null; at = at.InnerException) seen.Add(at);
        string words = string.Join("; ", seen.Select(exception => exception.Message));
        if (Has("alert protocol version") || Has("unsupported protocol")) return MqttDiagnosis.OldTls(_settings);
        if (Has("wrong version number") || Has("corrupted frame")) return MqttDiagnosis.NoTls(_settings);
        return AlertIn(seen) is { } alert ? MqttDiagnosis.NotAccepted(alert, _settings, _files) : MqttDiagnosis.CutShort(_settings, _files);

        bool Has(string text) => words.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    private static X509Certificate2Collection Certificates(string file)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (CryptographicException)
        {
            found.Clear(); // what cannot be read is no certificate: the caller says so
        }

        return found;
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, MqttTls files)
    {
        string pem = File.ReadAllText(files.KeyFile);
        using var curve = ECDsa.Create();
        using var rsa = RSA.Create();
        try
        {
            if (TryImport(curve, pem)) return certificate.CopyWithPrivateKey(curve);
            if (TryImport(rsa, pem)) return certificate.CopyWithPrivateKey(rsa);
        }
        catch (Exception foreign) when (foreign is ArgumentException or CryptographicException)
        {
            throw new MqttException(MqttDiagnosis.ForeignKey(files), inner: foreign);
        }

        throw new MqttException(MqttDiagnosis.NoKey(files));
    }

    private static bool TryImport(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception other) when (other is ArgumentException or CryptographicException)
        {
            return false; // another kind of key, an encrypted one, or none
        }
    }
}
