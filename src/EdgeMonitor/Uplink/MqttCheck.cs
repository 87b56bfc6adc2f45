using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Tries a provider before a patient's records depend on it, against an echo on the loopback interface: connect, subscribe, publish and receive
/// the same bytes and properties, and end in order.
/// </summary>
internal static class MqttCheck
{
    private const string Topic = "check";

    /// <summary>Most the check may take (chosen: it takes some milliseconds on an idle box, and nothing waits for it but the uplink).</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Runs the check; null where the provider passed, or where this machine has no loopback interface to try it on, else why not.</summary>
    public static async Task<string?> RunAsync(IMqttProvider provider)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        var echo = EchoBroker.ServeOneAsync(listener, limit.Token);
        var settings = new MqttSettings("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, Topic, Tls: null, Limit, Will: null);
        try
        {
            var failure = await TryAsync(provider.Create(settings), limit.Token);
            await limit.CancelAsync();
            return failure;
        }
        catch (OperationCanceledException)
        {
            return $"it did not finish within {Limit.TotalSeconds:0} s on the loopback interface";
        }
        catch (Exception broken) when (broken is MqttException or TypeLoadException or MissingMemberException or DllNotFoundException
            or EntryPointNotFoundException or BadImageFormatException or FileNotFoundException)
        {
            return $"it failed on the loopback interface ({broken.Message.TrimEnd('.')})";
        }
        finally
        {
            await echo.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<string?> TryAsync(IMqttConnection connection, CancellationToken stop)
    {
        await using var _ = connection;
        var arrived = new TaskCompletionSource<MqttMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.MessageReceived += message => arrived.TrySetResult(message);
        await connection.ConnectAsync(stop);
        await connection.SubscribeAsync(Topic, stop);
        var sent = new MqttMessage(Topic, RandomNumberGenerator.GetBytes(30_000), "text/plain", UserProperties: [new("key", "välue")]);
        await connection.PublishAsync(sent, stop);
        var got = await arrived.Task.WaitAsync(stop);
        if (got.Topic != sent.Topic || !got.Payload.Span.SequenceEqual(sent.Payload.Span)) return "it changed the bytes of a message";
        if (got.ContentType != sent.ContentType || got.UserProperties?.SequenceEqual(sent.UserProperties!) != true) return "it changed the properties of a message";
        await connection.DisconnectAsync(stop);
        await connection.Closed.WaitAsync(stop);
        return null;
    }
}
