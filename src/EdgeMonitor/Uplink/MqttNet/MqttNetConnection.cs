using MQTTnet;

namespace EdgeMonitor.Uplink.MqttNet;

/// <summary>
/// One connection by MQTTnet. The library keeps neither the broker's receive maximum nor its longest packet, counts its keep-alive by the wall clock,
/// which may jump, and leaves a connection open on which sending has failed: all of that is done here. Whoever finds the end first gives its cause.
/// </summary>
internal sealed class MqttNetConnection : IMqttConnection
{
    /// <summary>Limit from the name's look-up to CONNACK. Chosen: a TLS handshake over a poor wireless link takes seconds.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    private readonly MqttSettings _settings;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly MqttNetTrace _trace;
    private readonly CancellationTokenSource _life = new();
    private readonly CancellationToken _alive;
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttNetChannel? _channel;
    private (IMqttClient Client, SendWindow Window, PacketLimit Limit)? _open;
    private string? _ended;
    private bool _started;

    /// <summary>Makes a connection that is not yet open.</summary>
    public MqttNetConnection(MqttSettings settings, TimeProvider time)
    {
        (_settings, _time, _trace, _alive) = (settings, time, new MqttNetTrace(settings), _life.Token);
    }

    /// <inheritdoc/>
    public event Action<MqttMessage>? MessageReceived;

    /// <inheritdoc/>
    public Task<string> Closed => _closed.Task;

    /// <inheritdoc/>
    public int ReceiveMaximum { get; private set; } = 1;

