using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeMonitor.Commands.Spares;

/// <summary>Signs with the private key of a TLS certificate, ECDSA or RSA-PSS with SHA-256, and checks that with the certificate and its authority.</summary>
internal static class SpareSignature
{
    /// <summary>The signature.</summary>
    /// <exception cref="SpareException">Certificate and key do not belong together, or are of a kind that cannot sign.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> data, string certificatePem, string keyPem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            using var ecdsa = certificate.GetECDsaPrivateKey();
            if (ecdsa is not null) return ecdsa.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            using var rsa = certificate.GetRSAPrivateKey();
            if (rsa is not null) return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new SpareException($"Uplink:KeyFile cannot sign the export: {e.Message}", e);
        }

        throw new SpareException("Uplink:KeyFile cannot sign the export: it is neither an elliptic-curve nor an RSA key.");
    }

    /// <summary>Checks the signature, then the certificate.</summary>
    /// <exception cref="SpareException">One of them is not good; the message says which.</exception>
    public static void Check(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, string chainPem, string authorityPem, DateTimeOffset now)
    {
        var (chain, authorities) = (new X509Certificate2Collection(), new X509Certificate2Collection());
        try
        {
            Read(chain, chainPem, "The export holds no certificate: copy it again.");
            Read(authorities, authorityPem, "--ca holds no certificate in PEM form.");
            if (!IsSigned(chain[0], data, signature)) throw new SpareException("The export was changed or damaged after it was signed: copy it again.");
            CheckChain(chain, authorities, now);
        }
        finally
        {
            foreach (var certificate in chain.Concat(authorities)) certificate.Dispose();
        }
    }

    private static bool IsSigned(X509Certificate2 signer, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var ecdsa = signer.GetECDsaPublicKey();
            if (ecdsa is not null) return ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            using var rsa = signer.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void CheckChain(X509Certificate2Collection certificates, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(certificates);
        // A box at a bed reaches no list of revoked certificates; its broker judges that at every connection.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        var built = chain.Build(certificates[0]);
        foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        if (built) return;
        var problems = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        var (subject, until) = (certificates[0].Subject, certificates[0].NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        throw new SpareException(problems == X509ChainStatusFlags.NotTimeValid
            ? $"The certificate {subject} that signed the export is not valid now (it ends on {until}): renew the box's certificate and export again, or set this box's clock."
            : $"The export is foreign: the certificate {subject} that signed it does not come from the authority in --ca.");
    }

    private static void Read(X509Certificate2Collection certificates, string pem, string otherwise)
    {
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new SpareException(otherwise, e);
        }

        if (certificates.Count == 0) throw new SpareException(otherwise);
    }
}
