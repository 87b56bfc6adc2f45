using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Brokers;

/// <summary>A certificate authority of one test, and the PEM files it issues, all in one folder.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly string _folder;
    private readonly string _name;
    private readonly X509Certificate2 _authority;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private int _issued;

    /// <summary>Makes an authority and writes its certificate to the folder.</summary>
    public TestCertificates(string folder, string name = "Test authority")
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _name = name;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(_now - 3000 * Day, _now + 3000 * Day);
        CaFile = Write(name, "crt", _authority.ExportCertificatePem());
    }

    /// <summary>The authority's certificate.</summary>
    public string CaFile { get; }

    /// <summary>A broker's certificate for a host name.</summary>
    public MqttTls IssueServer(string hostName, TimeSpan age = default)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(hostName, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(hostName);
        return Issue(hostName, _now - Day - age, _now + Day - age, names.Build());
    }

    /// <summary>A device's certificate; its name is the broker's user name.</summary>
    public MqttTls IssueClient(string device) => Issue(device, _now - Day, _now + Day);

    /// <summary>A device's certificate that has expired.</summary>
    public MqttTls IssueExpiredClient(string device) => Issue(device, _now - 20 * Day, _now - 10 * Day);

    /// <summary>A device's certificate from an authority below this one, whose certificate is in the same file.</summary>
    public MqttTls IssueClientByIntermediate(string device)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Ward authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var bare = request.Create(_authority, _now - 100 * Day, _now + 100 * Day, BitConverter.GetBytes(++_issued));
        using var intermediate = bare.CopyWithPrivateKey(key);
        var issued = Issue(device, _now - Day, _now + Day, issuer: intermediate);
        File.AppendAllText(issued.CertificateFile, bare.ExportCertificatePem() + "\n");
        return issued;
    }

    /// <inheritdoc/>
    public void Dispose() => _authority.Dispose();

    private MqttTls Issue(string name, DateTimeOffset from, DateTimeOffset to, X509Extension? extension = null, X509Certificate2? issuer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        if (extension is not null) request.CertificateExtensions.Add(extension);
        int number = ++_issued;
        using var certificate = request.Create(issuer ?? _authority, from, to, BitConverter.GetBytes(number));
        string file = $"{_name}-{name}-{number}";
        return new MqttTls(CaFile, Write(file, "crt", certificate.ExportCertificatePem()), Write(file, "key", key.ExportPkcs8PrivateKeyPem()));
    }

    private string Write(string name, string ending, string pem)
    {
        string path = Path.Combine(_folder, $"{name.Replace(' ', '-')}.{ending}");
        File.WriteAllText(path, pem + "\n");
        return path;
    }
}
