using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.HealthyPi;

/// <summary>Turns the stream into four waves, readings once a second, and changes of contact.</summary>
internal sealed class HealthyPiDecoder : IStreamDecoder
{
    /// <summary>Frames a second: the front end's rate (CONFIG1 = 0, 125 samples a second, in the published firmware).</summary>
    public const double FramesPerSecond = 125;

    /// <summary>
    /// mV of one ECG count, from the published firmware's register values and arithmetic, unverified on a board: ADS1292R with its 2.42 V reference
    /// and gain 12 on channel 2 (CH2SET = 0x60), full scale 2^23; the firmware drops 8 bits, then 2 more before a filter of gain 1.
    /// </summary>
    public const double EcgMillivolts = 2420.0 / 12 / (1 << 23) * (1 << 8) * (1 << 2);

    /// <summary>Frames of a block at most. Chosen: 40 ms, so that the curves move evenly and no alarm waits for them.</summary>
    private const int MostFrames = 5;

    private const int FramesBetweenReadings = (int)FramesPerSecond;

    private readonly string _sensor;
    private readonly SignalDescriptor[] _signals;
    private readonly HealthyPiFrame[] _frames = new HealthyPiFrame[MostFrames];
    private readonly HealthyPiReadings _readings;
    private int _count;
    private long _firstFrame;
    private TimeSpan _firstAt;
    private long _lostFrames;
    private long _droppedSinceFrame;
    private HealthyPiLeads? _leads;

    /// <summary>Makes the parser of one session.</summary>
    public HealthyPiDecoder(string sensor)
    {
        _sensor = sensor;
        _readings = new HealthyPiReadings(sensor);
        _signals =
        [
            new SignalDescriptor(sensor, "ECG", Mdc.EcgLead, MdcUnit.Millivolt, FramesPerSecond, EcgMillivolts),
            // The firmware keeps the low 16 bits of the converter's 24 and filters them; no figure in ohms can be given.
            new SignalDescriptor(sensor, "Respiration", Mdc.ImpedTthor, MdcUnit.Dimensionless, FramesPerSecond),
            // Light that came through, as counted by the AFE4490; more blood, less light.
            new SignalDescriptor(sensor, "Infrared", Mdc.PulsOximPleth, MdcUnit.Dimensionless, FramesPerSecond, Light: LightColour.Infrared),
            new SignalDescriptor(sensor, "Red", Mdc.PulsOximPleth, MdcUnit.Dimensionless, FramesPerSecond, Light: LightColour.Red),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals => _signals;

    /// <inheritdoc/>
    public double FrameRate => FramesPerSecond;

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes { get; private set; }

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        while (!bytes.IsEmpty && !HealthyPiFrame.MayBegin(bytes))
        {
            if (HealthyPiFrame.TryRead(ref bytes, out var frame))
            {
                if (_droppedSinceFrame > 0) MarkGap(inputs);
                Take(frame, timeOfFrame, inputs);
                GoodFrames++;
                continue;
            }

            bytes = bytes.Slice(1);
            DroppedBytes++;
            _droppedSinceFrame++;
        }
    }

    /// <inheritdoc/>
    public void Finish(ICollection<MonitorInput> inputs) => EndBlocks(inputs);

    /// <summary>Bytes were lost: how many frames is not known, at least one; so the waves have a gap and are not joined.</summary>
    private void MarkGap(ICollection<MonitorInput> inputs)
    {
        EndBlocks(inputs);
        if (GoodFrames > 0) _lostFrames += Math.Max(1, _droppedSinceFrame / HealthyPiFrame.Size);
        _droppedSinceFrame = 0;
    }

    private void Take(HealthyPiFrame frame, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        var leads = frame.Leads & (HealthyPiLeads.Electrodes | HealthyPiLeads.Probe);
        var changed = TellContact(leads, timeOfFrame, inputs);
        if (_count == 0) (_firstFrame, _firstAt) = (GoodFrames, timeOfFrame(GoodFrames));
        _frames[_count++] = frame;
        var due = changed || GoodFrames % FramesBetweenReadings == 0;
        if (due || _count == MostFrames) EndBlocks(inputs);
        if (due) _readings.AddTo(inputs, frame, timeOfFrame(GoodFrames));
    }

    /// <summary>Both contacts are told in the first frame, later only the one that changed; true where one did.</summary>
    private bool TellContact(HealthyPiLeads leads, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        var (electrodesOff, probeOff) = HealthyPiReadings.OffIn(leads);
        (bool Electrodes, bool Probe)? before = _leads is { } last ? HealthyPiReadings.OffIn(last) : null;
        _leads = leads;
        if (before == (electrodesOff, probeOff)) return false;

        EndBlocks(inputs);
        var at = timeOfFrame(GoodFrames);
        if (before?.Electrodes != electrodesOff) inputs.Add(new ContactStatus(_sensor, Modality.Ecg, electrodesOff ? Contact.LeadOff : Contact.Attached, at));
        if (before?.Probe != probeOff) inputs.Add(new ContactStatus(_sensor, Modality.Oximeter, probeOff ? Contact.SensorOff : Contact.Attached, at));
        return true;
    }

    private void EndBlocks(ICollection<MonitorInput> inputs)
    {
        if (_count == 0) return;
        var counts = new int[_signals.Length * _count]; // One array for the four waves: a block for each of them.
        for (var i = 0; i < _count; i++)
        {
            var frame = _frames[i];
            (counts[i], counts[_count + i], counts[2 * _count + i], counts[3 * _count + i]) = (frame.Ecg, frame.Respiration, frame.Infrared, frame.Red);
        }

        for (var i = 0; i < _signals.Length; i++)
        {
            inputs.Add(new SampleBlock(_signals[i], _firstFrame + _lostFrames, _firstAt, counts.AsMemory(i * _count, _count)));
        }

        _count = 0;
    }
}
