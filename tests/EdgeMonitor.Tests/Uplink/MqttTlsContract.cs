using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>What every MQTT provider must do with certificates, on a real broker: the same sentences, whichever library found the fault.</summary>
[TestFixtureSource(typeof(MqttProvidersUnderTest), nameof(MqttProvidersUnderTest.Names))]
internal sealed class MqttTlsContract(string providerName)
{
    private IMqttProvider _provider = null!;
    private string _folder = "";
    private TestCertificates _certificates = null!;

    [SetUp]
    public void MakeCertificates()
    {
        _provider = MqttProvidersUnderTest.Named(providerName);
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
    public async Task ACertificateFileWithoutACertificateAndAKeyFileWithoutAKeyAreNamed()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options());
        string empty = Path.Combine(_folder, "empty.pem");
        await File.WriteAllTextAsync(empty, "nothing here\n");
        var client = _certificates.IssueClient("bed-7");
        Assert.That(await RefusalOf(broker, client with { CertificateFile = empty }), Is.EqualTo($"CertificateFile \"{empty}\" holds no certificate in PEM form."));
        Assert.That(await RefusalOf(broker, client with { KeyFile = empty }), Is.EqualTo($"KeyFile \"{empty}\" holds no unencrypted private key in PEM form."));
    }

    [Test]
    public async Task AnExpiredCertificateOfTheBrokerIsToldWithTheClock()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options() with { CertificateAge = TimeSpan.FromDays(20) });
        Assert.That(await RefusalOf(broker, _certificates.IssueClient("bed-7")), Does.Contain("has expired by this device's clock"));
    }

    [Test]
    public async Task ACertificateOfTheBrokerThatIsNotValidYetIsToldWithTheClock()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options() with { CertificateAge = TimeSpan.FromDays(-20) });
        Assert.That(await RefusalOf(broker, _certificates.IssueClient("bed-7")), Does.Contain("is not valid yet by this device's clock"));
    }

    [Test]
    public async Task AnIntermediateCertificateInTheDevicesFileIsSent()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options() with { AccessList = "pattern write %u/#" });
        await using var connection = Create(broker, _certificates.IssueClientByIntermediate("bed-7"));
        await connection.ConnectAsync(default);
        await connection.PublishAsync(new MqttMessage("bed-7/a", "x"u8.ToArray()), default);
    }

    [Test]
    public async Task ABrokerWithoutTls13IsTold()
    {
        using var old = new TcpListener(IPAddress.Loopback, 0);
        old.Start();
        var files = _certificates.IssueServer("localhost");
        using var certificate = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
        int port = ((IPEndPoint)old.LocalEndpoint).Port;
        await using var connection = _provider.Create(new MqttSettings("localhost", port, "one", _certificates.IssueClient("one"), TimeSpan.FromSeconds(30), null));
        var connecting = connection.ConnectAsync(default);
        using var peer = await old.AcceptTcpClientAsync();
        await using var server = new SslStream(peer.GetStream());
        await Assert.CatchAsync(() => server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = SslProtocols.Tls12 }));
        await server.DisposeAsync();
        var failed = await Assert.ThrowsAsync<MqttException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System));
        Assert.That(failed!.Message, Does.Contain("does not speak TLS 1.3"));
    }

    [Test]
    public async Task LargeMessagesComeThroughWholeOverTls()
    {
        await using var broker = await MosquittoBroker.StartAsync(Options());
        await using var subscriber = await MqttSubscriber.StartAsync(broker, "big", _certificates.IssueClient("centre"));
        await using var connection = Create(broker, _certificates.IssueClient("bed-7"));
        await connection.ConnectAsync(default);
        var payloads = Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, 200_000 + i).Select(at => (byte)(at * (i + 3))).ToArray()).ToArray();
        await Task.WhenAll(payloads.Select(payload => connection.PublishAsync(new MqttMessage("big", payload), default)));
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 8);
        Assert.That(messages.Select(message => message.Payload), Is.EqualTo(payloads));
    }

    [Test]
    public async Task APeerThatResetsTheTlsHandshakeEndsTheConnect()
    {
        using var rude = new TcpListener(IPAddress.Loopback, 0);
        rude.Start();
        int port = ((IPEndPoint)rude.LocalEndpoint).Port;
        await using var connection = _provider.Create(new MqttSettings("127.0.0.1", port, "one", _certificates.IssueClient("one"), TimeSpan.FromSeconds(30), null));
        var connecting = connection.ConnectAsync(default);
        using (var peer = await rude.AcceptTcpClientAsync()) peer.Client.Close(0); // with the client's greeting unread: a reset
        var failed = await Assert.ThrowsAsync<MqttException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System));
        Assert.That(failed!.Message, Does.Contain("closed the connection during the TLS handshake"));
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
        var connection = _provider.Create(
            broker.Settings("bed-7", _certificates.IssueClient("bed-7"), new MqttMessage("status", "gone"u8.ToArray(), Retain: true)));
        await connection.ConnectAsync(default);
        await connection.DisposeAsync();
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 1);
        Assert.That(messages[0].Payload, Is.EqualTo("gone"u8.ToArray()));
    }

    private IMqttConnection Create(MosquittoBroker broker, MqttTls client) => _provider.Create(broker.Settings("bed-7", client));

    private async Task<string> RefusalOf(MosquittoBroker broker, MqttTls client)
    {
        await using var connection = Create(broker, client);
        var refused = await Assert.ThrowsAsync<MqttException>(() => connection.ConnectAsync(default));
        await TestContext.Out.WriteLineAsync(refused!.Message);
        return refused.Message;
    }

    private BrokerOptions Options() => new() { Certificates = _certificates };
}
