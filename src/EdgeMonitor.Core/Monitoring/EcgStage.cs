using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The ECG of one sensor's session: beats, heart rate with its limits, asystole, and the rhythm (<see cref="RhythmStage"/>). The silence of the heart is measured on the signal's own
/// time: a late block is no asystole, and an early one hides none.
/// </summary>
internal sealed class EcgStage
{
    /// <summary>Chosen: a hole longer than this could hide beats; the time without a beat then starts anew after it.</summary>
    public static readonly TimeSpan LongestHole = TimeSpan.FromSeconds(2);

    /// <summary>How long after its QRS complex a beat is reported at the latest (<see cref="QrsDetector"/>).</summary>
    private static readonly TimeSpan DetectorLatency = TimeSpan.FromSeconds(0.5);

    /// <summary>How long the detector says nothing after it was started anew (<see cref="QrsDetector"/>).</summary>
    private static readonly TimeSpan DetectorLearning = TimeSpan.FromSeconds(2);

    /// <summary>The asystole time and this after a contact or a link is back, asystole has been signalled if there is one.</summary>
    public static readonly TimeSpan SurelyHeard = DetectorLatency + TimeSpan.FromSeconds(0.5);

    private readonly double _sampleRate;
    private readonly BeatFinder _finder;
    private SampleBlock? _last;
    private readonly LeadQualities _quality;
    private readonly HeartRate _heartRate = new();
    private readonly HeartConditions _heart;
    private readonly SecondLead? _second;
    private readonly EcgQualityWatch _qualityWatch;
    private readonly RhythmStage _rhythm;
    private readonly AlarmSettings _alarms;
    private readonly PulseStage _pulses;
    private readonly HeartBeats _beats;
    private TimeSpan _end;
    private TimeSpan _quietSince;
    private bool _beatBeganQuiet;
    private bool _leadOff;

    private EcgStage(SignalList list, SignalDescriptor[] leads, SignalDescriptor? second, SuppressionPolicy policy, AlarmSettings alarms, PulseStage pulses, HeartBeats beats, EcgStage? before)
    {
        _beats = beats;
        Sensor = list.Sensor;
        _second = second is null ? null : new SecondLead(second);
        _heart = new HeartConditions(list.Sensor, alarms, pulses, _second, policy);
        _qualityWatch = new EcgQualityWatch(list.Sensor, alarms);
        _quietSince = before?._quietSince ?? list.At;
        _beatBeganQuiet = before?._beatBeganQuiet ?? false;
        _end = before?._end ?? list.At;
        LookedAtUntil = list.At;
        _sampleRate = leads[0].SampleRate;
        _finder = new BeatFinder(leads);
        _quality = new LeadQualities(leads, _finder);
        _rhythm = new RhythmStage(list.Sensor, _sampleRate, Array.ConvertAll<SignalDescriptor, IRhythmAnalysis>(leads, lead => new RhythmAnalysis(lead.SampleRate)), alarms, _heart);
        (_alarms, _pulses) = (alarms, pulses);
    }

    public string Sensor { get; }

    /// <summary>Up to when the lead has been looked at; the session's start while it has brought nothing.</summary>
    public TimeSpan LookedAtUntil { get; private set; }

    /// <summary>True where the block last taken came after a hole so long that the time without a beat began anew.</summary>
    public bool CameAfterHole { get; private set; }

