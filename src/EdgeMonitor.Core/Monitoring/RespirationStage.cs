using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The respiration rate from one sensor's impedance wave, and apnoea. The silence is measured on the signal's own time and goes on over short
/// holes and a new session; an electrode that is off, or a wave that does not come, is no apnoea and has an alarm of its own.
/// </summary>
internal sealed class RespirationStage
{
    /// <summary>Chosen: a hole longer than this could hide a breath; the time without one then starts anew after it.</summary>
    private static readonly TimeSpan LongestHole = TimeSpan.FromSeconds(2);

    /// <summary>A rate this near to the heart rate, part of it, is the heart's own. Chosen: twice what the detector takes for it (clinical reference §6).</summary>
    private const double HeartPart = 0.1;

    /// <summary>Breathing may stay unjudged for so long beyond the apnoea time. Chosen: longer than the first breaths, or a hole, leave it open.</summary>
    private static readonly TimeSpan LongestUnjudged = TimeSpan.FromSeconds(30);

    /// <summary>Without a breath for this long the patient may have stopped breathing. Chosen: below the shortest apnoea time.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly SignalDescriptor _wave;
    private readonly RespirationRate _rate;
    private readonly SignalWatch _watch;
    private double? _noise;
    private readonly AlarmSettings _alarms;
    private float[] _values = [];
    private long _nextIndex;
    private TimeSpan _end;
    private TimeSpan _quietSince;
    private bool _breathedBefore;
    private TimeSpan _judgedAt;
    private TimeSpan _sinceReset;
    private bool _knowsBreaths;
    private double? _heartRate;
    private int? _firstCount;
    private bool _moves;
    private bool _leadOff;

    private RespirationStage(SignalDescriptor wave, AlarmSettings alarms, TimeSpan at, RespirationStage? before)
    {
        (_wave, _watch) = (wave, new SignalWatch(wave, WaveKind.Breath));
        _alarms = alarms;
        // The same wave again, as after a loose plug: how high a breath is, is still known.
        var same = before is not null && before._wave == wave;
        _rate = same ? before!._rate : new RespirationRate(wave.SampleRate);
        _knowsBreaths = same && before!._knowsBreaths;
        _end = before?._end ?? at;
        _judgedAt = before?._judgedAt ?? at;
        _moves = before?._moves ?? false;
        (_quietSince, _breathedBefore) = before?.LastBreath() ?? (at, false);
        _heartRate = before?._heartRate;
        _rate.Restart();
    }

    public string Sensor => _wave.Sensor;

    /// <summary>True while the wave comes and has shown no breath for some time: no rate that is only inferred may then stand for one.</summary>
    public bool ShowsNoBreath { get; private set; }

    /// <summary>The stage of a session that brings an impedance wave, else null.</summary>
    public static RespirationStage? Create(SignalList list, AlarmSettings alarms, RespirationStage? before)
    {
        var wave = list.Signals.FirstOrDefault(signal => signal.Mdc == Mdc.ImpedTthor && signal.SampleRate is >= 10 and <= 1000);
        return wave is null ? null : new RespirationStage(wave, alarms, list.At, before);
    }

    public void Process(SampleBlock block, bool leadOff)
    {
        if (!ReferenceEquals(block.Signal, _wave)) return;
        _leadOff = leadOff;
        if (block.FirstIndex != _nextIndex || leadOff) Reset(leadOff);
        var jump = block.At - _end;
        if (jump > LongestHole) (_quietSince, _breathedBefore) = (block.At, false);
        else if (jump < -LongestHole) (_quietSince, _judgedAt) = (_quietSince + jump, _judgedAt + jump);
        _nextIndex = block.EndIndex;
        _end = block.End;
        // The impedance is measured through the ECG electrodes.
        if (leadOff)
        {
            (_quietSince, _breathedBefore) = (_end, false);
            return;
        }

        if (_values.Length < block.Samples.Length) _values = new float[block.Samples.Length];
        var counts = block.Samples.Span;
        for (var i = 0; i < counts.Length; i++)
        {
            _firstCount ??= counts[i];
            _moves |= counts[i] != _firstCount;
            _values[i] = (float)_wave.ValueOf(counts[i]);
        }

        _rate.Process(_values.AsSpan(0, counts.Length));
        _watch.Index.Process(_values.AsSpan(0, counts.Length), _noise is null ? 0 : 1, _noise ?? 0);
        _sinceReset += TimeSpan.FromSeconds(counts.Length / _wave.SampleRate);
    }

    /// <summary>Takes a beat of any sensor's ECG: the heart moves the wave.</summary>
    public void Add(in HeartBeat beat)
    {
        if ((_end - beat.At).Duration() < VitalSigns.MaxAge) _rate.AddBeat(_end - beat.At);
    }

