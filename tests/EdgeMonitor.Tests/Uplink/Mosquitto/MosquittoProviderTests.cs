using System.Net;
using System.Net.Sockets;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;

namespace EdgeMonitor.Tests.Uplink.Mosquitto;

internal sealed class MosquittoProviderTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public void AMissingLibraryIsOneSentenceThatSaysWhatToInstall()
    {
        var provider = new MosquittoProvider("libmosquitto-missing.so.1", TimeProvider.System);
        Assert.That(provider.Unavailable, Is.EqualTo("libmosquitto-missing.so.1 was not found: install libmosquitto1 (apt install libmosquitto1)."));
    }

    [Test]
    public void ItIsCompiledInAndFoundByItsAttribute() =>
        Assert.That(MqttProviders.All.Select(provider => provider.Name), Does.Contain("libmosquitto"));

    [Test]
    public async Task ABrokerThatNeverAnswersEndsTheConnectAfterItsTimeLimit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var time = new ManualTime();
        await using var connection = new MosquittoProvider("libmosquitto.so.1", time).Create(
            new MqttSettings("127.0.0.1", port, "one", null, TimeSpan.FromSeconds(30), null));
        var connecting = connection.ConnectAsync(default);
        using var peer = await silent.AcceptTcpClientAsync();
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.That(connecting.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(1));
        var failed = await Assert.ThrowsAsync<MqttException>(() => connecting);
        Assert.That(failed!.Message, Does.StartWith($"No answer from the broker at 127.0.0.1:{port} within 20 s"));
        await connection.Closed.WaitAsync(Limit, TimeProvider.System);
    }

    [Test]
    public async Task APeerThatResetsTheTlsHandshakeEndsTheConnect()
    {
        using var folder = new TemporaryFolder();
        using var certificates = new Brokers.TestCertificates(folder.Path);
        using var rude = new TcpListener(IPAddress.Loopback, 0);
        rude.Start();
        int port = ((IPEndPoint)rude.LocalEndpoint).Port;
        await using var connection = new MosquittoProvider().Create(
            new MqttSettings("127.0.0.1", port, "one", certificates.IssueClient("one"), TimeSpan.FromSeconds(30), null));
        var connecting = connection.ConnectAsync(default);
        using (var peer = await rude.AcceptTcpClientAsync()) peer.Client.Close(0); // with the client's greeting unread: a reset
        var failed = await Assert.ThrowsAsync<MqttException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System));
        Assert.That(failed!.Message, Does.Contain("closed the connection during the TLS handshake"));
    }
}
