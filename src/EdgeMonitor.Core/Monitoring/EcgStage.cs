using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The ECG of one sensor's session: beats, heart rate with its limits, asystole. The silence of the heart is measured on the signal's own
/// time: a late block is no asystole, and an early one hides none.
/// </summary>
internal sealed class EcgStage
{
    /// <summary>Chosen: a hole longer than this could hide beats; the time without a beat then starts anew after it.</summary>
    private static readonly TimeSpan LongestHole = TimeSpan.FromSeconds(2);

    /// <summary>How long after its QRS complex a beat is reported at the latest (<see cref="QrsDetector"/>).</summary>
    private static readonly TimeSpan DetectorLatency = TimeSpan.FromSeconds(0.4);

    private readonly SignalDescriptor _lead;
    private readonly QrsDetector _detector;
    private readonly SignalQualityIndex _quality;
    private readonly HeartRate _heartRate = new();
    private readonly AlarmRules _rules;
    private readonly LimitWatch _low;
    private readonly LimitWatch _high;
    private readonly TimeSpan _asystole;
    private float[] _millivolts = [];
    private long _nextIndex;
    private TimeSpan _end;
    private bool _leadOff;

    private EcgStage(SignalList list, SignalDescriptor lead, AlarmLimits limits, AlarmRules rules, TimeSpan quietSince)
    {
        Sensor = list.Sensor;
        QuietSince = quietSince;
        _end = list.At;
        _lead = lead;
        _detector = new QrsDetector(lead.SampleRate);
        _quality = new SignalQualityIndex(lead.SampleRate);
        _rules = rules;
        _low = new LimitWatch(rules.HrLow, limits.HrLow, limits.HrHysteresis, IsUpper: false);
        _high = new LimitWatch(rules.HrHigh, limits.HrHigh, limits.HrHysteresis, IsUpper: true);
        _asystole = TimeSpan.FromSeconds(limits.AsystoleSeconds);
    }

    public string Sensor { get; }

    /// <summary>Time of the last beat, or from when on none has been seen.</summary>
    public TimeSpan QuietSince { get; private set; }

    /// <summary>The stage of a session that brings an ECG lead the detector can read, else null.</summary>
    public static EcgStage? Create(SignalList list, AlarmLimits limits, AlarmRules rules, TimeSpan quietSince)
    {
        var lead = list.Signals.FirstOrDefault(signal => Mdc.IsEcgLead(signal.Mdc) && signal.Unit == MdcUnit.Millivolt
            && signal.SampleRate is >= QrsDetector.LowestRate and <= QrsDetector.HighestRate);
        return lead is null ? null : new EcgStage(list, lead, limits, rules, quietSince);
    }

    public void Process(SampleBlock block, bool leadOff, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (!ReferenceEquals(block.Signal, _lead)) return;
        if (block.FirstIndex != _nextIndex || leadOff != _leadOff) Restart(block, leadOff);
        _nextIndex = block.EndIndex;
        _end = block.End;
        if (leadOff)
        {
            // What the amplifier brings now is not the patient; the device's own alarm stands for it.
            QuietSince = block.End;
            board.Judge(_rules.Asystole, Sensor, new(Presence.Unknown, "An electrode is off."), now, events);
            return;
        }

        Detect(block, events);
        JudgeAsystole(board, now, events);
    }

    /// <summary>Once a second: the heart rate, and its limits.</summary>
    public void SaySecond(VitalSigns vitals, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var average = _leadOff ? VitalValue.Missing(NoData.LeadOff) : _heartRate.AverageAt(_end);
        var median = _leadOff ? average : _heartRate.MedianAt(_end);
        vitals.Update(ReadingOf(average));
        // The median is not moved by single ectopic beats; the average of a slow heart is quicker to show bradycardia.
        Judge(_high, median, board, now, events);
        Judge(_low, average.Value < median.Value ? average : median, board, now, events);
    }

    private void Restart(SampleBlock block, bool leadOff)
    {
        _detector.Reset(block.FirstIndex);
        _quality.Reset();
        if (block.At - _end > LongestHole) QuietSince = block.At;
        if (leadOff || block.At - _end > LongestHole) _heartRate.Reset();
        _leadOff = leadOff;
    }

    private void Detect(SampleBlock block, ICollection<MonitorEvent> events)
    {
        if (_millivolts.Length < block.Samples.Length) _millivolts = new float[block.Samples.Length];
        var millivolts = _millivolts.AsSpan(0, block.Samples.Length);
        var counts = block.Samples.Span;
        for (var i = 0; i < counts.Length; i++) millivolts[i] = (float)_lead.ValueOf(counts[i]);
        _detector.Process(millivolts);
        _quality.Process(millivolts, _detector.BeatLevel, _detector.NoiseLevel);
        while (_detector.TryTakeBeat(out var beat))
        {
            var at = block.At + TimeSpan.FromSeconds((beat.Index - block.FirstIndex) / _lead.SampleRate);
            // A clock that was set right between two blocks may put two beats at one time; the second one then tells no interval.
            if (_heartRate.LastBeat is not { } last || at > last) _heartRate.Add(at);
            if (at > QuietSince) QuietSince = at;
            events.Add(new BeatDetected(at, Sensor, beat.Index, 'Q'));
        }
    }

    private void JudgeAsystole(AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var quiet = _end - QuietSince;
        var present = quiet >= _asystole + DetectorLatency;
        board.Judge(
            _rules.Asystole, Sensor,
            new(present ? Presence.Present : Presence.Absent, present ? "No QRS complex is seen." : "QRS complexes are seen.", quiet.TotalSeconds, _asystole.TotalSeconds, MdcUnit.Second, _quality.Quality),
            now, events);
    }

    private void Judge(LimitWatch watch, VitalValue rate, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
        => board.Judge(watch.Rule, Sensor, watch.Judge(ReadingOf(rate), board.IsSignalled(watch.Rule, Sensor)), now, events);

    private Reading ReadingOf(VitalValue rate)
    {
        if (rate.Value is not { } value) return Reading.Missing(Sensor, Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, rate.Reason, _end);
        // The weaker of two judgements counts: an even rhythm in noise may be noise.
        var quality = _quality.Quality is SignalQuality.Unknown || rate.Quality < _quality.Quality ? rate.Quality : _quality.Quality;
        return Reading.Valid(Sensor, Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, value, _end, quality);
    }
}
