using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The raw light of one probe: the perfusion index from the infrared, and a saturation that is not calibrated from both colours, where the device gives none. Only raw light has
/// a mean that means something: a pleth wave that a device has worked on has none.
/// </summary>
/// <param name="infrared">The infrared light.</param>
/// <param name="red">The red light of the same rate; null where there is none.</param>
internal sealed class OpticalPair(SignalDescriptor infrared, SignalDescriptor? red)
{
    /// <summary>Perfusion index below which the pulse is too weak to rely on, % (clinical reference §2, a choice).</summary>
    private const double LowPerfusion = 0.3;

    private readonly OpticalSaturation _light = new(infrared.SampleRate);
    private readonly MedianOfEight _heights = new();
    private float[] _values = [];
    private bool _hasPulse, _saysSaturation;

    /// <summary>True where the device has given a saturation itself: nothing is computed beside it.</summary>
    public bool IsMeasuredByDevice { get; set; }

    /// <summary>Takes a block of either colour.</summary>
    public void Process(SampleBlock block)
    {
        var isRed = ReferenceEquals(block.Signal, red);
        if (!isRed && !ReferenceEquals(block.Signal, infrared)) return;
        if (_values.Length < block.Samples.Length) _values = new float[block.Samples.Length];
        var counts = block.Samples.Span;
        for (var i = 0; i < counts.Length; i++) _values[i] = (float)block.Signal.ValueOf(counts[i]);
        if (isRed) _light.AddRed(block.FirstIndex, _values.AsSpan(0, counts.Length));
        else _light.AddInfrared(block.FirstIndex, _values.AsSpan(0, counts.Length));
    }

    /// <summary>Takes a good pulse of the infrared light.</summary>
    public void Add(in Pulse pulse)
    {
        if (!_hasPulse) _heights.Fill(pulse.Height);
        _heights.Push(pulse.Height);
        _hasPulse = true;
    }

    /// <summary>What went before says nothing any more.</summary>
    public void Reset()
    {
        _hasPulse = false;
        _light.Reset();
    }

    /// <summary>Once a second.</summary>
    /// <param name="missing">Why there is nothing now, as where the probe is off; none where pulses come.</param>
    /// <param name="at">Time of the last sample.</param>
    /// <param name="readings">Takes what there is to say.</param>
    public void SaySecond(NoData missing, TimeSpan at, ICollection<Reading> readings)
    {
        double? perfusion = missing == NoData.None && _hasPulse && _light.InfraredLevel is { } level && level > 0 ? 100 * _heights.Value / level : null;
        var isLow = perfusion < LowPerfusion;
        readings.Add(Reading.Computed(
            infrared.Sensor, Mdc.BloodPerfusionIndex, MdcUnit.Percent, perfusion, missing == NoData.None ? NoData.Starting : missing, at,
            isLow ? SignalQuality.Marginal : SignalQuality.Good, isLow ? ReadingMark.LowPerfusion : ReadingMark.None));
        if (red is null || IsMeasuredByDevice) return;
        var saturation = missing != NoData.None ? VitalValue.Missing(missing)
            : perfusion is null ? VitalValue.Missing(NoData.Starting)
            : isLow ? VitalValue.Missing(NoData.PoorSignal)
            : _light.Value;
        if (!_saysSaturation && saturation.Value is null) return;
        _saysSaturation = true;
        readings.Add(Reading.Computed(
            infrared.Sensor, Mdc.SatO2NotCalibrated, MdcUnit.Percent, saturation.Value, saturation.Reason, at, saturation.Quality, ReadingMark.NotCalibrated));
    }
}
