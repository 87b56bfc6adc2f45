using System.Buffers;

namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>
/// What the host says: the format that the setting asks for, and who the device is, one question at a time, each with a limit to the wait: a device
/// that only streams never answers, and need not. Records are acknowledged. While frames come in another format than asked for, it is asked again.
/// </summary>
/// <param name="format">The format to ask for, 2, 7 or 13; null to take what comes.</param>
internal sealed class NoninTalk(int? format = null)
{
    /// <summary>A device that answers does so within this time (chosen: an answer takes 20 ms at 9600 baud).</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    /// <summary>Time between two requests for the format (chosen).</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    private const byte SetFormat = 0x70, GetDeviceType = 0x73, GetSerial = 0x74, SpotCheckFormat = 13;

    private readonly Queue<byte[]> _questions = new();
    private readonly List<byte> _answers = [];
    private bool _begun;
    private bool _waits;
    private TimeSpan _due;
    private TimeSpan _askAgainAt;

    /// <summary>When the host wants to speak; null where nothing is due.</summary>
    public TimeSpan? NextTurn => _begun && (_waits || _questions.Count > 0) ? _due : null;

    /// <summary>Sets the format, with options: 02 70 04, then 02, format, options, sum, 03. Option bit 0 must be 1, 20 leaves Bluetooth on, 40 is spot-check.</summary>
    public static byte[] FormatCommand(int number)
    {
        var options = (byte)(number == SpotCheckFormat ? 0x61 : 0x21);
        return [NoninMessage.Begin, SetFormat, 4, 2, (byte)number, options, (byte)(SetFormat + 4 + 2 + number + options), NoninMessage.End];
    }

    /// <summary>The same for devices without options.</summary>
    public static byte[] ShortFormatCommand(int number) => [NoninMessage.Begin, SetFormat, 2, 2, (byte)number, NoninMessage.End];

    /// <summary>Asks for the serial number; for the device's type (by analogy, unverified).</summary>
    public static byte[] SerialCommand => [NoninMessage.Begin, GetSerial, 2, 2, 2, NoninMessage.End];

    /// <inheritdoc cref="SerialCommand"/>
    public static byte[] DeviceTypeCommand => [NoninMessage.Begin, GetDeviceType, 2, 2, 2, NoninMessage.End];

    /// <summary>The device has said something.</summary>
    public void Hear(NoninMessageKind kind)
    {
        switch (kind)
        {
            case NoninMessageKind.Record:
                Answer(NoninMessage.Accepted);
                break;
            case NoninMessageKind.DamagedRecord:
                Answer(NoninMessage.Refused);
                break;
            case NoninMessageKind.Accepted:
                // The second form of the request is for devices that refuse the first.
                if (_waits && _questions.TryPeek(out var next) && next[1] == SetFormat) _questions.Dequeue();
                _waits = false;
                break;
            case NoninMessageKind.Refused or NoninMessageKind.Reply:
                _waits = false;
                break;
        }
    }

    /// <summary>The host's turn.</summary>
    /// <param name="now">The time.</param>
    /// <param name="current">The format in which frames come; null where none came yet.</param>
    /// <param name="output">Takes what the host says.</param>
    public void Turn(TimeSpan now, int? current, IBufferWriter<byte> output)
    {
        foreach (var answer in _answers) output.Write([answer]);
        _answers.Clear();
        if (!_begun)
        {
            _begun = true;
            AskForFormat(now);
            _questions.Enqueue(DeviceTypeCommand);
            _questions.Enqueue(SerialCommand);
        }
        else if (current is not null && current != format && now >= _askAgainAt && _questions.Count == 0 && !_waits)
        {
            AskForFormat(now);
        }

        if (_waits && now < _due) return;
        _waits = _questions.TryDequeue(out var question);
        if (question is null) return;
        output.Write(question);
        _due = now + AnswerLimit;
    }

    private void AskForFormat(TimeSpan now)
    {
        if (format is not { } number) return;
        _questions.Enqueue(FormatCommand(number));
        _questions.Enqueue(ShortFormatCommand(number));
        _askAgainAt = now + AskAgainAfter;
    }

    /// <summary>At most one answer a record, and not more of them than a turn's bytes hold.</summary>
    private void Answer(byte value)
    {
        if (_answers.Count < 16) _answers.Add(value);
    }
}
