using System.Buffers;
using System.Text;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>
/// A Nonin 3150 that answers: it streams format #2 from power-up, changes to #7 or to spot-check records (#13) when it is told to, and says its type and
/// serial number. A record is sent again until it is acknowledged.
/// </summary>
/// <param name="patient">Whose finger.</param>
internal sealed class NoninPeerSimulator(Patient patient) : ISimulatedPeer
{
    /// <summary>A record without an answer is sent again after so long, s (chosen).</summary>
    public const double RecordPatience = 2;

    private const byte Accepted = 0x06, Refused = 0x15;

    /// <summary>Bytes before and after a command's data.</summary>
    private const int CommandOverhead = 4;

    private readonly List<byte> _heard = [];
    private readonly Queue<byte[]> _records = new();
    private FramePacer _stream = new(new NoninSimulator(patient));
    private bool _started;
    private double _recordSentAt = double.NegativeInfinity;

    /// <summary>Its serial number, nine characters.</summary>
    public string Serial { get; init; } = "501493200";

    /// <summary>The format it sends in: 2, 7 or 13.</summary>
    public int Format { get; private set; } = 2;

    /// <summary>Answers to records heard: 06 and 15.</summary>
    public List<byte> RecordAnswers { get; } = [];

    /// <summary>A person takes a spot check.</summary>
    /// <param name="rate">Beats a minute.</param>
    /// <param name="saturation">SpO2, %.</param>
    /// <param name="fromMemory">It is one kept from before.</param>
    public void Measure(int rate, int saturation, bool fromMemory = false)
    {
        byte[] record =
        [
            0x02, 0x00, 0x0D, 0x00, 0x0E, 0x20, 0x26, 0x01, 0x02, 0x12, 0x30, 0x45, 0x00,
            0x02, (byte)(fromMemory ? 0x10 : 0x00), (byte)(rate >> 8), (byte)rate, 0x00, (byte)saturation, 0x00, 0x03,
        ];
        record[19] = (byte)record[5..19].Sum(value => value);
        lock (_records) _records.Enqueue(record);
    }

    /// <inheritdoc/>
    public void Turn(double seconds, ReadOnlySpan<byte> received, IBufferWriter<byte> sent)
    {
        if (!_started) _stream.Start(seconds);
        _started = true;
        foreach (var value in received) Hear(value, seconds, sent);
        _stream.Send(seconds, sent);
        lock (_records)
        {
            if (Format != 13 || seconds - _recordSentAt < RecordPatience || !_records.TryPeek(out var record)) return;
            sent.Write(record);
        }

        _recordSentAt = seconds;
    }

    private void Hear(byte value, double seconds, IBufferWriter<byte> sent)
    {
        if (_heard.Count == 0 && value is Accepted or Refused)
        {
            lock (_records)
            {
                RecordAnswers.Add(value);
                if (value == Accepted) _records.TryDequeue(out _);
            }

            _recordSentAt = double.NegativeInfinity;
            return;
        }

        if (_heard.Count == 0 && value != 0x02) return;
        _heard.Add(value);
        if (_heard.Count < 3 || _heard.Count < CommandOverhead + _heard[2]) return;
        Answer(seconds, sent);
        _heard.Clear();
    }

    private void Answer(double seconds, IBufferWriter<byte> sent)
    {
        switch (_heard[1])
        {
            case 0x70 when _heard[2] == 4 && (byte)_heard.Take(6).Skip(3).Aggregate(0x70 + 4, (sum, value) => sum + value) == _heard[6] && _heard[4] is 2 or 7 or 13:
                ChangeTo(_heard[4], seconds);
                sent.Write((ReadOnlySpan<byte>)[Accepted]);
                break;
            case 0x73:
                sent.Write((ReadOnlySpan<byte>)[0x02, 0xF3, 0x04, 0x02, 0x18, 0x05, 0x09, 0x03]);
                break;
            case 0x74:
                byte[] data = [0x02, .. Encoding.ASCII.GetBytes(Serial)];
                sent.Write((ReadOnlySpan<byte>)[0x02, 0xF4, (byte)(data.Length + 1), .. data, (byte)data.Sum(value => value), 0x03]);
                break;
            default:
                sent.Write((ReadOnlySpan<byte>)[Refused]);
                break;
        }
    }

    private void ChangeTo(int format, double seconds)
    {
        Format = format;
        _stream.Stop();
        if (format == 13) return;
        _stream = new FramePacer(new NoninSimulator(patient, format == 7 ? NoninFormat.Format7 : NoninFormat.Format2));
        _stream.Start(seconds);
    }
}