    /// <inheritdoc/>
    public async Task ConnectAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            if (_started) throw new InvalidOperationException("A connection is used once.");
            _started = true;
        }

        using var limit = new CancellationTokenSource(ConnectTimeout, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token, _alive);
        var opening = OpenAsync(ending.Token);
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully) return;
        bool late = limit.IsCancellationRequested && !stop.IsCancellationRequested;
        string cause = End(stop.IsCancellationRequested ? MqttDiagnosis.Dropped
            : late ? MqttDiagnosis.NoAnswer(_settings, ConnectTimeout)
            : _trace.Explain(opening.Exception?.InnerException));
        stop.ThrowIfCancellationRequested();
        throw new MqttException(cause, inner: opening.Exception?.InnerException) { ConnectRefusal = (opening.Exception?.InnerException as MqttException)?.ConnectRefusal };
    }

    /// <inheritdoc/>
    public async Task<bool> PublishAsync(MqttMessage message, CancellationToken stop)
    {
        var (client, window, limit) = Open();
        limit.Require(message);
        var library = MqttNetMessages.Of(message);
        var asked = new TaskCompletionSource<MqttAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Never with the caller's token: a packet that is given up half-way would break the stream for all others.
        window.Send(async () => asked.SetResult(await AskAsync(async () => (int)(await client.PublishAsync(library, _alive)).ReasonCode)));
        var answer = await asked.Task.WaitAsync(stop);
        answer.Require("the message", message.Topic);
        return answer.IsKept;
    }

    /// <inheritdoc/>
    public async Task SubscribeAsync(string filter, CancellationToken stop)
    {
        var (client, _, _) = Open();
        var options = MqttNetMessages.SubscriptionOf(filter);
        var answer = await AskAsync(async () => (int)(await client.SubscribeAsync(options, _alive)).Items.First().ResultCode).WaitAsync(stop);
        answer.Require("the subscription", filter);
    }

    /// <inheritdoc/>
    public async Task DisconnectAsync(CancellationToken stop)
    {
        IMqttClient client;
        lock (_gate)
        {
            if (_open is not { } open || _ended is not null) return;
            client = open.Client;
        }

        var leaving = client.DisconnectAsync(new MqttClientDisconnectOptions(), stop);
        await leaving.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        End(leaving.IsCompletedSuccessfully ? MqttDiagnosis.InOrder : _trace.Explain(leaving.Exception?.InnerException));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        MessageReceived = null;
        // Closing the socket is all it takes, whatever the broker does: the library's tasks end when their reading and writing fails.
        End(_started ? MqttDiagnosis.Dropped : "The connection was never opened.");
        return ValueTask.CompletedTask;
    }

    private async Task OpenAsync(CancellationToken ending)
    {
        var tls = _settings.Tls is { } files ? MqttNetTls.Load(files, _settings) : null;
        var channel = new MqttNetChannel(_settings, tls, _trace, _time);
        lock (_gate)
        {
            if (_ended is null) _channel = channel;
            else channel.Dispose();
        }

        var client = new MqttClientFactory().CreateMqttClient(new MqttNetAdapterFactory(channel));
        client.ApplicationMessageReceivedAsync += received =>
        {
            MessageReceived?.Invoke(MqttNetMessages.Of(received.ApplicationMessage));
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += ended =>
        {
            // An end before CONNACK is explained by whoever waits for it.
            if (ended.ClientWasConnected) End(_trace.Explain(ended.Exception, (int)ended.Reason));
            return Task.CompletedTask;
        };
        var answer = await client.ConnectAsync(MqttNetMessages.OptionsOf(_settings, ConnectTimeout), ending).WaitAsync(ending);
        if ((int)answer.ResultCode >= MqttReasons.FirstFailure) throw new MqttException(MqttDiagnosis.NotAdmitted((int)answer.ResultCode, _settings)) { ConnectRefusal = (int)answer.ResultCode };
        Begin(client, channel, answer);
    }

    private void Begin(IMqttClient client, MqttNetChannel channel, MqttClientConnectResult answer)
    {
        _trace.Answered = true;
        // MQTT 5, 3.2.2.3.3: where the broker names no receive maximum it is 65,535; 3.2.2.3.14: its keep-alive replaces ours.
        ReceiveMaximum = answer.ReceiveMaximum is { } named and > 0 ? named : ushort.MaxValue;
        var keepAlive = answer.ServerKeepAlive > 0 ? TimeSpan.FromSeconds(answer.ServerKeepAlive) : MqttNetMessages.KeepAliveOf(_settings);
        lock (_gate)
        {
            if (_ended is not null) throw new MqttException(_ended);
            _open = (client, new SendWindow(ReceiveMaximum), new PacketLimit(answer.MaximumPacketSize));
        }

        _ = KeepAliveAsync(client, channel, keepAlive);
    }

    private (IMqttClient Client, SendWindow Window, PacketLimit Limit) Open()
    {
        lock (_gate) return _ended is null && _open is { } open ? open : throw new MqttException(_ended ?? MqttDiagnosis.NotOpen);
    }

    /// <summary>The broker's answer; a failure of sending or waiting ends the connection, for the library would leave it open.</summary>
    private async Task<MqttAnswer> AskAsync(Func<Task<int>> ask)
    {
        var asked = ask();
        await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return asked.IsCompletedSuccessfully
            ? new MqttAnswer(asked.Result, Failure: null)
            : new MqttAnswer(0, End(_trace.Explain(asked.Exception?.InnerException)));
    }

    /// <summary>Asks whether the broker is still there when one direction has been silent for the keep-alive time, by a clock that does not jump.</summary>
    private async Task KeepAliveAsync(IMqttClient client, MqttNetChannel channel, TimeSpan period)
    {
        while (!_alive.IsCancellationRequested)
        {
            var wait = period - channel.Idle;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, _alive).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            using var limit = new CancellationTokenSource(period, _time);
            var asking = client.PingAsync(limit.Token).WaitAsync(limit.Token);
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (asking.IsCompletedSuccessfully) continue;
            if (!limit.IsCancellationRequested) End(_trace.Explain(asking.Exception?.InnerException));
            else if (channel.Silence >= period) End(MqttDiagnosis.KeepAliveExpired(_settings));
        }
    }

    /// <summary>Ends the connection; answers the cause that came first.</summary>
    private string End(string cause)
    {
        lock (_gate)
        {
            if (_ended is { } first) return first;
            _ended = cause;
        }

        _channel?.Dispose();
        _life.Cancel();
        _life.Dispose();
        _closed.TrySetResult(cause);
        return cause;
    }
}
