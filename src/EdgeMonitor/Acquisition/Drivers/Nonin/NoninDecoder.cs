using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>Turns the stream of formats #2 and #7, recognised by themselves, into the pleth wave, readings and changes of contact.</summary>
internal sealed class NoninDecoder : IStreamDecoder
{
    /// <summary>Samples of a block at most. Chosen: a fifth of a packet, 67 ms, so that the curve moves evenly and no alarm waits for it.</summary>
    private const int MostSamples = NoninSync.PacketFrames / 5;

    private readonly string _sensor;
    private readonly SignalDescriptor _pleth;
    private readonly NoninSync _sync = new();
    private readonly NoninNumerics _numerics;
    private readonly int[] _samples = new int[MostSamples];
    private int _count;
    private long _firstFrame;
    private TimeSpan _firstAt;
    private long _lostFrames;
    private long _droppedSinceFrame;
    private int _run;
    private Contact? _contact;

    /// <summary>Makes the parser of one session.</summary>
    public NoninDecoder(string sensor)
    {
        _sensor = sensor;
        _pleth = new SignalDescriptor(sensor, "Pleth", Mdc.PulsOximPleth, MdcUnit.Dimensionless, FramesPerSecond);
        _numerics = new NoninNumerics(sensor);
        Signals = [_pleth];
    }

    /// <summary>Frames, and so samples of the pleth wave, a second.</summary>
    public const double FramesPerSecond = 75;

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals { get; }

    /// <inheritdoc/>
    public double FrameRate => FramesPerSecond;

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes { get; private set; }

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        Span<byte> window = stackalloc byte[NoninSync.Lookahead];
        while (true)
        {
            var front = bytes.Slice(0, Math.Min(bytes.Length, window.Length));
            front.CopyTo(window);
            var found = _sync.Next(window[..(int)front.Length], out var frame);
            if (found == NoninFront.Open) break;
            if (found == NoninFront.Garbage)
            {
                bytes = bytes.Slice(1);
                DroppedBytes++;
                _droppedSinceFrame++;
                continue;
            }

            bytes = bytes.Slice(NoninFrame.Size);
            if (_sync.Runs != _run) BeginRun(inputs);
            Take(frame, timeOfFrame, inputs);
            GoodFrames++;
        }
    }

    /// <inheritdoc/>
    public void Finish(ICollection<MonitorInput> inputs) => EndBlock(inputs);

    /// <summary>Step was lost and found: how many frames are missing is not known, at least one; so the wave has a gap and is not joined.</summary>
    private void BeginRun(ICollection<MonitorInput> inputs)
    {
        EndBlock(inputs);
        if (GoodFrames > 0) _lostFrames += Math.Max(1, _droppedSinceFrame / NoninFrame.Size);
        _run = _sync.Runs;
    }

    private void Take(NoninFrame frame, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        _droppedSinceFrame = 0;
        var contact = ContactOf(frame.Status);
        if (contact != _contact)
        {
            EndBlock(inputs);
            _contact = contact;
            inputs.Add(new ContactStatus(_sensor, Modality.Oximeter, contact, timeOfFrame(GoodFrames)));
        }

        if (_count == 0) (_firstFrame, _firstAt) = (GoodFrames, timeOfFrame(GoodFrames));
        _samples[_count++] = frame.Pleth;
        var due = _numerics.Take(frame, _sync.Position);
        if (due || _count == MostSamples) EndBlock(inputs);
        if (due) _numerics.AddTo(inputs, timeOfFrame(GoodFrames));
    }

    private void EndBlock(ICollection<MonitorInput> inputs)
    {
        if (_count == 0) return;
        inputs.Add(new SampleBlock(_pleth, _firstFrame + _lostFrames, _firstAt, _samples.AsSpan(0, _count).ToArray()));
        _count = 0;
    }

    private static Contact ContactOf(NoninStatus status)
        => (status & NoninStatus.SensorDisconnected) != 0 ? Contact.Disconnected
        : (status & NoninStatus.SensorAlarm) != 0 ? Contact.SensorOff
        : Contact.Attached;
}
