using System.Diagnostics.CodeAnalysis;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The rhythm conditions of one ECG sensor's session, from the class of each beat and from the waveform: extreme bradycardia and tachycardia,
/// ventricular tachycardia and fibrillation (over all leads: <see cref="LeadRhythms"/>), ventricular beats per minute. Definitions: CinC 2015 (clinical reference §5).
/// </summary>
internal sealed class RhythmStage
{
    /// <summary>Beats per minute by which the ventricular beats must fall below the limit to end their alarm. Chosen.</summary>
    private const double PvcHysteresis = 2;

    /// <summary>A beat this soon after another is the same one seen twice (the refractory time of Pan and Tompkins, 1985; 300 a minute).</summary>
    private static readonly TimeSpan SameBeat = TimeSpan.FromSeconds(0.2);

    private readonly string _sensor;
    private readonly AlarmSettings _alarms;
    private readonly HeartConditions _heart;
    private readonly LeadRhythms _leads;
    private SlowRun _slow;
    private FastRun _fast;
    private AlarmLimits _limits;
    private readonly EctopyCount _ectopy = new();
    private readonly PrematureBeats _premature = new();
    private readonly RhythmWatch _watch = new();
    private RhythmFindings? _said;
    private TimeSpan? _lastBeat;

    /// <param name="sensor">The ECG sensor.</param>
    /// <param name="sampleRateHz">Samples per second of all leads.</param>
    /// <param name="leads">One analysis a lead.</param>
    /// <param name="alarms">Limits and rules in force.</param>
    /// <param name="heart">Takes the evidence.</param>
    public RhythmStage(string sensor, double sampleRateHz, IRhythmAnalysis[] leads, AlarmSettings alarms, HeartConditions heart)
    {
        (_sensor, _alarms, _heart) = (sensor, alarms, heart);
        _leads = new LeadRhythms(sampleRateHz, leads, (int)alarms.Limits.VentricularTachycardiaBeats, alarms.Limits.VentricularTachycardiaRate);
        ReadLimits();
    }

    /// <summary>Takes what the finder has just looked at.</summary>
    /// <param name="finder">Has the leads' samples.</param>
    /// <param name="firstAt">Time of the first of them.</param>
    public void Process(BeatFinder finder, TimeSpan firstAt)
    {
        if (!ReferenceEquals(_limits, _alarms.Limits)) ReadLimits();
        if (finder.IsFirstSpan) _leads.Reset(finder.FirstIndex);
        for (var lead = 0; lead < finder.Leads; lead++) _leads.Process(lead, finder.Lead(lead));
        _leads.TakeBeats(finder.FirstIndex, firstAt);
    }

    /// <summary>Takes the next beat and says its class.</summary>
    /// <param name="beat">The beat.</param>
    /// <param name="at">Its time on the monitor's line.</param>
    /// <param name="tellsInterval">False where the clock was set and the time since the beat before tells nothing.</param>
    public BeatClass Add(in Beat beat, TimeSpan at, bool tellsInterval)
    {
        var kind = _leads.ClassOf(beat, at);
        if (!tellsInterval || at - _lastBeat < SameBeat) return kind;
        _watch.Add(at, kind);
        _lastBeat = at;
        // What is only the noise of one lead must not make a slow heart look faster.
        if (_leads.IsOfHeart(at)) _slow.Add(at);
        _fast.Add(at);
        var isEarly = _premature.Add(at);
        if (kind == BeatClass.Ventricular) _ectopy.Add(at);
        return kind == BeatClass.Normal && isEarly ? BeatClass.Supraventricular : kind;
    }

    /// <summary>False where a beat that was just added is the noise of one lead (<see cref="LeadRhythms.IsOfHeart"/>): it is no evidence against asystole or a slow heart.</summary>
    public bool IsOfHeart(TimeSpan at) => _leads.IsOfHeart(at);

    /// <summary>What went before says nothing any more.</summary>
    public void Forget()
    {
        _slow.Reset();
        _fast.Reset();
        _leads.Forget();
        _ectopy.Reset();
        _premature.Reset();
        _watch.Reset();
        _lastBeat = null;
    }

