using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition;

/// <summary>
/// The host's part in a protocol in which the host must speak: a parser that also has something to say. It is a pure state machine, bytes and times in, bytes and
/// inputs out, so that a test needs no port. Where only <see cref="IStreamDecoder.Decode"/> is called, as on a captured stream, it reads what the device said and sends nothing.
/// </summary>
internal interface ISensorDialogue : IStreamDecoder
{
    /// <summary>When <see cref="Turn"/> is to be called although nothing comes, on the monitor's line; null where nothing is due.</summary>
    TimeSpan? NextTurn { get; }

    /// <summary>
    /// The host's turn: called when the link has just been opened, after each <see cref="IStreamDecoder.Decode"/>, and when <see cref="NextTurn"/> has come.
    /// </summary>
    /// <param name="now">The time on the monitor's line; never goes back.</param>
    /// <param name="output">Takes the bytes to send.</param>
    /// <param name="inputs">Takes what is known without a frame: that a value is missing, that a reply was lost.</param>
    /// <exception cref="TimeoutException">The device answers no more: the session ends, and is begun anew.</exception>
    /// <exception cref="IOException">It is not the device it should be; the sentence says which it is.</exception>
    void Turn(TimeSpan now, IBufferWriter<byte> output, ICollection<MonitorInput> inputs);

    /// <summary>The session ends, for whatever cause: what the device must still be told, e.g. to let the cuff go.</summary>
    /// <param name="output">Takes the bytes to send; where the link still takes them, they are sent.</param>
    void End(IBufferWriter<byte> output);
}
