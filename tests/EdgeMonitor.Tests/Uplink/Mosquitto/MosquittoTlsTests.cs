using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;

namespace EdgeMonitor.Tests.Uplink.Mosquitto;

internal sealed class MosquittoTlsTests
{
    private string _folder = "";
    private TestCertificates _certificates = null!;

    [SetUp]
    public void MakeCertificates()
    {
        _folder = Directory.CreateTempSubdirectory("edgemonitor-tls-").FullName;
        _certificates = new TestCertificates(_folder);
    }

    [TearDown]
    public void RemoveCertificates()
    {
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task ADeviceIsKnownByItsCertificateAndConfinedToItsTopics()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options() with { AccessList = "pattern write edgemonitor/v1/+/%u/#" });
        await using var connection = Create(broker, _certificates.IssueClient("bed-7"));
        await connection.ConnectAsync(default);
        await connection.PublishAsync(new MqttMessage("edgemonitor/v1/icu/bed-7/alarms", "x"u8.ToArray()), default);
        var refused = await Assert.ThrowsAsync<MqttException>(
            () => connection.PublishAsync(new MqttMessage("edgemonitor/v1/icu/bed-8/alarms", "x"u8.ToArray()), default));
        Assert.That(refused!.Refusal, Is.EqualTo(135));
    }

    [Test]
    public async Task ABrokerOfAnotherAuthorityIsRefusedAndTheFileNamed()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options());
        using var foreign = new TestCertificates(Path.Combine(_folder, "foreign"), "Foreign authority");
        var client = _certificates.IssueClient("bed-7") with { CaFile = foreign.CaFile };
        string message = await RefusalOf(broker, client);
        Assert.That(message, Does.StartWith("The broker's certificate is not signed by the authority in").And.Contain(foreign.CaFile).And.Contain("check CaFile"));
    }

    [Test]
    public async Task ABrokersCertificateForAnotherHostIsRefusedAndTheHostNamed()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options() with { CertificateName = "broker.hospital.example" });
        string message = await RefusalOf(broker, _certificates.IssueClient("bed-7"));
        Assert.That(message, Does.StartWith("The broker's certificate does not carry the host name localhost:"));
    }

    [Test]
    public async Task AnExpiredClientCertificateIsExplainedWithItsDates()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options());
        var client = _certificates.IssueExpiredClient("bed-7");
        string message = await RefusalOf(broker, client);
        Assert.That(message, Does.Contain(client.CertificateFile).And.Contain("is valid from"));
        Assert.That(message, Does.Contain("has expired").Or.Contain("that it accepts this device's certificate"));
    }

    [Test]
    public async Task AClientCertificateOfAnotherAuthorityIsExplained()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options());
        using var foreign = new TestCertificates(Path.Combine(_folder, "foreign"), "Foreign authority");
        var client = foreign.IssueClient("bed-7") with { CaFile = _certificates.CaFile };
        string message = await RefusalOf(broker, client);
        Assert.That(message, Does.Contain(client.CertificateFile));
        Assert.That(message, Does.Contain("does not know the authority").Or.Contain("that it accepts this device's certificate"));
    }

    [Test]
    public async Task AMissingFileIsNamedWithItsSetting()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options());
        var client = _certificates.IssueClient("bed-7") with { KeyFile = Path.Combine(_folder, "missing.key") };
        Assert.That(await RefusalOf(broker, client), Does.StartWith($"KeyFile \"{client.KeyFile}\" cannot be read:"));
    }

    [Test]
    public async Task AKeyOfAnotherCertificateIsNamed()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options());
        var client = _certificates.IssueClient("bed-7") with { KeyFile = _certificates.IssueClient("bed-8").KeyFile };
        Assert.That(await RefusalOf(broker, client), Does.Contain("is not the private key of CertificateFile"));
    }

    [Test]
    public async Task ACaFileWithoutACertificateIsNamed()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options());
        string empty = Path.Combine(_folder, "empty.crt");
        await File.WriteAllTextAsync(empty, "nothing here\n");
        Assert.That(await RefusalOf(broker, _certificates.IssueClient("bed-7") with { CaFile = empty }), Does.Contain(empty));
    }

    [Test]
    public async Task APlainPortIsTold()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        Assert.That(await RefusalOf(broker, _certificates.IssueClient("bed-7")), Does.Contain($"localhost:{broker.Port}").And.Contain("check that Port is its TLS port"));
    }

    [Test]
    public async Task TheLastWillComesOverTlsToo()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options());
        await using var subscriber = await MqttSubscriber.StartAsync(broker, "status", _certificates.IssueClient("centre"));
        var connection = new MosquittoProvider().Create(
            broker.Settings("bed-7", _certificates.IssueClient("bed-7"), new MqttMessage("status", "gone"u8.ToArray(), Retain: true)));
        await connection.ConnectAsync(default);
        await connection.DisposeAsync();
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 1);
        Assert.That(messages[0].Payload, Is.EqualTo("gone"u8.ToArray()));
    }

    private static IMqttConnection Create(MosquittoBroker broker, MqttTls client) => new MosquittoProvider().Create(broker.Settings("bed-7", client));

    private static async Task<string> RefusalOf(MosquittoBroker broker, MqttTls client)
    {
        await using var connection = Create(broker, client);
        var refused = await Assert.ThrowsAsync<MqttException>(() => connection.ConnectAsync(default));
        await TestContext.Out.WriteLineAsync(refused!.Message);
        return refused.Message;
    }

    private BrokerOptions Options() => new() { Certificates = _certificates };
}
