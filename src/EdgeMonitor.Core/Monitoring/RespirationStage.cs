using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>The respiration rate from one sensor's impedance wave.</summary>
internal sealed class RespirationStage
{
    private readonly SignalDescriptor _wave;
    private readonly RespirationRate _rate;
    private float[] _values = [];
    private long _nextIndex;
    private TimeSpan _end;

    private RespirationStage(SignalDescriptor wave, TimeSpan at)
    {
        _wave = wave;
        _rate = new RespirationRate(wave.SampleRate);
        _end = at;
    }

    public string Sensor => _wave.Sensor;

    /// <summary>The stage of a session that brings an impedance wave, else null.</summary>
    public static RespirationStage? Create(SignalList list)
    {
        var wave = list.Signals.FirstOrDefault(signal => signal.Mdc == Mdc.ImpedTthor && signal.SampleRate is >= 10 and <= 1000);
        return wave is null ? null : new RespirationStage(wave, list.At);
    }

    public void Process(SampleBlock block, bool leadOff)
    {
        if (!ReferenceEquals(block.Signal, _wave)) return;
        if (block.FirstIndex != _nextIndex || leadOff) _rate.Reset();
        _nextIndex = block.EndIndex;
        _end = block.End;
        // The impedance is measured through the ECG electrodes.
        if (leadOff) return;
        if (_values.Length < block.Samples.Length) _values = new float[block.Samples.Length];
        var counts = block.Samples.Span;
        for (var i = 0; i < counts.Length; i++) _values[i] = (float)_wave.ValueOf(counts[i]);
        _rate.Process(_values.AsSpan(0, counts.Length));
    }

    /// <summary>Once a second: the rate.</summary>
    public void SaySecond(VitalSigns vitals)
    {
        // The heart moves the wave too: the detector must know its rate to tell them apart.
        var rate = _rate.StateWith(vitals.Newest(Mdc.EcgHeartRate)).Rate;
        vitals.Update(rate.Value is { } value
            ? Reading.Valid(Sensor, Mdc.TthorRespRate, MdcUnit.BreathPerMinute, value, _end, rate.Quality)
            : Reading.Missing(Sensor, Mdc.TthorRespRate, MdcUnit.BreathPerMinute, rate.Reason, _end));
    }
}
