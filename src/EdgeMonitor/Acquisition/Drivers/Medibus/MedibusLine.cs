namespace EdgeMonitor.Acquisition.Drivers.Medibus;

/// <summary>Collects the bytes of one line, bounded. A start byte begins anew, whatever stood before.</summary>
internal sealed class MedibusLine
{
    /// <summary>Longest line, bytes. Chosen: a hundred measured values are 600, forty alarms as much.</summary>
    public const int Longest = 2048;

    private readonly byte[] _bytes = new byte[Longest];
    private int _count;

    /// <summary>Bytes that belonged to no good line.</summary>
    public long DroppedBytes { get; private set; }

    /// <summary>True where the last line that was dropped began as a command.</summary>
    public bool DroppedCommand { get; private set; }

    /// <summary>Takes a byte; true where it ends a good line.</summary>
    public bool Take(byte value, out MedibusFrame frame, out ReadOnlySpan<byte> data)
    {
        frame = default;
        data = default;
        switch (value)
        {
            case MedibusFrame.XOn or MedibusFrame.XOff:
                return false;
            case MedibusFrame.CommandStart or MedibusFrame.AnswerStart:
                Drop(0);
                _bytes[_count++] = value;
                return false;
            case MedibusFrame.End when MedibusFrame.TryRead(_bytes.AsSpan(0, _count), out frame):
                data = _bytes.AsSpan(MedibusFrame.DataOffset, frame.DataLength);
                _count = 0;
                return true;
            case MedibusFrame.End:
                Drop(1);
                return false;
            default:
                if (_count is 0 or Longest) Drop(1);
                else _bytes[_count++] = value;
                return false;
        }
    }

    /// <summary>Tells once that a command was dropped.</summary>
    public bool TakeDroppedCommand()
    {
        var dropped = DroppedCommand;
        DroppedCommand = false;
        return dropped;
    }

    private void Drop(int more)
    {
        DroppedCommand |= _count > 0 && _bytes[0] == MedibusFrame.CommandStart;
        DroppedBytes += _count + more;
        _count = 0;
    }
}
