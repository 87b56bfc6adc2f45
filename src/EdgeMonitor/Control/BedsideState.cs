using System.Text.Json.Nodes;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Monitoring;

namespace EdgeMonitor.Control;

/// <summary>What people ask for: the alarms that are signalled, the limits in force, the early warning score, the rhythm, the quality of the signals and the sensors, as the monitor's feed has told them. Any thread may ask.</summary>
/// <param name="limits">The limits that the monitor begins with.</param>
internal sealed class BedsideState(AlarmLimits limits)
{
    private readonly Lock _gate = new();
    private readonly List<AlarmEvent> _alarms = [];
    private AlarmLimits _limits = limits;
    private readonly List<SignalJudged> _signals = [];
    private EarlyWarningScore? _score;
    private readonly OrderedDictionary<(string Sensor, uint Mdc), Reading> _vitals = [];
    private readonly SortedDictionary<string, RhythmDescribed> _rhythms = new(StringComparer.Ordinal);
    private readonly SensorStates _sensors = new();
    private TimeSpan _vitalsAt;

    /// <summary>The alarms that are signalled, the most urgent first, of equal ones the newest.</summary>
    public IReadOnlyList<AlarmEvent> Alarms
    {
        get { lock (_gate) return [.. _alarms.OrderByDescending(alarm => alarm.Priority).ThenByDescending(alarm => alarm.At)]; }
    }

    /// <summary>The limits in force.</summary>
    public AlarmLimits Limits
    {
        get { lock (_gate) return _limits; }
    }

    /// <summary>The newest early warning score; null where none was ever said.</summary>
    public EarlyWarningScore? Score
    {
        get { lock (_gate) return _score; }
    }

    /// <summary>The vital signs of the last second, in the order in which the monitor says them.</summary>
    public IReadOnlyList<Reading> Vitals
    {
        get { lock (_gate) return [.. _vitals.Values]; }
    }

    /// <summary>The newest judgement of each waveform.</summary>
    public IReadOnlyList<SignalJudged> Signals
    {
        get { lock (_gate) return [.. _signals]; }
    }

    /// <summary>What each sensor's ECG shows beside its rate, in the order of their names.</summary>
    public IReadOnlyList<RhythmDescribed> Rhythms
    {
        get { lock (_gate) return [.. _rhythms.Values]; }
    }

    /// <summary>What is known of each sensor, by name.</summary>
    public JsonArray Sensors(TimeSpan now)
    {
        lock (_gate) return _sensors.Report(now);
    }

    /// <summary>Follows the feed to its end.</summary>
    public async Task FollowAsync(FeedListener feed)
    {
        await foreach (var item in feed.Reader.ReadAllAsync()) Take(item);
    }

    /// <summary>Takes one thing that the monitor has said.</summary>
    public void Take(FeedItem item)
    {
        if (item.Input is { } input)
        {
            lock (_gate) _sensors.Take(input);
        }

        switch (item)
        {
            case { Input: RestoreMemory restored }: Take(restored.Memory); break;
            case { Event: MemoryChanged changed }: Take(changed.Memory); break;
            case { Event: OperatorActed acted }: Take(acted); break;
            case { Event: AlarmEvent alarm }: Take(alarm); break;
            case { Event: EarlyWarningScore score }: Take(score); break;
            case { Event: VitalSign vital }: Take(vital); break;
            case { Event: SignalJudged judged }: Take(judged); break;
            case { Input: SignalList session }: Begin(session); break;
            case { Event: RhythmDescribed rhythm }: Take(rhythm); break;
        }
    }

    /// <summary>Takes what became of an act: whoever has just changed the limits may ask for them before the feed has told.</summary>
    public void Take(OperatorActed acted)
    {
        if (!acted.Accepted) return;
        lock (_gate)
        {
            if (acted.Command is ChangeLimits change) _limits = change.Limits;
            // Of another patient nothing is known yet.
            if (acted.Command is AdmitPatient or DischargePatient) _rhythms.Clear();
        }
    }

    private void Take(MonitorMemory memory)
    {
        lock (_gate) _limits = memory.Limits;
    }

    private void Begin(SignalList session)
    {
        lock (_gate)
        {
            _signals.RemoveAll(known => known.Signal.Sensor == session.Sensor);
            _rhythms.Remove(session.Sensor);
        }
    }

    private void Take(SignalJudged judged)
    {
        lock (_gate)
        {
            var known = _signals.FindIndex(other => other.Signal.Sensor == judged.Signal.Sensor && other.Signal.Label == judged.Signal.Label);
            if (known >= 0) _signals[known] = judged;
            else _signals.Add(judged);
        }
    }

    private void Take(EarlyWarningScore score)
    {
        lock (_gate) _score = score;
    }

    /// <summary>All vital signs are said at one time: what is not said with the others is none any more.</summary>
    private void Take(VitalSign vital)
    {
        lock (_gate)
        {
            if (vital.At != _vitalsAt) _vitals.Clear();
            _vitalsAt = vital.At;
            _vitals[(vital.Reading.Sensor, vital.Reading.Mdc)] = vital.Reading;
        }
    }

    private void Take(RhythmDescribed rhythm)
    {
        lock (_gate) _rhythms[rhythm.Sensor] = rhythm;
    }

    private void Take(AlarmEvent alarm)
    {
        // What was held back is not signalled.
        if (alarm.Transition == AlarmTransition.Held) return;
        lock (_gate)
        {
            // The place in the list is by its beginning: an update does not make it newer.
            var known = _alarms.FindIndex(other => other.Id == alarm.Id);
            if (known >= 0 && alarm.Transition == AlarmTransition.End) _alarms.RemoveAt(known);
            else if (known >= 0) _alarms[known] = alarm with { At = _alarms[known].At };
            else if (alarm.Transition != AlarmTransition.End) _alarms.Add(alarm);
        }
    }
}
