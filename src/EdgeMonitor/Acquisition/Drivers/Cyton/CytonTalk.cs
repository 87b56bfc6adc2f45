using System.Buffers;

namespace EdgeMonitor.Acquisition.Drivers.Cyton;

/// <summary>What the host says to the board: stop, reset, and, once it has said what it is, start; again where the stream breaks off; stop at the end.</summary>
internal sealed class CytonTalk
{
    /// <summary>The commands, one letter each.</summary>
    public const byte Start = (byte)'b', Stop = (byte)'s', Reset = (byte)'v';

    /// <summary>After "stop" the radio needs a moment before the next command counts (chosen: a few of its frames of 4 ms).</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.1);

    /// <summary>The greeting of a board that is there comes within this time of the reset (chosen: the maker gives no figure).</summary>
    public static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(4);

    /// <summary>A stream that stays away for so long has broken off: the board was switched off and on (chosen: before the link is reported silent).</summary>
    public static readonly TimeSpan StreamLimit = TimeSpan.FromSeconds(1.5);

    private Step _step;
    private TimeSpan _due;
    private long _frames;

    private enum Step
    {
        Opened,
        Stopped,
        Reset,
        Streams,
    }

    /// <summary>When the host wants to speak or to give up; null before its first turn.</summary>
    public TimeSpan? NextTurn => _step == Step.Opened ? null : _due;

    /// <summary>The host's turn.</summary>
    /// <param name="now">The time.</param>
    /// <param name="goodFrames">Frames so far.</param>
    /// <param name="texts">What was said since the last turn, oldest first.</param>
    /// <param name="output">Takes what the host says.</param>
    /// <exception cref="TimeoutException">The board does not answer.</exception>
    /// <exception cref="IOException">It is another device, or one that cannot be read.</exception>
    public void Turn(TimeSpan now, long goodFrames, IReadOnlyList<string> texts, IBufferWriter<byte> output)
    {
        foreach (var text in texts) Hear(text, now, output);
        switch (_step)
        {
            case Step.Opened:
                Say(Stop, Step.Stopped, now + Pause, output);
                break;
            case Step.Stopped when now >= _due:
                Say(Reset, Step.Reset, now + GreetingLimit, output);
                break;
            case Step.Reset when now >= _due:
                throw new TimeoutException("No Cyton board answers; check that it is switched on (to PC) and that the dongle's switch is at GPIO6.");
            case Step.Streams when goodFrames != _frames:
                _frames = goodFrames;
                _due = now + StreamLimit;
                break;
            case Step.Streams when now >= _due:
                Say(Stop, Step.Stopped, now + Pause, output);
                break;
        }
    }

    /// <summary>The board need not stream for nobody.</summary>
    public static void End(IBufferWriter<byte> output) => output.Write([Stop]);

    private void Hear(string text, TimeSpan now, IBufferWriter<byte> output)
    {
        if (text.StartsWith("Failure", StringComparison.Ordinal))
            throw new IOException("The dongle says that it does not reach its Cyton board; switch the board on, and set both to one radio channel.");
        if (CytonGreeting.Of(text) is not { } greeting)
        {
            if (_step == Step.Reset) throw new IOException($"The device is no Cyton board: it says \"{FirstLineOf(text)}\"; check the link's path.");
            return;
        }

        if (greeting.HasDaisy) throw new IOException("The Cyton board carries a daisy board, whose 16 channels are not read; take it off.");
        // Also unasked: a board that was switched off and on greets, and streams no more. Before the reset it is the greeting of another one.
        if (_step is Step.Reset or Step.Streams) Say(Start, Step.Streams, now + StreamLimit, output);
    }

    private static string FirstLineOf(string text)
    {
        const int most = 40;
        var line = text.Trim().Split(['\r', '\n'])[0];
        return line.Length <= most ? line : line[..most];
    }

    private void Say(byte command, Step step, TimeSpan due, IBufferWriter<byte> output)
    {
        output.Write([command]);
        (_step, _due) = (step, due);
    }
}