    /// <summary>The stage of a session that brings an ECG lead the detector can read, else null.</summary>
    /// <param name="list">The session's signals.</param>
    /// <param name="settings">Which leads, and how bold to be.</param>
    /// <param name="alarms">Limits and rules in force.</param>
    /// <param name="pulses">The pulses that stand against an alarm.</param>
    /// <param name="beats">Takes the beats.</param>
    /// <param name="before">The stage of the sensor's session before, whose silence goes on; null where there was none.</param>
    public static EcgStage? Create(SignalList list, MonitorSettings settings, AlarmSettings alarms, PulseStage pulses, HeartBeats beats, EcgStage? before)
    {
        var readable = list.Signals.Where(signal => Mdc.IsEcgLead(signal.Mdc) && signal.Unit == MdcUnit.Millivolt
            && signal.SampleRate is >= QrsDetector.LowestRate and <= QrsDetector.HighestRate);
        var second = readable.Skip(1).FirstOrDefault();
        var leads = readable.Take(settings.Leads == EcgLeads.All ? MultiLeadQrsDetector.MostLeads : 1).ToArray();
        if (leads.Length == 0) return null;
        // Leads of another rate than the first cannot be looked at together with it.
        return new EcgStage(list, [.. leads.Where(lead => lead.SampleRate == leads[0].SampleRate)], second, settings.Policy, alarms, pulses, beats, before);
    }

    public void Process(SampleBlock block, bool leadOff, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        CameAfterHole = false;
        if (leadOff != _leadOff) ChangeContact(leadOff);
        if (!leadOff && _pulses.HasWaves) _second?.Process(block);
        if (!_finder.Take(block)) return;
        _last = block;
        var jump = block.At - _end;
        CameAfterHole = jump > LongestHole;
        if (CameAfterHole) ForgetRhythm(block.At);
        else if (jump < -LongestHole) MoveBack(jump);
        LookedAtUntil = _end = block.End;
        if (leadOff)
        {
            // What the amplifier brings now is not the patient, and what looks like a beat is none; the device's own alarm stands for it.
            while (_finder.TryTakeBeat(out _)) { }
            BeginQuiet(block.End);
            _heart.Judge(_alarms.Rules.Asystole, new(Presence.Unknown, "An electrode is off."), board, now, events);
            _rhythm.SayUnknown("An electrode is off.", board, now, events);
            return;
        }

        _rhythm.Process(_finder, block.At);
        _quality.Process(_finder);
        TakeBeats(block, events);
        JudgeAsystole(board, now, events);
        _rhythm.Judge(HeardUntil(), _quality.Best, board, now, events);
    }

    /// <summary>The recording has ended: the beats on which the detector would have decided with the samples to come. Alarms are not judged by them.</summary>
    public void Finish(ICollection<MonitorEvent> events)
    {
        if (_last is null || _leadOff || _finder.AfterHole) return;
        _finder.Finish();
        TakeBeats(_last, events);
        _last = null;
    }

    /// <summary>Once a second: the heart rate, and its limits.</summary>
    public void SaySecond(VitalSigns vitals, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        // The beats say nothing of now where the lead has stopped.
        NoData? missing = _leadOff ? NoData.LeadOff : now - _end > VitalSigns.MaxAge ? NoData.Stale : null;
        var average = missing is { } why ? VitalValue.Missing(why) : _heartRate.AverageAt(_end);
        var median = missing is null ? _heartRate.MedianAt(_end) : average;
        vitals.Update(ReadingOf(average, Mdc.EcgHeartRate));
        vitals.Update(ReadingOf(_rhythm.Describe(_end, missing, now, events), Mdc.EcgVpcCount));
        // The median is not moved by single ectopic beats; the average of a slow heart is quicker to show bradycardia.
        var (rules, limits) = (_alarms.Rules, _alarms.Limits);
        Judge(new(rules.HrHigh, limits.HrHigh, limits.HrHysteresis, IsUpper: true), median, board, now, events);
        Judge(new(rules.HrLow, limits.HrLow, limits.HrHysteresis, IsUpper: false), average.Value < median.Value ? average : median, board, now, events);
        _heart.Faults = _quality.FaultsOfBest;
        _quality.SaySecond(missing is not null, now, events);
        _qualityWatch.SaySecond(_quality.First, _heart.HeldUntil, average.Quality == SignalQuality.Good, missing is not null, board, now, events);
        if (missing is null) _rhythm.JudgeEctopy(_end, _quality.Best, board, now, events);
    }

    private void ChangeContact(bool leadOff)
    {
        _leadOff = leadOff;
        _finder.Restart();
        ForgetBeats();
    }

