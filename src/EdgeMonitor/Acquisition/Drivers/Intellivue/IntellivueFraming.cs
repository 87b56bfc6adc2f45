using System.Buffers;
using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>
/// The link layer of the MIB/RS-232 port: <c>C0 | 11 01 length | message | check sum | C1</c>, with C0, C1 and 7D inside written as 7D and the byte with bit 5 inverted.
/// As C0 never stands inside a frame, a frame that is broken costs nothing but itself: the next C0 begins anew.
/// </summary>
internal sealed class IntellivueFraming
{
    /// <summary>Longest message, bytes. The request offers to receive 2500 (its maximum transfer unit); longer ones are none.</summary>
    public const int LongestMessage = 2500;

    /// <summary>First byte of a frame, its last, and the mark before an inverted byte.</summary>
    public const byte Begin = 0xC0, End = 0xC1, Escape = 0x7D;

    private const byte EscapedBit = 0x20, Protocol = 0x11, Message = 0x01;

    private const int Header = 4, CheckSum = 2;

    private readonly byte[] _frame = new byte[Header + LongestMessage + CheckSum];
    private int _count;
    private int _raw;
    private ushort _sum;
    private bool _inside;
    private bool _escaped;

    /// <summary>Bytes that belonged to no good frame.</summary>
    public long DroppedBytes { get; private set; }

    /// <summary>Takes bytes up to the end of the next good frame; false where there is none yet, and then all have been taken.</summary>
    /// <param name="bytes">What was received; advanced past what was taken.</param>
    /// <param name="message">The message without its frame; good until the next call.</param>
    public bool TryRead(ref ReadOnlySequence<byte> bytes, out ReadOnlySpan<byte> message)
    {
        while (!bytes.IsEmpty)
        {
            var span = bytes.FirstSpan;
            var taken = Take(span, out var whole);
            bytes = bytes.Slice(taken);
            if (!whole) continue;
            message = _frame.AsSpan(Header, _count - Header - CheckSum);
            return true;
        }

        message = default;
        return false;
    }

    /// <summary>Writes a message in its frame.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> message)
    {
        Span<byte> head = [Protocol, Message, (byte)(message.Length >> 8), (byte)message.Length];
        var sum = ~Crc16X25.Add(Crc16X25.Add(Crc16X25.Start, head), message);
        var space = output.GetSpan(2 + 2 * (Header + message.Length + CheckSum));
        var at = 0;
        space[at++] = Begin;
        WriteEscaped(space, ref at, head);
        WriteEscaped(space, ref at, message);
        WriteEscaped(space, ref at, [(byte)sum, (byte)(sum >> 8)]);
        space[at++] = End;
        output.Advance(at);
    }

    private static void WriteEscaped(Span<byte> space, ref int at, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value is Begin or End or Escape) space[at++] = Escape;
            space[at++] = value is Begin or End or Escape ? (byte)(value ^ EscapedBit) : value;
        }
    }

    private int Take(ReadOnlySpan<byte> span, out bool whole)
    {
        whole = false;
        for (var i = 0; i < span.Length; i++)
        {
            if (!_inside)
            {
                var begin = span[i..].IndexOf(Begin);
                DroppedBytes += begin < 0 ? span.Length - i : begin;
                if (begin < 0) return span.Length;
                i += begin;
                Start();
                continue;
            }

            _raw++;
            var value = span[i];
            if (value == Begin)
            {
                _raw--;
                Drop();
                Start();
            }
            else if (value == End)
            {
                whole = IsGood();
                if (!whole) Drop();
                _inside = false;
                if (whole) return i + 1;
            }
            else if (value == Escape && !_escaped)
            {
                _escaped = true;
            }
            else if (_count == _frame.Length)
            {
                Drop();
            }
            else
            {
                value = _escaped ? (byte)(value ^ EscapedBit) : value;
                _escaped = false;
                _frame[_count++] = value;
                _sum = Crc16X25.Add(_sum, value);
            }
        }

        return span.Length;
    }

    private void Start() => (_inside, _escaped, _count, _raw, _sum) = (true, false, 0, 1, Crc16X25.Start);

    private void Drop()
    {
        DroppedBytes += _raw;
        _inside = false;
    }

    private bool IsGood() => !_escaped && _count > Header + CheckSum && _sum == Crc16X25.Good
        && _frame[0] == Protocol && _frame[1] == Message && BinaryPrimitives.ReadUInt16BigEndian(_frame.AsSpan(2)) == _count - Header - CheckSum;
}
