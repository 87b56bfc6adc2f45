using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The ECG of one sensor's session: beats, heart rate and asystole. Silence of the heart is measured on the signal's own time, so that a
/// late block is no asystole and an early one hides none.
/// </summary>
internal sealed class EcgStage
{
    /// <summary>Chosen: a hole longer than this could hide a beat from any judgement; the time without a beat starts anew after it.</summary>
    private static readonly TimeSpan LongestHole = TimeSpan.FromSeconds(2);

    /// <summary>How long after its QRS complex a beat is reported at the latest (<see cref="QrsDetector"/>).</summary>
    private static readonly TimeSpan DetectorLatency = TimeSpan.FromSeconds(0.4);

    private readonly SignalDescriptor _lead;
    private readonly QrsDetector _detector;
    private readonly AlarmRules _rules;
    private readonly TimeSpan _asystole;
    private float[] _millivolts = [];
    private long _nextIndex;
    private TimeSpan _end;
    private bool _wasOff;

    private EcgStage(SignalList list, SignalDescriptor lead, MonitorSettings settings, AlarmRules rules, TimeSpan quietSince)
    {
        Sensor = list.Sensor;
        QuietSince = quietSince;
        _end = list.At;
        _lead = lead;
        _detector = new QrsDetector(lead.SampleRate);
        _rules = rules;
        _asystole = TimeSpan.FromSeconds(settings.Limits.AsystoleSeconds);
    }

    public string Sensor { get; }

    /// <summary>Time of the last beat, or from when on none has been seen.</summary>
    public TimeSpan QuietSince { get; private set; }

    public static EcgStage? Create(SignalList list, MonitorSettings settings, AlarmRules rules, TimeSpan quietSince)
    {
        var lead = list.Signals.FirstOrDefault(signal => Mdc.IsEcgLead(signal.Mdc) && signal.Unit == MdcUnit.Millivolt
            && signal.SampleRate is >= QrsDetector.LowestRate and <= QrsDetector.HighestRate);
        return lead is null ? null : new EcgStage(list, lead, settings, rules, quietSince);
    }

    public void Process(SampleBlock block, bool leadOff, VitalSigns vitals, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (!ReferenceEquals(block.Signal, _lead)) return;
        if (block.FirstIndex != _nextIndex || leadOff != _wasOff) Restart(block, leadOff);
        _nextIndex = block.EndIndex;
        _end = block.End;
        if (leadOff)
        {
            QuietSince = block.End;
            board.Judge(_rules.Asystole, Sensor, new(Presence.Unknown, "An electrode is off."), now, events);
            return;
        }

        if (_millivolts.Length < block.Samples.Length) _millivolts = new float[block.Samples.Length];
        var samples = block.Samples.Span;
        for (var i = 0; i < samples.Length; i++) _millivolts[i] = (float)_lead.ValueOf(samples[i]);
        _detector.Process(_millivolts.AsSpan(0, samples.Length));
        while (_detector.TryTakeBeat(out var beat))
        {
            var at = block.At + TimeSpan.FromSeconds((beat.Index - block.FirstIndex) / _lead.SampleRate);
            if (at > QuietSince) QuietSince = at;
            events.Add(new BeatDetected(at, Sensor, beat.Index, 'Q'));
        }

        JudgeAsystole(board, now, events);
    }

    public void SaySecond(VitalSigns vitals, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        _ = _wasOff;
    }

    private void Restart(SampleBlock block, bool leadOff)
    {
        _detector.Reset(block.FirstIndex);
        if (block.At - _end > LongestHole) QuietSince = block.At;
        _wasOff = leadOff;
    }

    private void JudgeAsystole(AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var quiet = _end - QuietSince;
        var present = quiet >= _asystole + DetectorLatency;
        var seconds = Math.Round(quiet.TotalSeconds, 1);
        board.Judge(
            _rules.Asystole, Sensor,
            new(present ? Presence.Present : Presence.Absent, present ? "No QRS complex." : "QRS complexes are seen.", seconds, _asystole.TotalSeconds, MdcUnit.Second),
            now, events);
    }
}
