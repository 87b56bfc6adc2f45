using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>
/// Turns the stream of whichever format, recognised by itself, into the pleth wave (#2 and #7), readings and changes of contact; it also asks the
/// device for a format and for its name, where it has somebody to say so.
/// </summary>
internal sealed class NoninDecoder : ISensorDialogue
{
    /// <summary>Samples of a block at most. Chosen: a fifth of a packet, 67 ms, so that the curve moves evenly and no alarm waits for it.</summary>
    private const int MostSamples = NoninSync.PacketFrames / 5;

    /// <summary>Frames a second of the formats without a wave.</summary>
    private const double ShortFramesPerSecond = 1;

    private const int ShortFormat = 1, HeldFormat = 8, RecordFormat = 13;

    private readonly string _sensor;
    private readonly NoninTalk? _talk;
    private readonly int? _expected;
    private readonly SignalDescriptor _pleth;
    private readonly NoninSync _sync = new();
    private readonly NoninShortSync _short;
    private readonly NoninNumerics _numerics;
    private readonly int[] _samples = new int[MostSamples];
    private int _count;
    private long _firstFrame;
    private TimeSpan _firstAt;
    private long _lostFrames;
    private long _droppedSinceFrame;
    private int _run;
    private Contact? _contact;
    private string _model = "Nonin";
    private string _serial = "";
    private int? _format;

    /// <summary>Makes the parser of one session.</summary>
    /// <param name="sensor">The sensor's name.</param>
    /// <param name="expected">The format that the setting names; null where it names none.</param>
    /// <param name="talk">What the host says; null to listen only.</param>
    public NoninDecoder(string sensor, int? expected = null, NoninTalk? talk = null)
    {
        _sensor = sensor;
        _talk = talk;
        _pleth = new SignalDescriptor(sensor, "Pleth", Mdc.PulsOximPleth, MdcUnit.Dimensionless, FramesPerSecond);
        FrameRate = expected switch { ShortFormat or HeldFormat => ShortFramesPerSecond, RecordFormat => double.PositiveInfinity, _ => FramesPerSecond };
        _numerics = new NoninNumerics(sensor);
        _expected = expected;
        _short = new NoninShortSync(expected switch { ShortFormat => NoninShortFrame.SizeOne, HeldFormat => NoninShortFrame.SizeEight, _ => 0 });
        Signals = expected is ShortFormat or HeldFormat or RecordFormat ? [] : [_pleth];
    }

    /// <summary>Frames, and so samples of the pleth wave, a second, in formats #2 and #7.</summary>
    public const double FramesPerSecond = 75;

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals { get; }

    /// <inheritdoc/>
    public double FrameRate { get; private set; }

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes { get; private set; }

    /// <inheritdoc/>
    public TimeSpan? NextTurn => _talk?.NextTurn;