    private void ForgetRhythm(TimeSpan from)
    {
        BeginQuiet(from);
        ForgetBeats();
    }

    /// <summary>The sensor's clock was set back: the silence so far counts on, on the new line; times of beats cannot be compared.</summary>
    private void MoveBack(TimeSpan jump)
    {
        _quietSince += jump;
        ForgetBeats();
    }

    /// <summary>The next beat tells no interval.</summary>
    private void ForgetBeats()
    {
        _heartRate.Reset();
        _rhythm.Forget();
    }

    /// <summary>What went before says nothing any more: neither that the heart beats nor that it stands still.</summary>
    private void BeginQuiet(TimeSpan from) => (_quietSince, _beatBeganQuiet) = (from, false);

    private void TakeBeats(SampleBlock block, ICollection<MonitorEvent> events)
    {
        while (_finder.TryTakeBeat(out var beat))
        {
            var at = block.At + TimeSpan.FromSeconds((beat.Index - block.FirstIndex) / _sampleRate);
            // A clock that was set right between two blocks may put two beats at one time; the second one then tells no interval.
            var tellsInterval = _heartRate.LastBeat is not { } last || at > last;
            if (tellsInterval) _heartRate.Add(at);
            var kind = _rhythm.Add(beat, at, tellsInterval);
            if (tellsInterval) _beats.Add(Sensor, at, beat, kind);
            if (at > _quietSince && _rhythm.IsOfHeart(at)) (_quietSince, _beatBeganQuiet) = (at, true);
            events.Add(new BeatDetected(at, Sensor, beat.Index, (char)kind));
        }
    }

    /// <summary>
    /// Only a beat is evidence against asystole. After a hole nobody knows until a beat comes or the asystole time is over; while the detector
    /// learns, the alarm waits for it, but only once in one silence, so that hole after hole cannot hold it back.
    /// </summary>
    private void JudgeAsystole(AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var quiet = _end - _quietSince;
        var asystole = TimeSpan.FromSeconds(_alarms.Limits.AsystoleSeconds);
        var limit = asystole + DetectorLatency;
        var deaf = DetectorLearning + DetectorLatency;
        var learns = TimeSpan.FromSeconds(_finder.SamplesSinceStart / _sampleRate) < deaf && quiet < limit + deaf;
        var (presence, reason) = quiet >= limit && !learns ? (Presence.Present, "No QRS complex is seen.")
            : quiet < limit && _beatBeganQuiet ? (Presence.Absent, "QRS complexes are seen.")
            : (Presence.Unknown, "The ECG is back; no QRS complex has been seen yet.");
        _heart.Judge(
            _alarms.Rules.Asystole, new(presence, reason, quiet.TotalSeconds, asystole.TotalSeconds, MdcUnit.Second, _quality.Best), board, now, events);
    }

    /// <summary>All beats before this have been given: while the detector learns, none since its start.</summary>
    private TimeSpan HeardUntil()
    {
        var listened = TimeSpan.FromSeconds(_finder.SamplesSinceStart / _sampleRate);
        return _end - (listened < DetectorLearning + DetectorLatency ? listened : DetectorLatency);
    }

    private void Judge(LimitWatch watch, VitalValue rate, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var evidence = watch.Judge(ReadingOf(rate, Mdc.EcgHeartRate), _alarms.NeedsHysteresis(board.StateOf(watch.Rule, Sensor)));
        board.Judge(watch.Rule, Sensor, evidence with { Faults = _quality.FaultsOfBest }, now, events);
    }

    private Reading ReadingOf(VitalValue rate, uint mdc)
    {
        // The weaker of two judgements counts: an even rhythm in noise may be noise.
        var quality = _quality.Best is SignalQuality.Unknown || rate.Quality < _quality.Best ? rate.Quality : _quality.Best;
        return Reading.Computed(Sensor, mdc, MdcUnit.BeatPerMinute, rate.Value, rate.Reason, _end, quality);
    }
}
