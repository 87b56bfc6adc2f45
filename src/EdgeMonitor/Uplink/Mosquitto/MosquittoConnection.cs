using System.Runtime.InteropServices;

namespace EdgeMonitor.Uplink.Mosquitto;

/// <summary>
/// One connection by libmosquitto. Its own thread makes the client, connects, runs the network loop and destroys the client at the end;
/// other threads only queue messages, under the gate that also guards the client's end, so that nobody uses a destroyed client.
/// </summary>
internal sealed class MosquittoConnection(MqttSettings settings, TimeProvider time) : IMqttConnection
{
    /// <summary>Limit from the name's look-up to CONNACK. Chosen: a TLS handshake over a poor wireless link takes seconds.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <summary>How long one turn of the loop waits, ms; a publish wakes it at once, a dispose waits for it.</summary>
    private const int LoopMilliseconds = 250;

    /// <summary>The library accepts no shorter keep-alive, s.</summary>
    private const int ShortestKeepAlive = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<MqttAnswer>> _unanswered = [];
    private readonly TaskCompletionSource<string?> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MosquittoTrace _trace = new();
    private PacketLimit _limit;
    private nint _client;
    private string? _ended;
    private bool _started;
    private volatile bool _dropped;

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

        new Thread(Run) { IsBackground = true, Name = "mqtt" }.Start();
        string? failure;
        try
        {
            failure = await _connected.Task.WaitAsync(ConnectTimeout, time, stop);
        }
        catch (TimeoutException)
        {
            failure = MqttDiagnosis.NoAnswer(settings, ConnectTimeout);
        }
        catch (OperationCanceledException)
        {
            _dropped = true;
            throw;
        }

        if (failure is null) return;
        _dropped = true;
        throw new MqttException(failure) { ConnectRefusal = _trace.ConnectReason > 0 ? _trace.ConnectReason : null };
    }

    /// <inheritdoc/>
    public async Task<bool> PublishAsync(MqttMessage message, CancellationToken stop)
    {
        _limit.Require(message); // the library refuses it too, and does not say how long it is
        var answer = await Ask(() => Publish(message)).WaitAsync(stop);
        answer.Require("the message", message.Topic);
        return answer.IsKept;
    }

    /// <inheritdoc/>
    public async Task SubscribeAsync(string filter, CancellationToken stop)
    {
        var answer = await Ask(() => (MosquittoNative.Subscribe(_client, out int id, filter, qos: 1, options: 0, properties: 0), id)).WaitAsync(stop);
        answer.Require("the subscription", filter);
    }

    /// <inheritdoc/>
    public async Task DisconnectAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            if (_client == 0 || MosquittoNative.Disconnect(_client, reason: 0, properties: 0) != MosquittoNative.Success) return;
        }

        await Closed.WaitAsync(stop);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _dropped = true;
            if (!_started) _closed.TrySetResult("The connection was never opened.");
            _started = true;
        }

        MessageReceived = null;
        // A thread still inside the system's name look-up or connect cannot be woken: it ends by itself, unheard, and frees what it owns.
        if (_connected.Task is { IsCompletedSuccessfully: true, Result: null }) await Closed;
    }

    /// <summary>CONNACK.</summary>
    internal void OnConnected(int reason, int receiveMaximum, PacketLimit limit)
    {
        _trace.ConnectReason = reason;
        (ReceiveMaximum, _limit) = (receiveMaximum, limit);
        if (reason == 0) _connected.TrySetResult(null);
    }

    /// <summary>The connection ended; a reason of 128 or above is the broker's own.</summary>
    internal void OnDisconnected(int reason) => _trace.DisconnectReason ??= reason;

    /// <summary>PUBACK or SUBACK.</summary>
    internal void OnAnswered(int packetId, int reason)
    {
        TaskCompletionSource<MqttAnswer>? asked;
        lock (_gate) _unanswered.Remove(packetId, out asked);
        asked?.TrySetResult(new MqttAnswer(reason, Failure: null));
    }

    /// <summary>A message of a subscription.</summary>
    internal void OnReceived(MqttMessage message)
    {
        if (!_dropped) MessageReceived?.Invoke(message);
    }

    /// <summary>The library's own words about an error.</summary>
    internal void OnErrorLogged(nint client, string text) => _trace.Note(client, text);

    private Task<MqttAnswer> Ask(Func<(int Result, int PacketId)> send)
    {
        var asked = new TaskCompletionSource<MqttAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        // The answer may arrive before the call that sends has returned: it then waits for the gate.
        lock (_gate)
        {
            if (_client == 0 || _dropped) throw new MqttException(_ended ?? MqttDiagnosis.NotOpen);
            var (result, packetId) = send();
            if (result != MosquittoNative.Success) throw new MqttException(MosquittoDiagnosis.NotSent(result), MosquittoDiagnosis.RefusalOf(result));
            _unanswered[packetId] = asked;
        }

        return asked.Task;
    }

    private unsafe (int Result, int PacketId) Publish(MqttMessage message)
    {
        nint properties = MosquittoProperties.Of(message);
        try
        {
            fixed (byte* payload = message.Payload.Span)
            {
                int result = MosquittoNative.Publish(
                    _client, out int packetId, message.Topic, message.Payload.Length, payload, qos: 1, message.Retain, properties);
                return (result, packetId);
            }
        }
        finally
        {
            MosquittoProperties.Free(properties);
        }
    }

    private void Run()
    {
        var self = GCHandle.Alloc(this);
        string cause;
        try
        {
            nint client = MosquittoSetup.Create(settings, GCHandle.ToIntPtr(self));
            lock (_gate) _client = client;
            cause = Converse(client);
        }
        catch (MqttException refused)
        {
            cause = refused.Message;
        }

        End(cause);
        self.Free();
    }

    private string Converse(nint client)
    {
        int keepAlive = Math.Max(ShortestKeepAlive, (int)settings.KeepAlive.TotalSeconds);
        nint properties = MosquittoProperties.OfSession(settings);
        int result = MosquittoNative.Connect(client, settings.Host, settings.Port, keepAlive, bindAddress: 0, properties);
        _trace.Errno = Marshal.GetLastPInvokeError();
        MosquittoProperties.Free(properties);
        while (result == MosquittoNative.Success && !_dropped)
        {
            result = MosquittoNative.Loop(client, LoopMilliseconds, maximumPackets: 1);
            _trace.Errno = Marshal.GetLastPInvokeError();
            if (!_connected.Task.IsCompleted && SocketState.HasFailed(MosquittoNative.Socket(client))) result = MosquittoNative.ConnectionLost;
        }

        return MosquittoDiagnosis.Explain(result, _trace, settings);
    }

    private void End(string cause)
    {
        nint client;
        List<TaskCompletionSource<MqttAnswer>> unanswered;
        lock (_gate)
        {
            client = _client;
            _client = 0;
            _ended = cause;
            unanswered = [.. _unanswered.Values];
            _unanswered.Clear();
        }

        if (client != 0) MosquittoNative.Destroy(client);
        foreach (var asked in unanswered) asked.TrySetResult(new MqttAnswer(0, cause));
        _connected.TrySetResult(cause);
        _closed.TrySetResult(cause);
    }
}
