using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// One pleth or arterial pressure wave of a session and the pulses in it. Their times are the signal's own. A block that comes late brings none
/// that count: late data shows nothing of now.
/// </summary>
internal sealed class PulseWave
{
    /// <summary>A block whose end is older than this when it comes is late. Chosen: five times what a device buffers.</summary>
    private static readonly TimeSpan MostLateness = TimeSpan.FromSeconds(1);

    /// <summary>A pressure pulse is at least this high, mmHg (Zong's program).</summary>
    private const double SmallestPressure = 10;

    /// <summary>A pleth pulse is at least this many counts of the converter high. Chosen: what an idle converter makes is lower.</summary>
    private const double SmallestCounts = 4;

    /// <summary>
    /// Time from the R wave to the pulse, s: to a finger or an ear (clinical reference §5; unverified), and to an artery of the arm or the thigh. Chosen: the time before the heart ejects
    /// alone is some 50 ms; on recordings lines show 0.12 to 0.3.
    /// </summary>
    private const double ShortestToFinger = 0.1, LongestToFinger = 0.4, ShortestToLine = 0.06, LongestToLine = 0.35;

    private static readonly uint[] ArterialNumbers = [Mdc.PressBldArtSys, Mdc.PressBldArtDia, Mdc.PressBldArtMean];

    /// <summary>Numbers are good for this long after a good pulse. Chosen: as the evidence of life.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(4);

    private readonly SignalDescriptor _wave;
    private readonly PulseDetector _detector;
    private readonly PulseRing _ring = new();
    private readonly PressureNumbers? _pressure;
    private readonly PulseRate _rate = new();
    private readonly SignalWatch _watch;
    private readonly GoodPulses _good = new();
    private readonly PulseArrival _arrival;
    private readonly OpticalPair? _light;
    private float[] _values = [];
    private long _nextIndex;
    private TimeSpan _end;
    private bool _isOff;
    private bool _saysArrival;

    /// <param name="wave">The wave.</param>
    /// <param name="light">The raw light that it is part of; null where it is none.</param>
    /// <param name="at">When the session began.</param>
    public PulseWave(SignalDescriptor wave, OpticalPair? light, TimeSpan at)
    {
        (_wave, _light, _watch) = (wave, light, new SignalWatch(wave, WaveKind.Pulse));
        _arrival = IsPressure ? new(ShortestToLine, LongestToLine) : new(ShortestToFinger, LongestToFinger);
        _detector = new PulseDetector(wave.SampleRate, IsPressure ? SmallestPressure : SmallestCounts * Math.Abs(wave.Scale));
        _pressure = IsPressure ? new PressureNumbers(wave.SampleRate) : null;
        _end = at;
    }

    /// <summary>True for an arterial pressure, false for a pleth.</summary>
    public bool IsPressure => _wave.Mdc == Mdc.PressBldArt;

    /// <summary>True while the device itself says that the pleth is not to be trusted.</summary>
    public bool IsDoubted { get; set; }

    /// <summary>True where the device gives systolic, diastolic and mean by itself: nothing is computed again.</summary>
    public bool IsMeasuredByDevice { get; set; }

    /// <summary>The raw light that it is part of; null where it is none.</summary>
    public OpticalPair? Light => _light;

    /// <summary>Time of the last good pulse; null before the first.</summary>
    public TimeSpan? LastGood { get; private set; }

    /// <summary>True while its samples come and come from the patient.</summary>
    public bool IsAlive(TimeSpan now) => !_isOff && now - _end <= MostLateness;

    /// <summary>True for a wave in which pulses are sought; of two colours of one probe the infrared, in which they are higher.</summary>
    public static bool IsReadable(SignalDescriptor signal)
        => ((signal.Mdc == Mdc.PulsOximPleth && signal.Light != LightColour.Red) || (signal.Mdc == Mdc.PressBldArt && signal.Unit == MdcUnit.MillimetreOfMercury))
            && signal.SampleRate is >= PulseDetector.LowestRate and <= PulseDetector.HighestRate;

    /// <param name="block">Samples of any signal.</param>
    /// <param name="isOff">True while the device says that the probe is off.</param>
    /// <param name="respiration">Takes the pulses: breathing changes them.</param>
    /// <param name="now">The monitor's time.</param>
    public void Process(SampleBlock block, bool isOff, RespirationFusion respiration, TimeSpan now)
    {
        if (!ReferenceEquals(block.Signal, _wave)) return;
        if (block.FirstIndex != _nextIndex || isOff != _isOff) Restart(block.FirstIndex);
        (_nextIndex, _end, _isOff) = (block.EndIndex, block.End, isOff);
        // What a probe beside the patient brings is nothing of the patient.
        if (isOff) return;
        if (_values.Length < block.Samples.Length) _values = new float[block.Samples.Length];
        var counts = block.Samples.Span;
        // Blood takes light away: turned over, a pulse rises as in a pleth.
        var sign = _wave.Light == LightColour.None ? 1 : -1;
        for (var i = 0; i < counts.Length; i++) _values[i] = (float)(sign * _wave.ValueOf(counts[i]));
        _light?.Process(block);
        _detector.Process(_values.AsSpan(0, counts.Length));
        _pressure?.Add(_values.AsSpan(0, counts.Length));
        _watch.Index.Process(_values.AsSpan(0, counts.Length), _good.Any ? 1 : 0, _good.BadPart);
        var late = now - block.End > MostLateness;
        while (_detector.TryTakePulse(out var pulse))
        {
            var at = block.At + TimeSpan.FromSeconds((pulse.Index - block.FirstIndex) / _wave.SampleRate);
            _ring.Add(at, pulse.IsGood && !late);
            _rate.Add(at, pulse.IsGood);
            respiration.Add(_wave.Sensor, IsPressure, at, pulse);
            _good.Add(pulse.IsGood);
            if (!pulse.IsGood) continue;
            LastGood = at;
            _pressure?.Add(pulse);
            _light?.Add(pulse);
            _arrival.AddPulse(at);
        }
    }

