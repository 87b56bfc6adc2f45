namespace EdgeMonitor.Uplink.Mosquitto;

/// <summary>What became of a publish or a subscribe.</summary>
/// <param name="Reason">The broker's MQTT 5 reason code.</param>
/// <param name="Failure">Why there was no answer; null where there was one.</param>
internal readonly record struct MosquittoAnswer(int Reason, string? Failure)
{
    /// <summary>MQTT 5, 2.4: reason codes from 128 on are failures.</summary>
    public bool IsRefusal => Failure is null && Reason >= 128;
}
