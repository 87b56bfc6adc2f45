using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands;

/// <summary>Looks into the certificate files of the uplink: there, readable, PEM, valid at this moment, and belonging together.</summary>
internal static class CertificateCheck
{
    private const string KeyFile = nameof(UplinkOptions.KeyFile), CaFile = nameof(UplinkOptions.CaFile);

    /// <summary>The uplink's files: the setting's key below the section, and its path; empty paths are those that were not given and are needed.</summary>
    public static IEnumerable<(string Name, string Path)> FilesOf(UplinkOptions uplink)
    {
        // Where each broker of a list names its own authority, there is no need for one for all.
        var own = uplink.Brokers.Count > 0 && uplink.Brokers.All(broker => broker.CaFile.Length > 0);
        if (!own || uplink.CaFile.Length > 0) yield return (CaFile, uplink.CaFile);
        for (var i = 0; i < uplink.Brokers.Count; i++)
        {
            if (uplink.Brokers[i].CaFile is { Length: > 0 } path) yield return (string.Create(CultureInfo.InvariantCulture, $"{nameof(UplinkOptions.Brokers)}:{i}:{CaFile}"), path);
        }

        yield return (nameof(UplinkOptions.CertificateFile), uplink.CertificateFile);
        yield return (KeyFile, uplink.KeyFile);
    }

    /// <summary>Notes every fault of the files that are named.</summary>
    public static void Check(UplinkOptions uplink, SettingsReader reader, DateTimeOffset now)
    {
        if (!uplink.IsConfigured) return;
        var texts = new Dictionary<string, string>();
        foreach (var (name, path) in FilesOf(uplink))
        {
            if (path.Length == 0) continue;
            var fault = Read(path, out var text) ?? (name == KeyFile ? null : OfCertificates(text, name.EndsWith(CaFile, StringComparison.Ordinal), now));
            if (fault is not null) reader.Fault($"Uplink:{name}", path, fault);
            else texts.Add(name, text);
        }

        if (!texts.TryGetValue(KeyFile, out var key) || !texts.TryGetValue(nameof(UplinkOptions.CertificateFile), out var certificate)) return;
        if (!Match(certificate, key))
            reader.Fault($"Uplink:{KeyFile}", uplink.KeyFile, "an unencrypted PEM file with the private key of CertificateFile; this one is not");
    }

    private static string? Read(string path, out string text)
    {
        text = "";
        if (!File.Exists(path)) return "a PEM file that is there";
        try
        {
            text = File.ReadAllText(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"a PEM file that this user may read ({e.Message.TrimEnd('.')})";
        }
    }

    /// <summary>Of a bundle of authorities one must be valid; of the device's chain the first, which is its own.</summary>
    private static string? OfCertificates(string text, bool isBundle, DateTimeOffset now)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
            if (certificates.Count == 0) return "a PEM file with a certificate; this one has none";
            var candidates = certificates.Take(isBundle ? certificates.Count : 1);
            return candidates.Any(certificate => Outside(certificate, now) is null) ? null : Outside(certificates[0], now);
        }
        catch (CryptographicException e)
        {
            return $"a PEM file with a certificate; this one cannot be read ({e.Message.TrimEnd('.')})";
        }
        finally
        {
            foreach (var certificate in certificates) certificate.Dispose();
        }
    }

    private static string? Outside(X509Certificate2 certificate, DateTimeOffset now)
    {
        const string allowed = "a certificate that is valid now;";
        if (now > certificate.NotAfter) return $"{allowed} {certificate.Subject} expired on {Date(certificate.NotAfter)}";
        if (now < certificate.NotBefore) return $"{allowed} {certificate.Subject} is valid from {Date(certificate.NotBefore)} (check the clock too)";
        return null;
    }

    private static bool Match(string certificate, string key)
    {
        try
        {
            X509Certificate2.CreateFromPem(certificate, key).Dispose();
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static string Date(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
