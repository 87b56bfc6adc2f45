using System.Text;
using EdgeMonitor.Commands.Spares;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Commands.Spares;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SpareEnvelopeTests : IDisposable
{
    private const string Secret = "correct horse battery";

    private readonly ScratchDirectory _scratch = new();
    private readonly TestCertificates _certificates;
    private readonly MqttTls _tls;
    private readonly byte[] _sealed;

    public SpareEnvelopeTests()
    {
        _certificates = new TestCertificates(_scratch.Path);
        _tls = _certificates.IssueClient("bed-7");
        _sealed = Seal(_tls);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public void WhatWasSealedIsOpenedWholeAndItsSecretsAreNotReadable()
    {
        var opened = Open(_sealed);
        Assert.That((opened.Device, opened.Takeover, opened.Region), Is.EqualTo(("bed-7", 2u, 5)));
        Assert.That(opened.State["keys/a.key"].Bytes, Is.EqualTo("a wrapped key"u8.ToArray()));
        Assert.That(opened.State["keys/a.key"].Mode, Is.EqualTo(UnixFileMode.UserRead));
        var readable = Encoding.Latin1.GetString(_sealed);
        Assert.That(readable, Does.Not.Contain("a wrapped key").And.Not.Contain("PRIVATE KEY").And.Not.Contain("HrLow"));
    }

    [Test]
    public void CutOffAnywhereItIsRefused()
    {
        for (var length = 0; length < _sealed.Length; length += 7)
            Assert.That(() => Open(_sealed[..length]), Throws.TypeOf<SpareException>(), $"{length} of {_sealed.Length} bytes");
    }

    [Test]
    public void ChangedAnywhereItIsRefused()
    {
        for (var at = 0; at < _sealed.Length; at += 5)
        {
            var changed = _sealed.ToArray();
            changed[at] ^= 1;
            Assert.That(() => Open(changed), Throws.TypeOf<SpareException>(), $"byte {at} of {_sealed.Length}");
        }
    }

    [Test]
    public void AnotherAuthorityMakesItForeign()
    {
        using var others = new TestCertificates(_scratch.File("others"), "Other authority");
        Refused(() => Open(_sealed, authority: others.CaFile), "The export is foreign: the certificate CN=bed-7 that signed it does not come from the authority in --ca.");
    }

    [Test]
    public void AnExpiredCertificateIsNamed() =>
        Refused(() => Open(Seal(_certificates.IssueExpiredClient("bed-7"))), "The certificate CN=bed-7 that signed the export is not valid now");

    [Test]
    public void AnotherDeviceOfTheSameAuthorityCannotSignItAnew()
    {
        var thief = _certificates.IssueClient("bed-8");
        var content = Content(_tls).ToBytes();
        var forged = SpareEnvelope.Seal(content, "bed-7", Secret, File.ReadAllText(thief.CertificateFile), File.ReadAllText(thief.KeyFile));
        Refused(() => Open(forged), "The export was signed by another box than the one that it is of.");
    }

    [Test]
    public void AnotherPassphraseIsNamed() => Refused(() => Open(_sealed, passphrase: "incorrect horse"), "The passphrase is not the one of this export.");

    [Test]
    public void ThePassphraseIsAskedForOnlyWhenTheSignatureIsGood()
    {
        var changed = _sealed.ToArray();
        changed[^1] ^= 1;
        Assert.That(
            () => SpareEnvelope.Open(changed, () => throw new InvalidOperationException("asked"), File.ReadAllText(_tls.CaFile), TimeProvider.System.GetUtcNow()),
            Throws.TypeOf<SpareException>());
    }

    [Test]
    public void TwoExportsOfTheSameShareNothingThatIsSealed()
    {
        var again = Seal(_tls);
        Assert.That(again.AsSpan(again.Length / 2, 64).ToArray(), Is.Not.EqualTo(_sealed.AsSpan(_sealed.Length / 2, 64).ToArray()));
    }

    private static void Refused(Func<SpareContent> open, string beginning) =>
        Assert.That(Assert.Throws<SpareException>(() => open())!.Message, Does.StartWith(beginning));

    private static byte[] Seal(MqttTls tls) =>
        SpareEnvelope.Seal(Content(tls).ToBytes(), "bed-7", Secret, File.ReadAllText(tls.CertificateFile), File.ReadAllText(tls.KeyFile));

    private static SpareContent Content(MqttTls tls) => new(
        "bed-7", 2, 5, new SpareFile("{ \"Alarms\": { \"HrLow\": 50 } }"u8.ToArray(), UnixFileMode.UserRead),
        new Dictionary<string, SpareFile> { ["CertificateFile"] = SpareFile.Read(tls.CertificateFile), ["KeyFile"] = SpareFile.Read(tls.KeyFile) },
        new Dictionary<string, SpareFile> { ["keys/a.key"] = new("a wrapped key"u8.ToArray(), UnixFileMode.UserRead) });

    private SpareContent Open(byte[] file, string passphrase = Secret, string? authority = null) =>
        SpareEnvelope.Open(file, () => passphrase, File.ReadAllText(authority ?? _tls.CaFile), TimeProvider.System.GetUtcNow());
}
