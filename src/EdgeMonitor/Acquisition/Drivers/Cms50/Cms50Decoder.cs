using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Cms50;

/// <summary>Turns the stream of either protocol, recognised by itself, into the pleth wave, readings and changes of contact; it also asks for the stream where it must.</summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="talk">What the host says; null to listen only.</param>
/// <param name="only">The one protocol that is looked for; null for either.</param>
internal sealed class Cms50Decoder(string sensor, Cms50Talk? talk = null, Cms50Generation? only = null) : ISensorDialogue
{
    /// <summary>Frames, and so samples of the pleth wave, a second.</summary>
    public const double FramesPerSecond = 60;

    /// <summary>Readings a second: every 20th frame (chosen: as a clinical oximeter does).</summary>
    public const double ReadingsPerSecond = 3;

    /// <summary>Samples of a block at most. Chosen: 67 ms, so that the curve moves evenly.</summary>
    private const int MostSamples = 4;

    private const int FramesBetweenReadings = (int)(FramesPerSecond / ReadingsPerSecond);

    /// <summary>Without a checksum nothing is said of the patient before so many frames came in step, a quarter of a second (chosen).</summary>
    private const int FramesToTrust = 15;

    private readonly SignalDescriptor _pleth = new(sensor, "Pleth", Mdc.PulsOximPleth, MdcUnit.Dimensionless, FramesPerSecond);
    private readonly Cms50Sync _sync = new(only);
    private readonly int[] _samples = new int[MostSamples];
    private int _count;
    private long _firstFrame;
    private TimeSpan _firstAt;
    private long _lostFrames;
    private long _droppedSinceFrame;
    private Contact? _contact;
    private Cms50Generation? _told;

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals => [_pleth];

    /// <inheritdoc/>
    public double FrameRate => FramesPerSecond;

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes { get; private set; }

    /// <inheritdoc/>
    public TimeSpan? NextTurn => talk?.NextTurn;

    /// <inheritdoc/>
    public void Turn(TimeSpan now, IBufferWriter<byte> output, ICollection<MonitorInput> inputs) => talk?.Turn(now, GoodFrames, _sync.HasEnded, output);

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> output) => talk?.End(output);

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        var all = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
        var at = 0;
        while (true)
        {
            var found = _sync.Next(all[at..], out var frame);
            if (found == Cms50Front.Open) break;
            if (found == Cms50Front.Frame)
            {
                Take(frame, timeOfFrame, inputs);
                GoodFrames++;
                at += Cms50Frame.SizeOf(_sync.Generation);
                continue;
            }

            at++;
            if (found == Cms50Front.Other) continue;
            DroppedBytes++;
            _droppedSinceFrame++;
        }

        bytes = bytes.Slice(at);
    }

    /// <inheritdoc/>
    public void Finish(ICollection<MonitorInput> inputs) => EndBlock(inputs);

    private void Take(Cms50Frame frame, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        if (_droppedSinceFrame > 0 || _sync.MayHaveLostOne) MarkGap(inputs);
        var trusted = _sync.InStep >= FramesToTrust;
        var told = trusted && TellChange(frame, timeOfFrame, inputs);
        if (_count == 0) (_firstFrame, _firstAt) = (GoodFrames, timeOfFrame(GoodFrames));
        _samples[_count++] = frame.Pleth;
        var due = told || (trusted && GoodFrames % FramesBetweenReadings == 0);
        if (due || _count == MostSamples) EndBlock(inputs);
        if (due) AddReadings(frame, timeOfFrame(GoodFrames), inputs);
    }

    /// <summary>Bytes were lost: how many frames is not known, at least one; so the wave has a gap and is not joined.</summary>
    private void MarkGap(ICollection<MonitorInput> inputs)
    {
        EndBlock(inputs);
        if (GoodFrames > 0) _lostFrames += Math.Max(1, _droppedSinceFrame / Cms50Frame.SizeOf(_sync.Generation));
        _droppedSinceFrame = 0;
        _sync.TakeLostOne();
    }

    /// <summary>The device's kind, once; its contact, on change; true where the contact changed.</summary>
    private bool TellChange(Cms50Frame frame, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        var contact = ContactOf(frame.Status);
        if (contact == _contact && _told == _sync.Generation) return false;
        EndBlock(inputs);
        var at = timeOfFrame(GoodFrames);
        if (_told != _sync.Generation)
        {
            _told = _sync.Generation;
            inputs.Add(new DeviceIdentity(sensor, _told == Cms50Generation.Legacy ? "Contec CMS50 (5-byte protocol)" : "Contec CMS50 (protocol 7)", "", "", at));
        }

        if (contact == _contact) return false;
        _contact = contact;
        inputs.Add(new ContactStatus(sensor, Modality.Oximeter, contact, at));
        return true;
    }

    private void AddReadings(Cms50Frame frame, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var missing = ContactOf(frame.Status) != Contact.Attached ? NoData.SensorOff
            : (frame.Status & Cms50Status.Searching) != 0 ? NoData.Searching
            : NoData.None;
        inputs.Add(Make(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, frame.PulseRate, frame.PulseRate is > 0 and < byte.MaxValue));
        inputs.Add(Make(Mdc.PulsOximSatO2, MdcUnit.Percent, frame.Saturation, frame.Saturation is > 0 and <= 100));

        Reading Make(uint mdc, uint unit, int value, bool usable)
            => missing != NoData.None ? Reading.Missing(sensor, mdc, unit, missing, at)
            : usable ? Reading.Valid(sensor, mdc, unit, value, at)
            : Reading.Missing(sensor, mdc, unit, NoData.NotMeasured, at);
    }

    private void EndBlock(ICollection<MonitorInput> inputs)
    {
        if (_count == 0) return;
        inputs.Add(new SampleBlock(_pleth, _firstFrame + _lostFrames, _firstAt, _samples.AsSpan(0, _count).ToArray()));
        _count = 0;
    }

    private static Contact ContactOf(Cms50Status status)
        => (status & Cms50Status.ProbeError) != 0 ? Contact.Disconnected
        : (status & Cms50Status.SearchedTooLong) != 0 ? Contact.SensorOff
        : Contact.Attached;
}