    /// <summary>After each span of the lead.</summary>
    /// <param name="heardUntil">All beats before this have been given.</param>
    /// <param name="quality">The lead's quality.</param>
    /// <param name="board">The alarm conditions.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes the transitions.</param>
    public void Judge(TimeSpan heardUntil, SignalQuality quality, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        _fast.EndAt(heardUntil);
        _leads.EndAt(heardUntil);
        var slow = PresenceOf(_slow.IsPresentAt(heardUntil), _slow.Known);
        _heart.Judge(_alarms.Rules.ExtremeBradycardia, Rate(slow, "The heart is extremely slow.", _slow.Rate, _limits.ExtremeHrLow, quality), board, now, events);
        var fast = PresenceOf(_fast.IsPresent, _fast.Known);
        _heart.Judge(_alarms.Rules.ExtremeTachycardia, Rate(fast, "The heart is extremely fast.", _fast.Rate, _limits.ExtremeHrHigh, quality), board, now, events);
        var run = PresenceOf(_leads.HasRun, _leads.KnowsRun);
        var runEvidence = Rate(run, "A run of fast ventricular beats is seen.", _leads.RunRate, _limits.VentricularTachycardiaRate, quality);
        _heart.Judge(_alarms.Rules.VentricularTachycardia, runEvidence, board, now, events);
        _heart.Judge(_alarms.Rules.VentricularFibrillation, Fibrillation(_leads.Fibrillates(heardUntil), quality), board, now, events);
    }

    /// <summary>Once a second: what is found in the rhythm, where that has changed, and how many ventricular beats there were within the last minute.</summary>
    /// <param name="heardUntil">All beats before this have been given.</param>
    /// <param name="missing">Why nobody can say now; null where the lead shows the patient.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what is found.</param>
    public VitalValue Describe(TimeSpan heardUntil, NoData? missing, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var found = missing is null ? _watch.At(heardUntil) : null;
        if (found != _said) events.Add(new RhythmDescribed(now, _sensor, _said = found));
        return found is null ? VitalValue.Missing(missing ?? NoData.Starting) : VitalValue.Valid(_ectopy.At(heardUntil), SignalQuality.Good);
    }

    /// <summary>Once a second: the ventricular beats of the last minute.</summary>
    public void JudgeEctopy(TimeSpan heardUntil, SignalQuality quality, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var count = _ectopy.At(heardUntil);
        var beyond = count > _limits.PvcPerMinute - (board.IsSignalled(_alarms.Rules.PvcRate, _sensor) ? PvcHysteresis : 0);
        var reason = beyond ? "Many ventricular beats are seen." : "Few ventricular beats are seen.";
        var presence = beyond ? Presence.Present : Presence.Absent;
        board.Judge(_alarms.Rules.PvcRate, _sensor, new(presence, reason, count, _limits.PvcPerMinute, MdcUnit.BeatPerMinute, quality), now, events);
    }

    /// <summary>The lead shows nothing of the patient: neither for nor against.</summary>
    public void SayUnknown(string reason, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        Forget();
        var unknown = new AlarmEvidence(Presence.Unknown, reason);
        _heart.Judge(_alarms.Rules.ExtremeBradycardia, unknown, board, now, events);
        _heart.Judge(_alarms.Rules.ExtremeTachycardia, unknown, board, now, events);
        _heart.Judge(_alarms.Rules.VentricularTachycardia, unknown, board, now, events);
        _heart.Judge(_alarms.Rules.VentricularFibrillation, unknown, board, now, events);
        board.Judge(_alarms.Rules.PvcRate, _sensor, unknown, now, events);
    }

    /// <summary>A run is counted anew under another limit of its own, and goes on under any other change.</summary>
    [MemberNotNull(nameof(_limits), nameof(_slow), nameof(_fast))]
    private void ReadLimits()
    {
        var before = _limits;
        _limits = _alarms.Limits;
        if (_slow is null || before?.ExtremeHrLow != _limits.ExtremeHrLow) _slow = new SlowRun(_limits.ExtremeHrLow);
        if (_fast is null || before?.ExtremeHrHigh != _limits.ExtremeHrHigh) _fast = new FastRun(_limits.ExtremeHrHigh);
        var (beats, rate) = (_limits.VentricularTachycardiaBeats, _limits.VentricularTachycardiaRate);
        if (before is not null && (before.VentricularTachycardiaBeats != beats || before.VentricularTachycardiaRate != rate)) _leads.Limit((int)beats, rate);
    }

    private static Presence PresenceOf(bool present, bool known) => present ? Presence.Present : known ? Presence.Absent : Presence.Unknown;

    private static AlarmEvidence Rate(Presence presence, string present, double? rate, double limit, SignalQuality quality)
    {
        var reason = presence switch
        {
            Presence.Present => present,
            Presence.Absent => "The rhythm is another one.",
            _ => "Too few beats have been seen.",
        };
        return new(presence, reason, rate, limit, MdcUnit.BeatPerMinute, quality);
    }

    private static AlarmEvidence Fibrillation(bool? fibrillates, SignalQuality quality) => fibrillates switch
    {
        true => new(Presence.Present, "The waveform fibrillates.", Quality: quality),
        false => new(Presence.Absent, "The waveform does not fibrillate.", Quality: quality),
        null => new(Presence.Unknown, "The waveform has been seen for too short a time.", Quality: quality),
    };
}
