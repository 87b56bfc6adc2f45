using System.Buffers;

namespace EdgeMonitor.Acquisition.Drivers.Dri;

/// <summary>
/// The link layer: <c>7E | record | check sum | 7E</c>; 7E and 7D inside are written as 7D and the byte without bit 5. The check sum is the sum of the record's own bytes,
/// modulo 256. As 7E never stands inside a frame, one that is broken costs itself alone, and at most the next one where a flag was lost.
/// </summary>
internal sealed class DriFraming
{
    /// <summary>Longest record, bytes: header and 1450 bytes of data (the size of the public programs' buffers).</summary>
    public const int LongestRecord = DriRecord.HeaderSize + 1450;

    private const byte Flag = 0x7E, Escape = 0x7D, EscapedBit = 0x20;

    private readonly byte[] _frame = new byte[LongestRecord + 1];
    private int _count;
    private int _raw;
    private bool _escaped;
    private bool _overrun;

    /// <summary>Bytes that belonged to no good frame.</summary>
    public long DroppedBytes { get; private set; }

    /// <summary>Takes bytes up to the end of the next good frame; false where there is none yet, and then all have been taken.</summary>
    /// <param name="bytes">What was received; advanced past what was taken.</param>
    /// <param name="record">The record; good until the next call.</param>
    public bool TryRead(ref ReadOnlySequence<byte> bytes, out DriRecord record)
    {
        while (!bytes.IsEmpty)
        {
            var span = bytes.FirstSpan;
            var flag = span.IndexOf(Flag);
            Take(flag < 0 ? span : span[..flag]);
            bytes = bytes.Slice(flag < 0 ? span.Length : flag + 1);
            if (flag < 0) continue;
            var good = IsGood();
            var length = _count - 1;
            if (!good) DroppedBytes += _raw;
            (_count, _raw, _escaped, _overrun) = (0, 0, false, false);
            if (!good) continue;
            record = new DriRecord(_frame.AsSpan(0, length));
            return true;
        }

        record = default;
        return false;
    }

    /// <summary>Writes a record in its frame.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> record)
    {
        var space = output.GetSpan(2 * (record.Length + 1) + 2);
        var (at, sum) = (0, (byte)0);
        space[at++] = Flag;
        foreach (var value in record)
        {
            sum += value;
            WriteEscaped(space, ref at, value);
        }

        WriteEscaped(space, ref at, sum);
        space[at++] = Flag;
        output.Advance(at);
    }

    private static void WriteEscaped(Span<byte> space, ref int at, byte value)
    {
        if (value is not (Flag or Escape))
        {
            space[at++] = value;
            return;
        }

        space[at++] = Escape;
        space[at++] = (byte)(value & ~EscapedBit);
    }

    private void Take(ReadOnlySpan<byte> span)
    {
        _raw += span.Length;
        while (!span.IsEmpty && !_overrun)
        {
            if (_escaped)
            {
                Append([(byte)(span[0] | EscapedBit)]);
                _escaped = false;
                span = span[1..];
                continue;
            }

            var escape = span.IndexOf(Escape);
            Append(escape < 0 ? span : span[..escape]);
            _escaped = escape >= 0;
            span = escape < 0 ? default : span[(escape + 1)..];
        }
    }

    private void Append(ReadOnlySpan<byte> values)
    {
        _overrun |= values.Length > _frame.Length - _count;
        if (_overrun) return;
        values.CopyTo(_frame.AsSpan(_count));
        _count += values.Length;
    }

    /// <summary>The record says its own length, and the byte behind it is its sum.</summary>
    private bool IsGood()
        => !_overrun && !_escaped && _count > DriRecord.HeaderSize && new DriRecord(_frame.AsSpan(0, _count - 1)).SaysItsLength
            && Sum(_frame.AsSpan(0, _count - 1)) == _frame[_count - 1];

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var value in bytes) sum += value;
        return sum;
    }
}
