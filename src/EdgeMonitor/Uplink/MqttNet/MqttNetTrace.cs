using System.Net.Sockets;
using MQTTnet.Exceptions;

namespace EdgeMonitor.Uplink.MqttNet;

/// <summary>What was seen of a connection, kept to explain its end.</summary>
internal sealed class MqttNetTrace(MqttSettings settings)
{
    private volatile bool _answered;
    private volatile Exception? _fault;

    /// <summary>True once CONNACK has come.</summary>
    public bool Answered
    {
        get => _answered;
        set => _answered = value;
    }

    /// <summary>Keeps the first failure of the socket or of TLS, which the library may hide.</summary>
    public void Note(Exception fault) => _fault ??= fault;

    /// <summary>Why the connection ended.</summary>
    /// <param name="failed">What the library threw; null where it threw nothing.</param>
    /// <param name="reason">The reason code of a DISCONNECT of the broker; 0 where there was none.</param>
    public string Explain(Exception? failed, int reason = 0)
    {
        List<Exception> seen = [.. Chain(failed), .. Chain(_fault)];
        if (seen.OfType<MqttException>().FirstOrDefault() is { } explained) return explained.Message;
        if (seen.OfType<MqttClientUnexpectedDisconnectReceivedException>().FirstOrDefault() is { ReasonCode: { } named }) reason = (int)named;
        if (failed is MqttCommunicationTimedOutException or OperationCanceledException && Answered) return MqttDiagnosis.KeepAliveExpired(settings);
        if (reason >= MqttReasons.FirstFailure && failed is null or MqttClientUnexpectedDisconnectReceivedException) return MqttDiagnosis.EndedByBroker(reason);
        if (settings.Tls is { } tls)
        {
            if (MqttNetTls.AlertIn(seen) is { } alert) return MqttDiagnosis.NotAccepted(alert, settings, tls);
            if (!Answered) return MqttDiagnosis.CutShort(settings, tls);
        }

        return failed is MqttProtocolViolationException or ArgumentException ? MqttDiagnosis.Failed(settings, failed.Message) : MqttDiagnosis.Closed(settings, Answered);
    }

    /// <summary>The sentence for a connect that the system refused.</summary>
    public static string OfSocket(SocketException failed, MqttSettings settings) => failed.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => MqttDiagnosis.NothingListens(settings),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => MqttDiagnosis.NotResolved(settings),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => MqttDiagnosis.NoRoute(settings),
        SocketError.TimedOut => MqttDiagnosis.TimedOut(settings),
        _ => MqttDiagnosis.Failed(settings, failed.Message),
    };

    private static IEnumerable<Exception> Chain(Exception? outer)
    {
        for (var at = outer; at is not null; at = at.InnerException) yield return at;
    }
}
