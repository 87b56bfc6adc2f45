using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Ivy;

/// <summary>Turns the stream into four waves, readings once a second, and changes of the ECG's contact.</summary>
internal sealed class IvyDecoder : IStreamDecoder
{
    /// <summary>Samples of each wave in a frame, and so a second. The capture's heart rate of 80 and its beats 150 samples apart agree.</summary>
    public const int EcgSamples = 200, SlowSamples = 50;

    /// <summary>
    /// ECG of one count, mV, and the count at 0 mV: from a public driver, unverified on a device. The QRS of the capture then has 2.4 mV.
    /// </summary>
    public const double EcgMillivolts = 0.02, EcgZero = 100;

    private readonly string _sensor;
    private readonly SignalDescriptor[] _signals;
    private readonly int[] _places = [0, 200, 250, 300]; // of each wave within the frame; a second pressure is at 350
    private readonly IvyNumbers _numbers;
    private readonly byte[] _front = new byte[IvyFrame.MostBytes];
    private long _lostFrames;
    private long _droppedSinceFrame;
    private bool? _leadWasOff;

    /// <summary>Makes the parser of one session.</summary>
    public IvyDecoder(string sensor, IvyPressure pressure)
    {
        _sensor = sensor;
        _numbers = new IvyNumbers(sensor, pressure);
        _signals =
        [
            new SignalDescriptor(sensor, "ECG", Mdc.EcgLead, MdcUnit.Millivolt, EcgSamples, EcgMillivolts, -EcgZero * EcgMillivolts),
            new SignalDescriptor(sensor, "Respiration", Mdc.ImpedTthor, MdcUnit.Dimensionless, SlowSamples),
            new SignalDescriptor(sensor, "Pleth", Mdc.PulsOximPleth, MdcUnit.Dimensionless, SlowSamples),
            // The capture's wave runs from 73 to 111 while its line says 111/73: the counts are mmHg.
            new SignalDescriptor(sensor, "P1", pressure.Wave, MdcUnit.MillimetreOfMercury, SlowSamples),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals => _signals;

    /// <inheritdoc/>
    public double FrameRate => 1;

    /// <inheritdoc/>
    /// <remarks>1 s: a frame brings the second before it.</remarks>
    public TimeSpan Lag => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes { get; private set; }

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        while (!bytes.IsEmpty)
        {
            if (bytes.FirstSpan[0] != IvyFrame.Start)
            {
                // At once to the next place where a frame may begin: noise must cost no time.
                var next = bytes.PositionOf(IvyFrame.Start);
                Drop(ref bytes, next is { } place ? bytes.Slice(0, place).Length : bytes.Length);
                continue;
            }

            var front = _front.AsSpan(0, (int)Math.Min(bytes.Length, _front.Length));
            bytes.Slice(0, front.Length).CopyTo(front);
            switch (IvyFrame.TryRead(front, out var frame))
            {
                case IvyFront.Open: return;
                case IvyFront.Garbage: Drop(ref bytes, 1); continue;
            }

            if (_droppedSinceFrame > 0) MarkGap();
            Take(frame, timeOfFrame(GoodFrames), inputs);
            GoodFrames++;
            bytes = bytes.Slice(frame.Length);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is left: each frame is a block.</remarks>
    public void Finish(ICollection<MonitorInput> inputs)
    {
    }

    private void Drop(ref ReadOnlySequence<byte> bytes, long count)
    {
        bytes = bytes.Slice(count);
        DroppedBytes += count;
        _droppedSinceFrame += count;
    }

    /// <summary>Bytes were lost: how many frames is not known, at least one; so the waves have a gap and are not joined.</summary>
    private void MarkGap()
    {
        if (GoodFrames > 0) _lostFrames += Math.Max(1, _droppedSinceFrame / IvyFrame.WaveBytes);
        _droppedSinceFrame = 0;
    }

    private void Take(IvyFrame frame, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        _numbers.AddTo(inputs, frame.Text, at + Lag);
        if (_numbers.LeadIsOff != _leadWasOff)
        {
            _leadWasOff = _numbers.LeadIsOff;
            inputs.Add(new ContactStatus(_sensor, Modality.Ecg, _numbers.LeadIsOff ? Contact.LeadOff : Contact.Attached, at));
        }

        for (var wave = 0; wave < _signals.Length; wave++)
        {
            var signal = _signals[wave];
            AddRuns(signal, frame.Waves.Slice(_places[wave], (int)signal.SampleRate), at, inputs);
        }
    }

    /// <summary>A block for each run of samples; where the device has none there is a gap.</summary>
    private void AddRuns(SignalDescriptor signal, ReadOnlySpan<byte> wave, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var first = (GoodFrames + _lostFrames) * wave.Length;
        for (var begin = 0; begin < wave.Length;)
        {
            var rest = wave[begin..];
            var end = rest.IndexOf(IvyFrame.NoSample) is var none and >= 0 ? none : rest.Length;
            if (end > 0)
            {
                var counts = new int[end];
                for (var i = 0; i < end; i++) counts[i] = rest[i];
                inputs.Add(new SampleBlock(signal, first + begin, at + TimeSpan.FromSeconds(begin / signal.SampleRate), counts));
            }

            begin += end + 1;
        }
    }
}
