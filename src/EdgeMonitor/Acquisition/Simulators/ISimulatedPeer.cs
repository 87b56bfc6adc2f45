using System.Buffers;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>The pure part of a simulated device that answers: what it sends as a function of its own time and of what the host has said. Same patient, same host, same bytes.</summary>
internal interface ISimulatedPeer
{
    /// <summary>Time passes, and the host may have spoken.</summary>
    /// <param name="seconds">The patient's time, s; never goes back.</param>
    /// <param name="received">What the host has sent since the last call, possibly nothing, possibly half a message.</param>
    /// <param name="sent">Takes what the device sends now.</param>
    void Turn(double seconds, ReadOnlySpan<byte> received, IBufferWriter<byte> sent);
}
