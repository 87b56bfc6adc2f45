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
/// It is another client than ours, so that ours cannot agree with itself on a mistake. It gives up for good where a handshake is cut off, as by a
/// broker that is killed; then it is started again, and the session brings what came meanwhile.
/// </summary>
internal sealed class MqttSubscriber : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<ReceivedMessage> _messages = [];
    private static readonly TimeSpan RestartAfter = TimeSpan.FromMilliseconds(200);

    private readonly string[] _arguments;
    private readonly Action<ReceivedMessage>? _taken;
    private Process _process;
    private bool _ended;
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MqttSubscriber(string[] arguments, Action<ReceivedMessage>? taken)
    {
        (_arguments, _taken) = (arguments, taken);
        _process = Listen();
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

        var subscriber = new MqttSubscriber([.. common, "-F", "%t\t%r\t%C\t%P\t%x"], taken);
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
        Process process;
        lock (_gate) (_ended, process) = (true, _process);
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private Process Listen()
    {
        var process = new Process { StartInfo = Programs.Start("mosquitto_sub", _arguments), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.Exited += (_, _) => _ = ListenAgainAsync();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task ListenAgainAsync()
    {
        await Task.Delay(RestartAfter, TimeProvider.System);
        lock (_gate)
        {
            if (!_ended) _process = Listen();
        }
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
