using System.Buffers;
using System.Buffers.Binary;
using EdgeMonitor.Acquisition.Drivers.Dri;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>
/// An S/5 patient monitor on its serial port: it answers requests for numbers, waves and alarms until they are stopped. It speaks the link layer with the driver's own
/// framing, which the published request verifies.
/// </summary>
/// <param name="patient">Whom it watches.</param>
internal sealed class DriSimulator(Patient patient) : ISimulatedPeer
{
    /// <summary>Seconds of samples in a record (chosen; a real monitor's records are unverified).</summary>
    public const double WaveSeconds = 0.25;

    private const int DataAt = DriRecord.HeaderSize;

    private readonly DriFraming _framing = new();
    private readonly DriSimulatedData _data = new(patient);
    private readonly byte[] _record = new byte[DriFraming.LongestRecord];
    private readonly List<byte> _waves = [];
    private double _seconds;
    private double _intervalSeconds;
    private double _nextNumbers, _nextWaves;
    private byte _number;

    /// <summary>The level its interface says.</summary>
    public byte Level { get; set; } = DriRequests.Level;

    /// <summary>True where it is switched off.</summary>
    public bool IsMute { get; set; }

    /// <summary>Requests heard, by their kind.</summary>
    public List<short> Requests { get; } = [];

    /// <summary>True while it sends by itself.</summary>
    public bool IsSending => _intervalSeconds > 0 || _waves.Count > 0;

    /// <summary>Switched off and on: it has forgotten what it was asked for.</summary>
    public void Restart()
    {
        _intervalSeconds = 0;
        _waves.Clear();
    }

    /// <inheritdoc/>
    public void Turn(double seconds, ReadOnlySpan<byte> received, IBufferWriter<byte> sent)
    {
        _seconds = seconds;
        if (IsMute) return;
        var bytes = new ReadOnlySequence<byte>(received.ToArray());
        while (_framing.TryRead(ref bytes, out var request)) Hear(request, sent);
        if (_intervalSeconds > 0 && seconds >= _nextNumbers)
        {
            _nextNumbers = seconds + _intervalSeconds;
            var size = _data.WriteNumbers(seconds, _record.AsSpan(DataAt));
            Send(sent, DriRecord.Numerics, size, [(0, DriRequests.Displayed)]);
        }

        if (_waves.Count == 0 || seconds < _nextWaves) return;
        // What was not sent in time is not sent any more.
        _nextWaves = Math.Max(_nextWaves + WaveSeconds, seconds - WaveSeconds);
        SendWaves(sent);
    }

    private void Hear(DriRecord request, IBufferWriter<byte> sent)
    {
        if (!request.TryGet(0, out _, out var data)) return;
        Requests.Add(request.Kind);
        switch (request.Kind)
        {
            case DriRecord.Numerics:
                (_intervalSeconds, _nextNumbers) = (BinaryPrimitives.ReadInt16LittleEndian(data[1..]), _seconds);
                break;
            case DriRecord.Waves:
                _waves.Clear();
                _nextWaves = _seconds;
                if (BinaryPrimitives.ReadInt16LittleEndian(data) != 0) break;
                foreach (var type in data.Slice(4, 8))
                {
                    if (type == DriRecord.EndOfList) break;
                    _waves.Add(type);
                }

                break;
            case DriRecord.Alarms:
                Send(sent, DriRecord.Alarms, _data.WriteAlarms(_seconds, _record.AsSpan(DataAt)), [(0, DriAlarms.Status)]);
                break;
        }
    }

    private void SendWaves(IBufferWriter<byte> sent)
    {
        var at = 0;
        var list = new List<(int Offset, byte Type)>();
        foreach (var type in _waves)
        {
            var size = _data.WriteWave(type, _seconds, _record.AsSpan(DataAt + at));
            if (size == 0) continue;
            list.Add((at, type));
            at += size;
        }

        if (at > 0) Send(sent, DriRecord.Waves, at, [.. list]);
    }

    private void Send(IBufferWriter<byte> sent, short kind, int size, ReadOnlySpan<(int Offset, byte Type)> list)
    {
        var record = _record.AsSpan(0, DataAt + size);
        record[..DataAt].Clear();
        BinaryPrimitives.WriteInt16LittleEndian(record, (short)record.Length);
        (record[2], record[3]) = (_number++, Level);
        BinaryPrimitives.WriteInt16LittleEndian(record[14..], kind);
        for (var i = 0; i < DriRecord.MostSubrecords; i++)
        {
            var entry = record[(16 + 3 * i)..];
            if (i < list.Length) BinaryPrimitives.WriteInt16LittleEndian(entry, (short)list[i].Offset);
            entry[2] = i < list.Length ? list[i].Type : (byte)DriRecord.EndOfList;
        }

        DriFraming.Write(sent, record);
    }
}
