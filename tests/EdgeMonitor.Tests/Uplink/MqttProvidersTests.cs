using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

internal sealed class MqttProvidersTests
{
    [TestCaseSource(typeof(MqttProvidersUnderTest), nameof(MqttProvidersUnderTest.Names))]
    public async Task EveryProviderCompiledInPassesItsCheck(string name) => Assert.That(await MqttCheck.RunAsync(MqttProvidersUnderTest.Named(name)), Is.Null);

    [Test]
    public async Task TheFirstChoiceIsUsedWhereItWorks()
    {
        var choice = await MqttProviders.ChooseAsync(MqttProviders.Auto);
        Assert.That(choice.Provider, Is.SameAs(MqttProviders.All[0]));
        Assert.That(choice.Refused, Is.Empty);
    }

    [TestCaseSource(typeof(MqttProvidersUnderTest), nameof(MqttProvidersUnderTest.Names))]
    public async Task ANamedProviderIsUsedAndNoOther(string name) =>
        Assert.That((await MqttProviders.ChooseAsync(name.ToUpperInvariant())).Provider?.Name, Is.EqualTo(name));

    [Test]
    public async Task OneThatChangesBytesIsRefusedWithASentenceAndTheNextOneUsed()
    {
        var choice = await MqttProviders.ChooseAsync([new Faulty(new FaultyConnection { Flips = true }), new Missing(), MqttProviders.All[^1]]);
        Assert.That(choice.Provider, Is.SameAs(MqttProviders.All[^1]));
        Assert.That(choice.Refused, Is.EqualTo(new[] { "faulty failed its check: it changed the bytes of a message.", "missing.so was not found." }));
    }

    [Test]
    public async Task WhereAllFailTheirCheckTheFirstThatIsThereIsUsedAndSaid()
    {
        var faulty = new Faulty(new FaultyConnection { Refuses = true });
        var choice = await MqttProviders.ChooseAsync([new Missing(), faulty]);
        Assert.That(choice.Provider, Is.SameAs(faulty));
        Assert.That(choice.WhyNone, Is.EqualTo("missing.so was not found. faulty failed its check: it failed on the loopback interface (not today)."));
    }

    [Test]
    public async Task WhereNoLibraryIsThereNoneIsChosen() => Assert.That((await MqttProviders.ChooseAsync([new Missing()])).Provider, Is.Null);

    private sealed class Missing : IMqttProvider
    {
        public string Name => "missing";

        public string? Unavailable => "missing.so was not found.";

        public IMqttConnection Create(MqttSettings settings) => throw new InvalidOperationException("It is not there.");
    }

    private sealed class Faulty(FaultyConnection connection) : IMqttProvider
    {
        public string Name => "faulty";

        public string? Unavailable => null;

        public IMqttConnection Create(MqttSettings settings)
        {
            connection.Inner = MqttProviders.All[^1].Create(settings);
            return connection;
        }
    }

    private sealed class FaultyConnection : IMqttConnection
    {
        public bool Flips { get; init; }

        public bool Refuses { get; init; }

        public IMqttConnection Inner { get; set; } = null!;

        public Task<string> Closed => Inner.Closed;

        public int ReceiveMaximum => Inner.ReceiveMaximum;

        public event Action<MqttMessage>? MessageReceived
        {
            add => Inner.MessageReceived += value;
            remove => Inner.MessageReceived -= value;
        }

        public Task ConnectAsync(CancellationToken stop) => Refuses ? throw new MqttException("not today.") : Inner.ConnectAsync(stop);

        public Task<bool> PublishAsync(MqttMessage message, CancellationToken stop)
        {
            byte[] payload = message.Payload.ToArray();
            if (Flips) payload[payload.Length / 2] ^= 1;
            return Inner.PublishAsync(message with { Payload = payload }, stop);
        }

        public Task SubscribeAsync(string filter, CancellationToken stop) => Inner.SubscribeAsync(filter, stop);

        public Task DisconnectAsync(CancellationToken stop) => Inner.DisconnectAsync(stop);

        public ValueTask DisposeAsync() => Inner.DisposeAsync();
    }
}
