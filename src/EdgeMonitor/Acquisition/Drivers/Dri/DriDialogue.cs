using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Dri;

/// <summary>What a sensor of this kind is asked for.</summary>
/// <param name="Waves">The waves.</param>
/// <param name="Interval">Between two records of numbers.</param>
/// <param name="Arterial">The channel of the arterial pressure, 1 to 4; 0 for none.</param>
/// <param name="EcgMillivolts">What a count of the ECG is, mV.</param>
internal sealed record DriWishes(IReadOnlyList<DriWaveKind> Waves, TimeSpan Interval, int Arterial, double EcgMillivolts)
{
    /// <summary>The shortest interval that monitors take (public programs), and the usual channel and scale.</summary>
    public static DriWishes Usual { get; } = new(DriWaveKind.Usual, TimeSpan.FromSeconds(5), Arterial: 0, EcgMillivolts: 0.01);
}

/// <summary>Reads what the monitor sends and asks for it. Fed with captured bytes alone it reads them and sends nothing.</summary>
internal sealed class DriDialogue : ISensorDialogue
{
    /// <summary>Levels of the interface met so far: from 1995 to 2015.</summary>
    private static readonly string[] Levels = ["1995", "1997", "1998", "1999", "2000", "2001", "2003", "2005", "2009", "2015"];

    private const byte FirstLevel = 0x02;

    private readonly string _sensor;
    private readonly DriFraming _framing = new();
    private readonly DriNumerics _numerics;
    private readonly DriWave[] _waves;
    private readonly long[] _droppedBefore;
    private readonly DriHost _host;
    private bool _known;
    private TimeSpan _now;

    /// <summary>Makes the dialogue of one session.</summary>
    public DriDialogue(string sensor, DriWishes wishes)
    {
        _sensor = sensor;
        _numerics = new DriNumerics(sensor, wishes.Arterial);
        var kinds = wishes.Waves.Select(kind => kind.Unit == MdcUnit.Millivolt ? kind with { Scale = wishes.EcgMillivolts }
            : kind.Name == DriWaveKind.Arterial && wishes.Arterial > 0 ? kind with { Type = (byte)(DriWaveKind.FirstPressure + wishes.Arterial - 1) }
            : kind).ToList();
        Signals = [.. kinds.Select(kind => new SignalDescriptor(sensor, kind.Name, kind.Mdc, kind.Unit, kind.Rate, kind.Scale))];
        _waves = [.. kinds.Zip(Signals, (kind, signal) => new DriWave(kind, signal))];
        _droppedBefore = new long[_waves.Length];
        _host = new DriHost([.. kinds.Select(kind => kind.Type)], wishes.Interval);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals { get; }

    /// <inheritdoc/>
    public double FrameRate => double.PositiveInfinity;

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes => _framing.DroppedBytes;

    /// <inheritdoc/>
    public TimeSpan? NextTurn => _host.NextTurn(_now);

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        while (_framing.TryRead(ref bytes, out var record))
        {
            var at = timeOfFrame(GoodFrames);
            if (at > _now) _now = at;
            if (!_known) Meet(record, at, inputs);
            Take(record, at, inputs);
            GoodFrames++;
        }
    }

    /// <inheritdoc/>
    public void Finish(ICollection<MonitorInput> inputs)
    {
        // Every record is told as soon as it is whole.
    }

    /// <inheritdoc/>
    public void Turn(TimeSpan now, IBufferWriter<byte> output, ICollection<MonitorInput> inputs)
    {
        _now = now;
        _host.Turn(now, output);
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> output) => _host.End(output);

    /// <summary>The first record: the interface says its level and nothing else of the monitor.</summary>
    private void Meet(DriRecord record, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        _known = true;
        var level = record.Level - FirstLevel;
        if (level >= 0 && level < Levels.Length) inputs.Add(new DeviceIdentity(_sensor, "GE/Datex-Ohmeda S/5", "", $"DRI level {Levels[level]}", at));
        else _host.Wrong($"What answers is no S/5 monitor of a known interface level (it says {record.Level:X2}); check which device is on this cable.");
    }

    private void Take(DriRecord record, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var kind = record.Kind;
        if (kind is not (DriRecord.Numerics or DriRecord.Waves or DriRecord.Alarms)) return;
        _host.RecordCame(at);
        for (var i = 0; record.TryGet(i, out var type, out var data); i++)
        {
            switch (kind)
            {
                case DriRecord.Numerics when type == DriRequests.Displayed:
                    TakeClasses(data, at, inputs);
                    break;
                case DriRecord.Waves:
                    TakeWave(type, data, at, inputs);
                    break;
                case DriRecord.Alarms when type == DriAlarms.Status:
                    DriAlarms.Take(_sensor, data, at, inputs);
                    break;
            }
        }
    }

    /// <summary>Another host may have asked for more classes: then they follow one another, and each names itself.</summary>
    private void TakeClasses(ReadOnlySpan<byte> data, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        for (; data.Length >= DriNumerics.SubrecordSize; data = data[DriNumerics.SubrecordSize..])
        {
            if (_numerics.Take(data, at, inputs)) _host.NumericsCame(at);
        }
    }

    private void TakeWave(byte type, ReadOnlySpan<byte> data, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        for (var i = 0; i < _waves.Length; i++)
        {
            if (_waves[i].Type != type) continue;
            if (_waves[i].Take(data, _framing.DroppedBytes != _droppedBefore[i], at, inputs)) _host.WaveCame(at);
            _droppedBefore[i] = _framing.DroppedBytes;
            return;
        }
    }
}
