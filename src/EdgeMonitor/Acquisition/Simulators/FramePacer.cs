using System.Buffers;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>Sends the frames of a device that streams while it is asked to: those due since the last time, not more than a second's.</summary>
/// <param name="frames">What it sends.</param>
internal sealed class FramePacer(ISimulatedSensor frames)
{
    /// <summary>Frames sent in one turn at most, as time, s: what is older the device has lost.</summary>
    public const double LongestBacklogSeconds = 1;

    private long? _next;

    /// <summary>True while it streams.</summary>
    public bool Runs => _next is not null;

    /// <summary>Streams from now on, s of the patient's time.</summary>
    public void Start(double seconds) => _next ??= Due(seconds);

    /// <summary>Stops.</summary>
    public void Stop() => _next = null;

    /// <summary>Sends what is due.</summary>
    public void Send(double seconds, IBufferWriter<byte> sent)
    {
        if (_next is not { } next) return;
        var due = Due(seconds);
        for (var frame = Math.Max(next, due - (long)(LongestBacklogSeconds * frames.FrameRate)); frame < due; frame++)
        {
            frames.Encode(frame, sent.GetSpan(frames.FrameLength)[..frames.FrameLength]);
            sent.Advance(frames.FrameLength);
        }

        _next = due;
    }

    private long Due(double seconds) => (long)(seconds * frames.FrameRate);
}