    /// <summary>Once a second: the rate, and apnoea.</summary>
    /// <param name="sensorSpeaks">True while other data of the sensor arrive: else its silence has an alarm of its own.</param>
    /// <param name="vitals">Has the heart rate; takes the respiration rate.</param>
    /// <param name="board">Takes the evidence.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what follows.</param>
    public Reading SaySecond(bool sensorSpeaks, VitalSigns vitals, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        // The heart moves the wave too: the detector must know its rate to tell them apart.
        _heartRate = vitals.Newest(Mdc.EcgHeartRate);
        var state = _rate.StateWith(_heartRate);
        if (state.Rate.Value is not null && !IsOnlyHeart(state)) _knowsBreaths = true;
        JudgeApnoea(state.HasCardiacArtefact, sensorSpeaks, board, now, events);
        var isOnlyHeart = IsOnlyHeart(state);
        // Very uneven breaths are a doubt, not more: a patient may breathe so.
        _noise = state.Rate.Value is null ? null : state.Rate.Quality == SignalQuality.Poor ? 0.5 : 0;
        _watch.SaySecond(_leadOff || now - _end > VitalSigns.MaxAge, now, events, isOnlyHeart ? QualityFaults.Disagreement : QualityFaults.None);
        // A rate of breaths before the silence does not stand beside an apnoea.
        var quiet = _end - LastBreath().At;
        var missing = isOnlyHeart ? NoData.PoorSignal : state.Rate.Value is null ? state.Rate.Reason : quiet.TotalSeconds >= _alarms.Limits.ApnoeaSeconds ? NoData.Stale : NoData.None;
        var reading = Reading.Computed(
            Sensor, Mdc.TthorRespRate, MdcUnit.BreathPerMinute, missing == NoData.None ? state.Rate.Value : null, missing, _end, state.Rate.Quality);
        vitals.Update(reading);
        var comes = !_leadOff && now - _end <= VitalSigns.MaxAge;
        ShowsNoBreath = comes && _moves && (isOnlyHeart || quiet > LongestPause);
        return reading;
    }

    /// <summary>
    /// Only a breath is evidence against apnoea. A wave that only the heart moves, and one that never moved at all or has hole after hole, are technical conditions: in
    /// all nobody knows whether the patient breathes, so an apnoea that is signalled goes on.
    /// </summary>
    private void JudgeApnoea(bool artefact, bool sensorSpeaks, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var rules = _alarms.Rules;
        var limit = TimeSpan.FromSeconds(_alarms.Limits.ApnoeaSeconds);
        var (since, breathed) = LastBreath();
        var quiet = _end - since;
        if (_leadOff || now - _end > VitalSigns.MaxAge)
        {
            if (_leadOff) _judgedAt = _end;
            var why = _leadOff ? "An electrode is off." : "The respiration wave does not come.";
            board.Judge(rules.Apnoea, Sensor, new(Presence.Unknown, why), now, events);
            board.Judge(rules.RespArtefact, Sensor, new(_leadOff ? Presence.Absent : Presence.Unknown, why), now, events);
            board.Judge(rules.RespMissing, Sensor, new(_leadOff ? Presence.Absent : sensorSpeaks ? Presence.Present : Presence.Unknown, why), now, events);
            return;
        }

        var (apnoea, only, still) = (Presence.Unknown, Presence.Unknown, _moves ? Presence.Absent : Presence.Unknown);
        if (quiet < limit) (apnoea, only) = breathed && _knowsBreaths ? (Presence.Absent, Presence.Absent) : (Presence.Unknown, Presence.Unknown);
        else if (!_moves) still = Presence.Present;
        else if (artefact) only = Presence.Present;
        else apnoea = Presence.Present;
        if (apnoea != Presence.Unknown || only == Presence.Present || still == Presence.Present) _judgedAt = _end;
        // Only holes leave it open for longer than the apnoea time: one after the other must not hide an apnoea unsaid.
        var hasHoles = _end - _judgedAt >= limit + LongestUnjudged;
        if (hasHoles) still = Presence.Present;
        Say(rules.Apnoea, apnoea, "No breath is seen.", "Breaths are seen.");
        Say(rules.RespArtefact, only, "Only the heart moves the respiration wave: look whether the patient breathes.", "Breaths are seen.");
        Say(rules.RespMissing, still, hasHoles ? "The respiration wave has holes that can hide breaths." : "The respiration wave has never moved: it brings no signal.", "The respiration wave moves.");

        void Say(AlarmRule rule, Presence presence, string present, string absent)
        {
            var reason = presence == Presence.Present ? present : presence == Presence.Absent ? absent : "Breathing cannot be judged now.";
            board.Judge(rule, Sensor, new(presence, reason, quiet.TotalSeconds, limit.TotalSeconds, MdcUnit.Second), now, events);
        }
    }

    /// <summary>
    /// When the last breath was, or since when one is waited for, and which of both it is. Before the first breaths nothing tells them from small
    /// noise: what then comes as evenly as the heart is the heart, in the slow band too.
    /// </summary>
    private (TimeSpan At, bool Breathed) LastBreath()
    {
        var state = _rate.StateWith(_heartRate);
        var since = state.SinceLastBreath;
        if (IsOnlyHeart(state)) return (_quietSince, _breathedBefore);
        // Half a sample: the detector counts whole ones, so that only rounding lies between the two.
        return since < _sinceReset - TimeSpan.FromSeconds(0.5 / _wave.SampleRate) ? (_end - since, true) : (_quietSince, _breathedBefore);
    }

    /// <summary>The slow band, which is used where the wave follows the heart, follows it too.</summary>
    private bool IsOnlyHeart(RespirationState state)
        => state.HasCardiacArtefact && state.Counted is { } rate && _heartRate is { } heart && Math.Abs(rate - heart) <= HeartPart * heart;

    private void Reset(bool leadOff)
    {
        (_quietSince, _breathedBefore) = LastBreath();
        _sinceReset = TimeSpan.Zero;
        if (leadOff)
        {
            _knowsBreaths = false;
            _rate.Reset();
        }
        else
        {
            _rate.Restart();
        }
    }
}