    /// <inheritdoc/>
    public void Turn(TimeSpan now, IBufferWriter<byte> output, ICollection<MonitorInput> inputs) => _talk?.Turn(now, _format, output);

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> output)
    {
        // The device goes on as it does without a host.
    }

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        var all = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
        var at = 0;
        while (at < all.Length)
        {
            var front = all[at..];
            var inStep = _sync.IsInStep || _short.InStep != 0;
            if (!inStep && front[0] is < NoninFrame.StatusMark and not NoninFrame.Start and not NoninMessage.Begin)
            {
                // With such a byte nothing begins.
                _short.Skip();
                at++;
                DroppedBytes++;
                _droppedSinceFrame++;
                continue;
            }

            var message = NoninMessage.Read(front, inStep, out var size);
            if (message == NoninMessageKind.Open) break;
            if (message != NoninMessageKind.None && Take(message, front[..size], timeOfFrame, inputs))
            {
                at += size;
                continue;
            }

            // In step with the one kind the other is not looked for; out of step the one with the checksum comes first.
            var shortFrame = default(NoninShortFrame);
            var frame = default(NoninFrame);
            var found = _short.InStep != 0 ? NoninFront.Garbage : _sync.Next(front, out frame);
            if (found == NoninFront.Frame)
            {
                at += NoninFrame.Size;
                Take(frame, timeOfFrame, inputs);
                continue;
            }

            if (found == NoninFront.Garbage) found = _short.Next(front, out shortFrame);
            if (found == NoninFront.Open) break;
            if (found == NoninFront.Frame)
            {
                at += _short.InStep;
                Take(shortFrame, timeOfFrame, inputs);
                continue;
            }

            at++;
            DroppedBytes++;
            _droppedSinceFrame++;
        }

        bytes = bytes.Slice(at);
    }

    /// <inheritdoc/>
    public void Finish(ICollection<MonitorInput> inputs) => EndBlock(inputs);

    /// <summary>False for what is no message after all.</summary>
    private bool Take(NoninMessageKind message, ReadOnlySpan<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        _talk?.Hear(message);
        if (message == NoninMessageKind.Reply) TakeReply(bytes, timeOfFrame, inputs);
        if (message == NoninMessageKind.Record && NoninRecord.TryRead(bytes, out var record)) Take(record, timeOfFrame, inputs);
        return message != NoninMessageKind.DamagedRecord;
    }

    private void TakeReply(ReadOnlySpan<byte> reply, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        var (model, serial) = (_model, _serial);
        if (reply[1] == NoninMessage.DeviceTypeReply) model = NoninMessage.ModelOf(reply);
        if (reply[1] == NoninMessage.SerialReply) serial = NoninMessage.SerialOf(reply) ?? serial;
        if ((model, serial) == (_model, _serial)) return;
        (_model, _serial) = (model, serial);
        EndBlock(inputs);
        var at = timeOfFrame(GoodFrames);
        inputs.Add(new DeviceIdentity(_sensor, model, serial, "", at));
        // A spot-check device that answers is there, although nobody has measured yet.
        if (_expected != RecordFormat || GoodFrames > 0) return;
        inputs.Add(Reading.Missing(_sensor, Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, NoData.NotMeasured, at));
        inputs.Add(Reading.Missing(_sensor, Mdc.PulsOximSatO2, MdcUnit.Percent, NoData.NotMeasured, at));
    }

    /// <summary>A record that the device had kept is not of now, and whose it is nobody knows: it is acknowledged and passed over.</summary>
    private void Take(NoninRecord record, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        _short.Lose();
        _sync.Lose();
        Begin(RecordFormat, double.PositiveInfinity);
        var at = timeOfFrame(GoodFrames);
        GoodFrames++;
        if (record.IsFromMemory) return;
        EndBlock(inputs);
        Add(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, record.PulseRate, NoninNumerics.IsRate(record.PulseRate));
        Add(Mdc.PulsOximSatO2, MdcUnit.Percent, record.Saturation, NoninNumerics.IsSaturation(record.Saturation));

        void Add(uint mdc, uint unit, int value, bool usable) => inputs.Add(usable && !record.IsMissing
            ? Reading.Valid(_sensor, mdc, unit, value, at)
            : Reading.Missing(_sensor, mdc, unit, NoData.NotMeasured, at));
    }

    private void Take(NoninShortFrame frame, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        Begin(frame.IsHeld ? HeldFormat : ShortFormat, ShortFramesPerSecond);
        EndBlock(inputs);
        _droppedSinceFrame = 0;
        var at = timeOfFrame(GoodFrames);
        GoodFrames++;
        Tell(ContactOf(frame.Status), at, inputs);
        _numerics.Take(frame);
        _numerics.AddTo(inputs, at);
    }

    private void Take(NoninFrame frame, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        Begin(_sync.Format == NoninFormat.Two ? 2 : 7, FramesPerSecond);
        if (_sync.Runs != _run) BeginRun(inputs);
        _droppedSinceFrame = 0;
        Tell(ContactOf(frame.Status), timeOfFrame(GoodFrames), inputs);
        if (_count == 0) (_firstFrame, _firstAt) = (GoodFrames, timeOfFrame(GoodFrames));
        _samples[_count++] = frame.Pleth;
        var due = _numerics.Take(frame, _sync.Position);
        if (due || _count == MostSamples) EndBlock(inputs);
        if (due) _numerics.AddTo(inputs, timeOfFrame(GoodFrames));
        GoodFrames++;
    }

    private void Begin(int format, double rate) => (_format, FrameRate) = (format, rate);

    /// <summary>Step was lost and found: how many frames are missing is not known, at least one; so the wave has a gap and is not joined.</summary>
    private void BeginRun(ICollection<MonitorInput> inputs)
    {
        EndBlock(inputs);
        if (GoodFrames > 0) _lostFrames += Math.Max(1, _droppedSinceFrame / NoninFrame.Size);
        _run = _sync.Runs;
    }

    private void Tell(Contact contact, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (contact == _contact) return;
        EndBlock(inputs);
        _contact = contact;
        inputs.Add(new ContactStatus(_sensor, Modality.Oximeter, contact, at));
    }

    private void EndBlock(ICollection<MonitorInput> inputs)
    {
        if (_count == 0) return;
        // A wave that the setting says is none is not in the session's list, and so is not delivered.
        if (Signals.Count > 0) inputs.Add(new SampleBlock(_pleth, _firstFrame + _lostFrames, _firstAt, _samples.AsSpan(0, _count).ToArray()));
        _count = 0;
    }

    private static Contact ContactOf(NoninStatus status)
        => (status & NoninStatus.SensorDisconnected) != 0 ? Contact.Disconnected
        : (status & NoninStatus.SensorAlarm) != 0 ? Contact.SensorOff
        : Contact.Attached;
}
