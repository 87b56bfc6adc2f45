namespace EdgeMonitor.Uplink;

/// <summary>
/// Publishes what is not stored, in the order of the calls and without waiting: whoever needs it says it again. One that the access list refuses is
/// refused every time, so it is told once. Any thread.
/// </summary>
/// <param name="most">Messages that may wait for their PUBACK.</param>
/// <param name="time">For the limit of a farewell.</param>
/// <param name="refused">Told of a refusal, one sentence.</param>
/// <param name="late">Told of a farewell that did not come through, one sentence.</param>
internal sealed class MessageSender(int most, TimeProvider time, Action<string> refused, Action<string> late)
{
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(1);

    private volatile string _refusal = "";
    private int _inFlight;

    /// <summary>Sends; false where too much waits for its confirmation.</summary>
    public bool TrySend(IMqttConnection connection, MqttMessage message)
    {
        if (Interlocked.Increment(ref _inFlight) > most)
        {
            Interlocked.Decrement(ref _inFlight);
            return false;
        }

        _ = SendCountedAsync(connection, message);
        return true;
    }

    /// <summary>Sends what must not be left out.</summary>
    public async Task SendAsync(IMqttConnection connection, MqttMessage message)
    {
        try
        {
            await connection.PublishAsync(message, CancellationToken.None);
        }
        catch (MqttException failed)
        {
            // A lost connection says so itself.
            if (failed.Refusal is null || failed.Message == _refusal) return;
            _refusal = failed.Message;
            refused(failed.Message);
        }
    }

    /// <summary>Ends a connection in order. That publishes no last will: its message is said instead.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="will">The message; null for whoever does not leave.</param>
    public async Task LeaveAsync(IMqttConnection connection, MqttMessage? will)
    {
        using var limit = new CancellationTokenSource(FarewellTimeout, time);
        try
        {
            if (will is not null) await connection.PublishAsync(will, limit.Token);
            await connection.DisconnectAsync(limit.Token);
        }
        catch (Exception failed) when (failed is MqttException or OperationCanceledException)
        {
            late(failed.Message);
        }
    }

    private async Task SendCountedAsync(IMqttConnection connection, MqttMessage message)
    {
        await SendAsync(connection, message);
        Interlocked.Decrement(ref _inFlight);
    }
}
