using System.Buffers.Binary;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>One wave: its sample format and scale as the monitor has told them, and the line of its samples.</summary>
internal sealed class IntellivueWave(IntellivueWaveKind kind, SignalDescriptor signal)
{
    /// <summary>Mark of samples that are none, in the list of fixed values: kind 1, "invalid mask" (from public descriptions; unverified).</summary>
    private const ushort InvalidMaskKind = 1;

    private readonly IntellivueTicks _clock = new();
    private readonly double _ticksPerSample = 1000.0 * IntellivueTicks.PerMillisecond / kind.Rate;
    private (double Factor, double Offset)? _scale = kind.Unit == MdcUnit.Dimensionless ? (1, 0) : null;
    private int _sampleBytes;
    private int _mask;
    private ushort _invalidMask;
    private bool _rateIsRight = true;
    private long _next;
    private uint _nextTicks;
    private TimeSpan _at = TimeSpan.MinValue;
    private bool _begun;

    /// <summary>What it is.</summary>
    public IntellivueWaveKind Kind => kind;

    /// <summary>Its samples' signal.</summary>
    public SignalDescriptor Signal => signal;

    /// <summary>Keeps what an object says of its samples; the monitor says it in the first answer of a poll and where it changes.</summary>
    public void Learn(in IntellivueObservation observation)
    {
        if (observation.WaveSpecification is { Length: >= 6 } specification)
        {
            _sampleBytes = specification[2] switch { 8 => 1, 16 => 2, _ => 0 };
            _mask = specification[3] is > 0 and <= 16 and var bits ? (1 << bits) - 1 : 0xFFFF;
        }

        // A rate other than the listed one would put every sample at a wrong time.
        if (observation.SamplePeriod is > 0 and var period) _rateIsRight = period == _ticksPerSample;
        if (kind.Unit != MdcUnit.Dimensionless) LearnScale(observation);
        var fixedValues = new OctetReader(observation.FixedValues);
        var count = fixedValues.U16();
        var entries = new OctetReader(fixedValues.Counted());
        for (; count > 0 && entries.Left.Length >= 4; count--)
        {
            if (entries.U16() == InvalidMaskKind) _invalidMask = entries.U16();
            else entries.Skip(2);
        }
    }

    /// <summary>Adds the samples of one message, or leaves a gap for those that are none.</summary>
    public void Take(MeasurementState state, ReadOnlySpan<byte> samples, uint ticks, TimeSpan arrival, ICollection<MonitorInput> inputs)
    {
        const MeasurementState none = MeasurementState.Invalid | MeasurementState.Unavailable | MeasurementState.NotThePatient;
        if (_sampleBytes == 0 || _scale is not { } scale || !_rateIsRight || samples.Length < _sampleBytes) return;
        var count = samples.Length / _sampleBytes;
        var first = Place(ticks, count);
        if (first < 0) return;
        var at = _clock.TimeOf(ticks, TimeSpan.FromSeconds(count / kind.Rate), arrival);
        // Blocks may overlap by what the clock was put right; their indices say that nothing is missing.
        if (at < _at) at = _at;
        _at = at;
        if ((state & none) != 0) return;

        for (var from = 0; from < count;)
        {
            while (from < count && IsInvalid(Raw(samples, from))) from++;
            var to = from;
            while (to < count && !IsInvalid(Raw(samples, to))) to++;
            if (to == from) break;
            var counts = new int[to - from];
            for (var i = from; i < to; i++) counts[i - from] = (int)Math.Round((((Raw(samples, i) & _mask) * scale.Factor) + scale.Offset) / kind.Resolution);
            inputs.Add(new SampleBlock(signal, first + from, at + TimeSpan.FromSeconds(from / kind.Rate), counts));
            from = to;
        }
    }

    /// <summary>The index of the message's first sample by the monitor's relative time; less than 0 for a message that came twice.</summary>
    private long Place(uint ticks, int count)
    {
        var length = (int)Math.Round(count * _ticksPerSample);
        var late = (int)(ticks - _nextTicks);
        if (_begun && late <= -length / 2 && late >= -length * 3 / 2) return -1;
        // Half a message is the time stamp's own jitter; what is more was lost. A step back is a monitor that has restarted: at least one is.
        var lost = !_begun || Math.Abs((long)late) <= length / 2 ? 0 : Math.Max(1, (long)Math.Round(late / _ticksPerSample));
        var first = _next + lost;
        (_begun, _next, _nextTicks) = (true, first + count, ticks + (uint)length);
        return first;
    }

    private int Raw(ReadOnlySpan<byte> samples, int index)
        => _sampleBytes == 1 ? samples[index] : BinaryPrimitives.ReadUInt16BigEndian(samples[(2 * index)..]);

    private bool IsInvalid(int raw) => _invalidMask != 0 && (raw & _invalidMask) == _invalidMask;

    /// <summary>Scale, else calibration: value = low + (count − count at low) × (high − low) ÷ (count at high − count at low).</summary>
    private void LearnScale(in IntellivueObservation observation)
    {
        _scale = LineThrough(observation.Scale) ?? LineThrough(observation.Calibration) ?? _scale;

        static (double Factor, double Offset)? LineThrough(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length < 12) return null;
            var reader = new OctetReader(bytes);
            var (low, high) = (IntellivueFloat.Read(reader.U32()), IntellivueFloat.Read(reader.U32()));
            var (lowCount, highCount) = (reader.U16(), reader.U16());
            if (low is not { } lowest || high is not { } highest || lowCount == highCount || lowest == highest) return null;
            var factor = (highest - lowest) / (highCount - lowCount);
            return (factor, lowest - lowCount * factor);
        }
    }
}
