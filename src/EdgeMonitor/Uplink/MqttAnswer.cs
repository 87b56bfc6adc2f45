namespace EdgeMonitor.Uplink;

/// <summary>What became of a publish or a subscribe.</summary>
/// <param name="Reason">The broker's MQTT 5 reason code.</param>
/// <param name="Failure">Why there was no answer; null where there was one.</param>
internal readonly record struct MqttAnswer(int Reason, string? Failure)
{
    /// <summary>False where the broker says that it has kept the message for nobody.</summary>
    public bool IsKept => Reason != MqttReasons.NoMatchingSubscribers;

    /// <summary>Ends in an exception where the broker has not taken it.</summary>
    /// <param name="what">What was asked for, e.g. "the message".</param>
    /// <param name="topic">Its topic or filter.</param>
    /// <exception cref="MqttException">There was no answer, or a refusal.</exception>
    public void Require(string what, string topic)
    {
        if (Failure is { } cause) throw new MqttException(cause);
        if (Reason >= MqttReasons.FirstFailure) throw new MqttException(MqttDiagnosis.Refused(what, topic, Reason), Reason);
    }
}
