using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>A certificate that is wrong is refused and named, and costs nothing but time.</summary>
public sealed class RefusalTests
{
    private Bedside _bedside = null!;

    [SetUp]
    public void MakeBedside() => _bedside = new Bedside();

    [TearDown]
    public void RemoveBedside() => _bedside.Dispose();

    [Test]
    public async Task ABrokerOfAnotherAuthorityIsRefusedByNameAndNothingIsLost()
    {
        using var foreign = new TestCertificates(_bedside.PathOf("foreign"), "Foreign authority");
        var wrong = _bedside.Certificates.IssueClient(Bedside.Device) with { CaFile = foreign.CaFile };
        await AssertRefusedAndNothingLostAsync(_bedside.Broker(), _bedside.Broker(), wrong, "The broker's certificate is not signed by the authority in", foreign.CaFile);
    }

    [Test]
    public async Task AnExpiredClientCertificateIsRefusedByNameAndNothingIsLost()
    {
        var wrong = _bedside.Certificates.IssueExpiredClient(Bedside.Device);
        await AssertRefusedAndNothingLostAsync(_bedside.Broker(), _bedside.Broker(), wrong, wrong.CertificateFile, "is valid from");
    }

    [Test]
    public async Task ABrokerOfAnotherNameIsRefusedByNameAndNothingIsLost() =>
        await AssertRefusedAndNothingLostAsync(
            _bedside.Broker() with { CertificateName = "broker.hospital.example" }, _bedside.Broker(), _bedside.Certificates.IssueClient(Bedside.Device),
            "The broker's certificate does not carry the host name localhost", "check Host");

    private async Task AssertRefusedAndNothingLostAsync(BrokerOptions wrongBroker, BrokerOptions rightBroker, MqttTls wrong, string named, string alsoNamed)
    {
        var header = Recordings.Mitdb("119");
        await using (var broker = await MosquittoBroker.StartAsync(wrongBroker))
        await using (var daemon = DaemonProcess.Run(_bedside.Configure(header, 60, broker.Port, wrong)))
        {
            await daemon.SaysAsync("data comes");
            // Twice: it keeps trying, and goes on measuring meanwhile.
            await daemon.SaysAsync(named, 2);
            var refusal = daemon.Errors.First(line => line.Contains(named, StringComparison.Ordinal));
            await TestContext.Out.WriteLineAsync(refusal);
            Assert.That(refusal, Does.Contain("The uplink is down: ").And.Contain(alsoNamed));
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
            Assert.That(broker.Log, Does.Not.Contain("as " + Bedside.Device), "it was let in");
        }

        var stored = StoredState.Read(_bedside.State);
        Assert.That(stored.Records[JournalStreams.Telemetry].Keys, Is.EquivalentTo(Centre.Range(1, stored.Last[JournalStreams.Telemetry])).And.Not.Empty);

        await using var corrected = await MosquittoBroker.StartAsync(rightBroker);
        await using var centre = await Centre.ListenAsync(corrected, _bedside.Certificates.IssueClient("centre"));
        await using var again = DaemonProcess.Run(_bedside.Configure(header, 60, corrected.Port));
        foreach (var stream in JournalStreams.All) await centre.HasAllAsync(stream, Centre.Range(1, stored.Last[stream]));
        Assert.That(centre.Faults, Is.Empty);
        var come = centre.Records(JournalStreams.Telemetry).ToDictionary(record => record.Sequence);
        foreach (var (sequence, record) in stored.Records[JournalStreams.Telemetry]) Assert.That(come[sequence], Is.EqualTo(record));
    }
}
