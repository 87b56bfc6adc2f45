using System.Diagnostics;
using System.Globalization;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Brokers;

/// <summary>One message as a subscriber got it.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Retained">True where the broker had kept it.</param>
/// <param name="ContentType">MQTT 5 content type.</param>
/// <param name="UserProperties">MQTT 5 user properties as mosquitto_sub prints them: <c>name:value name:value</c>.</param>
/// <param name="Payload">Payload.</param>
internal sealed record ReceivedMessage(string Topic, bool Retained, string ContentType, string UserProperties, byte[] Payload);

/// <summary>
/// A mosquitto_sub process with a persistent session: what is published while it or the broker is away is delivered when both are back.
/// It is another client than ours, so that ours cannot agree with itself on a mistake.
/// </summary>
internal sealed class MqttSubscriber : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<ReceivedMessage> _messages = [];
    private readonly Process _process;
    private readonly Action<ReceivedMessage>? _taken;
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MqttSubscriber(Process process, Action<ReceivedMessage>? taken)
    {
        _process = process;
        _taken = taken;
    }

    /// <summary>All messages so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedMessage> Messages
    {
        get { lock (_gate) return [.. _messages]; }
    }

    /// <summary>Registers the session at the broker and starts to receive.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="filter">Topics.</param>
    /// <param name="tls">Certificates, for a broker with TLS.</param>
    /// <param name="taken">Called for each message, in order.</param>
    public static async Task<MqttSubscriber> StartAsync(MosquittoBroker broker, string filter, MqttTls? tls = null, Action<ReceivedMessage>? taken = null)
    {
        string id = $"{MosquittoBroker.SubscriberName}{Guid.NewGuid():N}";
        string[] common =
        [
            "-V", "mqttv5", "-h", broker.Host, "-p", broker.Port.ToString(CultureInfo.InvariantCulture), "-i", id,
            // The broker may send on what it has, at once, and not keep it back for our confirmations.
            "-D", "connect", "receive-maximum", "65535",
            "-c", "-x", "3600", "-q", "1", "-t", filter, .. Tls(tls),
        ];
        // The first run ends at SUBACK: from here on nothing is missed.
        using (var register = Process.Start(Programs.Start("mosquitto_sub", [.. common, "-E"]))!)
        {
            string errors = await register.StandardError.ReadToEndAsync();
            await register.WaitForExitAsync();
            if (register.ExitCode != 0) throw new InvalidOperationException($"mosquitto_sub could not subscribe: {errors}");
        }

        var process = new Process { StartInfo = Programs.Start("mosquitto_sub", [.. common, "-F", "%t\t%r\t%C\t%P\t%x"]) };
        var subscriber = new MqttSubscriber(process, taken);
        process.OutputDataReceived += (_, line) => subscriber.Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // A mosquitto_sub whose first connection fails gives up for good: the broker may only go away after this.
        await broker.LogsAsync("Sending SUBACK to " + id, 2);
        return subscriber;
    }

    /// <summary>Waits until the messages so far fulfil the condition, and answers them.</summary>
    public async Task<IReadOnlyList<ReceivedMessage>> WaitUntilAsync(Func<IReadOnlyList<ReceivedMessage>, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        while (true)
        {
            Task arrival;
            IReadOnlyList<ReceivedMessage> messages;
            lock (_gate)
            {
                arrival = _arrival.Task;
                messages = [.. _messages];
            }

            if (condition(messages)) return messages;
            try
            {
                await arrival.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"After {Limit.TotalSeconds} s the subscriber has {messages.Count} messages and not what was waited for.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string[] Tls(MqttTls? tls) => tls is null
        ? []
        : ["--cafile", tls.CaFile, "--cert", tls.CertificateFile, "--key", tls.KeyFile, "--tls-version", "tlsv1.3"];

    private void Take(string? line)
    {
        if (line is null) return;
        string[] parts = line.Split('\t');
        if (parts.Length != 5) return;
        var message = new ReceivedMessage(parts[0], parts[1] == "1", parts[2], parts[3], Convert.FromHexString(parts[4]));
        _taken?.Invoke(message);
        lock (_gate)
        {
            _messages.Add(message);
            _arrival.TrySetResult();
            _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