    /// <summary>Takes a beat of the same device's ECG: only of one device the times can be compared.</summary>
    public void Add(in HeartBeat beat)
    {
        if (beat.Sensor == _wave.Sensor) _arrival.AddBeat(beat.At, beat.Kind != BeatClass.Ventricular);
    }

    /// <summary>The evidence of the pulses after a moment; false where there is none.</summary>
    public bool TryFindSign(TimeSpan after, TimeSpan now, out PulseSign sign)
    {
        sign = default;
        if (!IsAlive(now) || IsDoubted || !_ring.TryRead(after, now, out var beats, out var rate, out var newest)) return false;
        sign = new PulseSign(IsPressure ? "arterial pressure" : "pleth", _wave.Sensor, beats, rate, newest);
        return true;
    }

    /// <summary>Once a second: what the wave tells beside the pulses themselves.</summary>
    /// <param name="now">The monitor's time.</param>
    /// <param name="readings">Takes the numbers.</param>
    /// <param name="events">Takes the judgement of the wave.</param>
    public void SaySecond(TimeSpan now, ICollection<Reading> readings, ICollection<MonitorEvent> events)
    {
        _good.EndSecond();
        _watch.SaySecond(!IsAlive(now), now, events);
        // A pulse that was good lately makes the numbers good; without one the mean may still be true and must be able to raise an alarm.
        var quality = now - LastGood <= Recent && !IsDoubted ? SignalQuality.Good : SignalQuality.Poor;
        var rate = IsAlive(now) ? _rate.At(_end) : VitalValue.Missing(_isOff ? NoData.SensorOff : NoData.Stale);
        Say(IsPressure ? Mdc.PulsRate : Mdc.PlethPulsRate, MdcUnit.BeatPerMinute, rate.Value, rate.Reason, rate.Quality < quality ? rate.Quality : quality);
        SayArrival(now, readings);
        _light?.SaySecond(_isOff ? NoData.SensorOff : !IsAlive(now) ? NoData.Stale : now - LastGood <= Recent ? NoData.None : NoData.PoorSignal, _end, readings);
        if (_pressure is null || IsMeasuredByDevice) return;
        if (_pressure.IsNotOfPatient && IsAlive(now))
        {
            foreach (var mdc in ArterialNumbers) Say(mdc, MdcUnit.MillimetreOfMercury, null, NoData.SensorOff, quality);
            return;
        }

        var hasPulse = quality == SignalQuality.Good;
        var ofPulse = _pressure.IsDamped && quality == SignalQuality.Good ? SignalQuality.Marginal : quality;
        var reason = IsAlive(now) ? NoData.Searching : NoData.Stale;
        Say(Mdc.PressBldArtSys, MdcUnit.MillimetreOfMercury, hasPulse ? _pressure.Systolic : null, reason, ofPulse);
        Say(Mdc.PressBldArtDia, MdcUnit.MillimetreOfMercury, hasPulse ? _pressure.Diastolic : null, reason, ofPulse);
        Say(Mdc.PressBldArtMean, MdcUnit.MillimetreOfMercury, IsAlive(now) ? _pressure.Mean : null, IsAlive(now) ? NoData.Starting : NoData.Stale, quality);

        void Say(uint mdc, uint unit, double? value, NoData missing, SignalQuality trust)
            => readings.Add(Reading.Computed(_wave.Sensor, mdc, unit, value, missing, _end, trust));
    }

    /// <summary>Said once the device's ECG has shown that it has a time.</summary>
    private void SayArrival(TimeSpan now, ICollection<Reading> readings)
    {
        var arrival = _arrival.At(_end);
        if (!_saysArrival && arrival.Value is null) return;
        _saysArrival = true;
        var isOfNow = IsAlive(now) && !IsDoubted && now - LastGood <= Recent;
        readings.Add(Reading.Computed(
            _wave.Sensor, IsPressure ? Mdc.ArterialArrivalTime : Mdc.PlethArrivalTime, MdcUnit.Millisecond, isOfNow ? 1000 * arrival.Value : null,
            arrival.Value is null ? arrival.Reason : NoData.PoorSignal, _end, arrival.Quality));
    }

    private void Restart(long nextIndex)
    {
        _arrival.Reset();
        _light?.Reset();
        _detector.Reset(nextIndex);
        _ring.Clear();
        _rate.Reset();
        _pressure?.Reset();
        LastGood = null;
    }
}
