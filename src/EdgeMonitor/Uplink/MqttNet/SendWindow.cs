namespace EdgeMonitor.Uplink.MqttNet;

/// <summary>Starts sends in the order of the calls, and never more at a time than the broker allows (MQTT 5, 3.3.4: a client that exceeds it is cut off).</summary>
/// <param name="places">The broker's receive maximum.</param>
internal sealed class SendWindow(int places)
{
    private readonly Lock _gate = new();
    private readonly Queue<Func<Task>> _waiting = new(); // callers keep windows of their own, some hundred at the most
    private int _inFlight;

    /// <summary>Starts the send now, or when its turn comes; it holds its place until its task ends.</summary>
    public void Send(Func<Task> send)
    {
        lock (_gate)
        {
            _waiting.Enqueue(send);
            StartNext();
        }
    }

    private void StartNext()
    {
        while (_inFlight < places && _waiting.TryDequeue(out var send))
        {
            _inFlight++;
            _ = HoldAsync(send());
        }
    }

    private async Task HoldAsync(Task sending)
    {
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _inFlight--;
            StartNext();
        }
    }
}
