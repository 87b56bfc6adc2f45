using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>
/// One connection of a box through the simulated network: packets keep their order in either direction, take their time, and are lost with the
/// connection, which may break at any moment.
/// </summary>
internal sealed class SimulatedConnection(SimulatedNet net, MqttSettings settings) : IMqttConnection
{
    private readonly TaskCompletionSource<string> _closed = new();
    private readonly HashSet<TaskCompletionSource> _unanswered = [];
    private TimeSpan _toBroker, _toBox;
    private bool _open;

    public event Action<MqttMessage>? MessageReceived;

    /// <summary>True for the box's own session; false for a mere question whether the broker is there.</summary>
    public bool IsSession { get; } = settings.ClientId == UplinkRig.Device;

    /// <summary>The settings with which it was made.</summary>
    public MqttSettings Settings => settings;

    public Task<string> Closed => _closed.Task;

    public int ReceiveMaximum { get; } = net.ReceiveMaximum ?? net.Random.Next(2, 60);

    /// <summary>Publishes that were not answered yet.</summary>
    public int InFlight { get; private set; }

    public Task ConnectAsync(CancellationToken stop) => AskAsync(answer =>
    {
        if (!net.Broker.IsUp || !net.IsReachable) Break("Nobody listens there.");
        else
        {
            _open = true;
            net.Broker.Accept(this);
            ToBox(answer);
        }
    }).WaitAsync(stop);

    public async Task<bool> PublishAsync(MqttMessage message, CancellationToken stop)
    {
        net.Watch.OnPublish(this, message);
        var verdict = Verdict.Kept;
        InFlight++;
        try
        {
            await AskAsync(answer => net.Broker.Publish(this, message, said => ToBox(() =>
            {
                verdict = said;
                answer();
            }))).WaitAsync(stop);
        }
        finally
        {
            InFlight--;
        }

        if (verdict == Verdict.Refused) throw new MqttException("The broker refused the message with 151.", 151);
        return verdict == Verdict.Kept;
    }

    public Task SubscribeAsync(string filter, CancellationToken stop) => AskAsync(answer =>
    {
        ToBox(answer);
        net.Broker.Subscribe(this, filter);
    }).WaitAsync(stop);

    public Task DisconnectAsync(CancellationToken stop)
    {
        ToBroker(() =>
        {
            net.Broker.Leave(this, inOrder: true);
            Break("Disconnected in order.");
        });
        return Closed.WaitAsync(stop);
    }

    public ValueTask DisposeAsync()
    {
        MessageReceived = null;
        Break("Disposed.");
        return ValueTask.CompletedTask;
    }

    /// <summary>The broker sends a message of a subscription.</summary>
    public void Deliver(MqttMessage message) => ToBox(() => MessageReceived?.Invoke(message));

    /// <summary>The connection ends now; what is on its way to the broker may still arrive.</summary>
    public void Break(string cause)
    {
        if (!_closed.TrySetResult(cause)) return;
        net.Broker.Leave(this, inOrder: false);
        foreach (var asked in _unanswered) asked.SetException(new MqttException(cause));
        _unanswered.Clear();
    }

    private Task AskAsync(Action<Action> act)
    {
        if (Closed.IsCompleted) return Task.FromException(new MqttException(Closed.Result));
        var asked = new TaskCompletionSource();
        _unanswered.Add(asked);
        ToBroker(() => act(() =>
        {
            if (_unanswered.Remove(asked)) asked.SetResult();
        }));
        return asked.Task;
    }

    private void ToBroker(Action act)
    {
        _toBroker = net.Later(_toBroker, () =>
        {
            // Of what was on its way when it broke, some part came through.
            if (!Closed.IsCompleted || (_open && net.Broker.IsUp && net.Random.Next(2) == 0)) act();
        });
    }

    private void ToBox(Action act)
    {
        _toBox = net.Later(_toBox, () =>
        {
            if (!Closed.IsCompleted) act();
        });
    }
}
