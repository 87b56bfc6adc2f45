using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition;

/// <summary>
/// The parser of one device's byte stream, byte-fed and bounded: it takes whole frames from the front of the buffer, resynchronises on
/// garbage by dropping one byte at a time, never throws on any bytes, and leaves at most one incomplete frame behind; while it looks for the
/// first frame after garbage it may leave less than three, because it believes a frame only when a second one follows.
/// <para>
/// What it brings follows from the bytes alone and never from how the reads cut them: a block ends after a fixed number of frames, at a gap or
/// where something else is told, so that the same bytes give the same inputs and the same alarms.
/// </para>
/// </summary>
internal interface IStreamDecoder
{
    /// <summary>The waveforms it will bring; the same instances as in the blocks.</summary>
    IReadOnlyList<SignalDescriptor> Signals { get; }

    /// <summary>
    /// Frames a second that the device nominally sends, Hz; sample i of a session is at i ÷ rate on the device's clock. Infinite where frames come
    /// irregularly, as answers do: each then has the time of its arrival. It may change where the device changes its format; then from the next frame's time on.
    /// </summary>
    double FrameRate { get; }

    /// <summary>How long before its arrival a frame's first sample was measured; more than zero where a frame brings a longer time at once.</summary>
    TimeSpan Lag => TimeSpan.Zero;

    /// <summary>Good frames so far.</summary>
    long GoodFrames { get; }

    /// <summary>Bytes dropped so far because they belonged to no good frame.</summary>
    long DroppedBytes { get; }

    /// <summary>
    /// Takes all whole frames from the front of <paramref name="bytes"/>, advances it past what was used, and adds their inputs in order.
    /// </summary>
    /// <param name="bytes">What has been received and not yet used.</param>
    /// <param name="timeOfFrame">Time, on the monitor's line, of a frame's first sample, by the count of good frames before it.</param>
    /// <param name="inputs">Receives blocks, readings and changes of contact.</param>
    void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs);

    /// <summary>The stream has ended: adds the block that was not yet full.</summary>
    /// <param name="inputs">Receives it.</param>
    void Finish(ICollection<MonitorInput> inputs);
}
