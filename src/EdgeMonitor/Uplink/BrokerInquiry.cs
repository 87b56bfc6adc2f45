using System.Security.Cryptography;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Asks a broker, with a TLS handshake and a CONNECT under a client id that nobody else has, whether it could be used, and which box of this device
/// id it has heard of last. So nobody's connection is ended by the question: under the device's own client id the older box would end the
/// newer one's. A box that has taken over leaves its claim in the retained status before it connects: the older one then finds it.
/// </summary>
/// <param name="settings">Whose device it is.</param>
/// <param name="fence">Learns which box was heard of.</param>
/// <param name="provider">Makes connections.</param>
/// <param name="claim">Makes the status of this box while it is not connected.</param>
/// <param name="time">For the limit.</param>
internal sealed class BrokerInquiry(UplinkSettings settings, Fence fence, IMqttProvider provider, Func<Record> claim, TimeProvider time)
{
    /// <summary>A broker that takes longer for all of it is not well. Chosen: as long as a connection may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>CONNACK codes by which a broker admits certain client ids only (MQTT 5, 3.2.2.2): client identifier not valid, not authorised.</summary>
    private const int IdNotValid = 0x85, NotAuthorised = 0x87;

    private readonly RecordMessages _messages = new(settings);

    /// <summary>Whether the broker could be used; never throws but for the stop.</summary>
    public async Task<bool> IsWellAsync(Broker broker, CancellationToken stop)
    {
        try
        {
            await AskAsync(broker, stop);
            return true;
        }
        catch (MqttException)
        {
            return false;
        }
    }

    /// <summary>
    /// While this box stands down: asks all brokers again, seldom, and lets it go on when at least one answers and none knows of a later box.
    /// </summary>
    public async Task WaitUntilFreeAsync(CancellationToken stop)
    {
        using var freed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        void Look(string? cause)
        {
            if (cause is not null) return;
            try
            {
                freed.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The fence was just telling of a change when nobody waited any more.
            }
        }

        fence.Changed += Look;
        try
        {
            while (fence.StandsDown is not null && !stop.IsCancellationRequested)
            {
                await Task.Delay(settings.AskAgain, time, freed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                if (!freed.IsCancellationRequested && await NobodyIsLaterAsync(stop)) fence.Free();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The daemon stops: nobody waits any more.
        }
        finally
        {
            fence.Changed -= Look;
        }
    }

    /// <summary>Asks, and lets the fence know the answer: the number of the box that the broker has heard of last, null where it does not tell.</summary>
    /// <exception cref="MqttException">The broker could not be used.</exception>
    public async Task<uint?> AskAsync(Broker broker, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var id = $"{settings.Device}:inquiry-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await using var connection = provider.Create(new MqttSettings(broker.Host, broker.Port, id, broker.Tls, settings.KeepAlive, Will: null));
        uint? heard = null;
        connection.MessageReceived += message => heard = fence.Take(message, _messages.Topics.Status, $"the broker at {broker}") ?? heard;
        try
        {
            await connection.ConnectAsync(either.Token);
            await connection.SubscribeAsync(_messages.Topics.Status, either.Token);
            // What is retained was sent before the second answer, if not before the first one.
            await connection.SubscribeAsync(_messages.Topics.Status, either.Token);
            if (fence.HasTakenOver && !(heard >= fence.Takeover)) await connection.PublishAsync(_messages.OfStatus(Claim()), either.Token);
            await connection.DisconnectAsync(either.Token);
            return heard;
        }
        catch (MqttException refused) when (refused.ConnectRefusal is IdNotValid or NotAuthorised || refused.Refusal is not null)
        {
            // TCP, TLS and the broker itself are well; it admits no other client id than the device's, or does not let it read its own status.
            return heard;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new MqttException($"The broker at {broker} has not answered an inquiry within {Limit.TotalSeconds:0} s.");
        }
    }

    /// <summary>The status is made of the journal's counts: where that cannot be read, the broker could not be asked, and is asked again.</summary>
    private Record Claim()
    {
        try
        {
            return claim();
        }
        catch (JournalException unread)
        {
            throw new MqttException(unread.Message, inner: unread);
        }
    }

    private async Task<bool> NobodyIsLaterAsync(CancellationToken stop)
    {
        var answered = false;
        foreach (var broker in settings.Brokers)
        {
            try
            {
                if (await AskAsync(broker, stop) > fence.Takeover) return false;
                answered = true;
            }
            catch (MqttException)
            {
                // It says nothing about any box.
            }
        }

        return answered;
    }
}
