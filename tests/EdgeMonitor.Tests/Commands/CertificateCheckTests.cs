using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Configuration;

namespace EdgeMonitor.Tests.Commands;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CertificateCheckTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly TestCertificates _certificates;
    private readonly MqttTls _good;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public CertificateCheckTests()
    {
        _certificates = new TestCertificates(_scratch.Path);
        _good = _certificates.IssueClient("bed-1");
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public void FilesThatAreGoodAndBelongTogetherHaveNoFault() => Assert.That(Faults(_good), Is.Empty);

    [Test]
    public void WithoutAHostNoFileIsLookedAt()
    {
        var reader = Reader();
        CertificateCheck.Check(new UplinkOptions { CaFile = "/nowhere" }, reader, _now);

        Assert.That(reader.Faults, Is.Empty);
    }

    [Test]
    public void AMissingFileIsNamed()
    {
        Assert.That(Faults(_good with { CaFile = "/nowhere.crt" }), Is.EqualTo(new[] { "Uplink:CaFile = \"/nowhere.crt\": allowed is a PEM file that is there." }));
    }

    [Test]
    public void TheAuthorityOfEachBrokerOfAListIsLookedAt()
    {
        var reader = Reader();
        var brokers = new List<BrokerEntry> { new() { Host = "a" }, new() { Host = "b", CaFile = "/nowhere.crt" } };
        CertificateCheck.Check(new UplinkOptions { Brokers = brokers, CaFile = _good.CaFile, CertificateFile = _good.CertificateFile, KeyFile = _good.KeyFile }, reader, _now);
        Assert.That(reader.Faults.Select(fault => fault.ToString()), Is.EqualTo(new[] { "Uplink:Brokers:1:CaFile = \"/nowhere.crt\": allowed is a PEM file that is there." }));
    }

    [Test]
    public void ACertificateThatIsNotYetValidIsNamedWithItsDate()
    {
        Assert.That(Faults(_good, _now.AddDays(-500)), Has.One.Items.And.One.Match("Uplink:CertificateFile = .* is valid from [0-9-]{10} [0-9:]{5}Z .check the clock too.\\.$"));
    }

    [Test]
    public void AnAuthorityThatHasExpiredIsNamedToo()
    {
        Assert.That(Faults(_good, _now.AddDays(5000)), Has.Length.EqualTo(2).And.Some.Match("CaFile.*CN=Test authority expired on").And.Some.Match("CertificateFile.*CN=bed-1 expired on"));
    }

    [Test]
    public void OneValidAuthorityOfABundleIsEnough()
    {
        var bundle = _scratch.File("bundle.crt");
        File.WriteAllText(bundle, File.ReadAllText(_certificates.IssueExpiredClient("old").CertificateFile) + File.ReadAllText(_good.CaFile));

        Assert.That(Faults(_good with { CaFile = bundle }), Is.Empty);
    }

    [TestCase("", "this one has none")]
    [TestCase("no certificate", "this one has none")]
    [TestCase("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "this one cannot be read")]
    public void AFileWithoutACertificateIsNamed(string text, string says)
    {
        File.WriteAllText(_scratch.File("x.crt"), text);

        Assert.That(Faults(_good with { CertificateFile = _scratch.File("x.crt") }), Has.One.Items.And.One.Contains(says));
    }

    [Test]
    public void AKeyOfAnotherCertificateIsNamed()
    {
        var other = _certificates.IssueClient("bed-2");

        Assert.That(Faults(_good with { KeyFile = other.KeyFile }), Is.EqualTo(new[]
        {
            $"Uplink:KeyFile = \"{other.KeyFile}\": allowed is an unencrypted PEM file with the private key of CertificateFile; this one is not.",
        }));
    }

    [Test]
    public void AKeyThatIsNoneIsNamed()
    {
        File.WriteAllText(_scratch.File("x.key"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");

        Assert.That(Faults(_good with { KeyFile = _scratch.File("x.key") }), Has.One.Items.And.One.Contains("Uplink:KeyFile"));
    }

    private string[] Faults(MqttTls tls, DateTimeOffset? now = null)
    {
        var reader = Reader();
        var options = new UplinkOptions { Host = "broker", CaFile = tls.CaFile, CertificateFile = tls.CertificateFile, KeyFile = tls.KeyFile };
        CertificateCheck.Check(options, reader, now ?? _now);
        return [.. reader.Faults.Select(fault => fault.ToString())];
    }

    private static SettingsReader Reader() => new(new ConfigurationBuilder().Build());
}
