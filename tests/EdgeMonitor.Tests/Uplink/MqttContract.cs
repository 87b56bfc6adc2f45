using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A provider and a real broker for each test of a contract.</summary>
internal abstract class MqttContract(string providerName)
{
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>How the broker is set up.</summary>
    protected abstract BrokerOptions Options { get; }

    protected IMqttProvider Provider { get; private set; } = null!;

    protected MosquittoBroker Broker { get; private set; } = null!;

    [SetUp]
    public async Task StartBroker()
    {
        Provider = MqttProvidersUnderTest.Named(providerName);
        Broker = await MosquittoBroker.StartAsync(Options);
    }

    [TearDown]
    public async Task StopBroker()
    {
        if (Broker is null) return;
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed) await TestContext.Out.WriteLineAsync(Broker.Log);
        await Broker.DisposeAsync();
    }

    /// <summary>An open connection to the broker.</summary>
    protected async Task<IMqttConnection> ConnectAsync(string clientId, MqttMessage? will = null)
    {
        var connection = Provider.Create(Broker.Settings(clientId, will: will));
        await connection.ConnectAsync(default);
        return connection;
    }
}
