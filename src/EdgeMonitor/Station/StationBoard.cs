using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Station;

/// <summary>
/// All alarms that a nurse station signals, paired by the beds' own ids, with the station's own acknowledge and audio pause; it derives one plan,
/// the highest priority of all beds. The bed decides when an alarm begins and ends; whether it still needs a sound is decided here too.
/// <code>
///   bed: start, or update of an unknown id ──► sounding ◄── more urgent ── acknowledged (here, or at the bed)
///                                                 └──────── end, newer boot, not in the heartbeat ──► gone
/// </code>
/// </summary>
/// <param name="audioPause">How long an audio pause lasts.</param>
internal sealed class StationBoard(TimeSpan audioPause)
{
    /// <summary>Alarms kept for one bed; at the bound the least urgent goes. Chosen: a bed has some forty conditions.</summary>
    private const int MostPerBed = 64;

    private readonly List<Entry> _alarms = [];
    private TimeSpan? _pausedUntil;
    private AlarmPriority _pausedPriority;

    /// <summary>What the station should signal now.</summary>
    public AnnunciationPlan Plan { get; private set; } = AnnunciationPlan.Quiet;

    /// <summary>Ids of the alarms signalled for a bed; the station's own about it have none of its ids.</summary>
    public IEnumerable<string> IdsOf(string bed) => _alarms.Where(entry => entry.Alarm.Bed == bed && !entry.IsOwn).Select(entry => entry.Alarm.Id);

    /// <summary>When the bed last said something about the alarm, by its own line; null where it is not signalled.</summary>
    public long? HeardAt(string bed, string id) => Find(bed, id)?.HeardAtUs;

    /// <summary>An alarm is signalled at a bed.</summary>
    /// <param name="alarm">The alarm.</param>
    /// <param name="acknowledged">Whether a person has acknowledged it at the bed; null where this message does not say.</param>
    /// <param name="atUs">When, on the bed's line.</param>
    /// <param name="now">The station's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void Signal(RemoteAlarm alarm, bool? acknowledged, long atUs, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (Find(alarm.Bed, alarm.Id) is { } known)
        {
            known.HeardAtUs = Math.Max(known.HeardAtUs, atUs);
            Update(known, alarm, acknowledged, now, events);
            return;
        }

        MakeRoom(alarm.Bed, now, events);
        Add(new Entry(alarm, now, isOwn: false) { HeardAtUs = atUs, AtBed = acknowledged ?? false }, now, events);
    }

    /// <summary>Something is wrong with the station, or with a bed as the station sees it.</summary>
    public void SignalOwn(RemoteAlarm alarm, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (Find(alarm.Bed, alarm.Id) is null) Add(new Entry(alarm, now, isOwn: true), now, events);
    }

    /// <summary>An alarm is over.</summary>
    public void End(string bed, string id, string reason, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (Find(bed, id) is not { } entry) return;
        _alarms.Remove(entry);
        Say(entry, AlarmTransition.End, now, events, reason);
        Derive();
    }

    /// <summary>A person at the station acts. The answer is one of the events.</summary>
    /// <param name="command">The act.</param>
    /// <param name="challengeOf">The newest challenge of a bed.</param>
    /// <param name="now">The station's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void Command(OperatorCommand command, Func<string, string> challengeOf, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var (accepted, answer) = command switch
        {
            AcknowledgeAlarms acknowledge => Acknowledge(acknowledge, challengeOf, now, events),
            PauseAudio pause => Pause(pause, now),
            ResumeSignals => Resume(),
            TestSignals when _alarms.Count > 0 => (false, "Something is signalled: the signals can be heard and seen."),
            TestSignals => (true, "Every signal of the station is sounded and lit once."),
            _ => (false, "A nurse station can acknowledge, pause the sound and resume it; do this at the bed."),
        };
        events.Add(new OperatorActed(now, command, accepted, answer));
        Derive();
    }

    /// <summary>Time has passed: the audio pause may end.</summary>
    public void Tick(TimeSpan now)
    {
        if (_pausedUntil is not { } until || now < until) return;
        _pausedUntil = null;
        Derive();
    }

    private void Update(Entry entry, RemoteAlarm alarm, bool? acknowledged, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var wasSeen = entry.IsAcknowledged;
        // Never less urgent while it is signalled; and whoever took notice of the lesser alarm has not heard the greater one.
        var raised = alarm.Priority > entry.Alarm.Priority;
        if (raised) entry.AtStation = entry.AtBed = false;
        entry.Alarm = alarm with { Priority = raised ? alarm.Priority : entry.Alarm.Priority };
        if (acknowledged is { } seen) entry.AtBed = seen;
        if (raised) BreakPause(alarm.Priority);
        if (!raised && wasSeen == entry.IsAcknowledged) return;
        Say(entry, AlarmTransition.Update, now, events, entry.IsAcknowledged ? "Acknowledged at the bed." : alarm.Evidence.Reason);
        Derive();
    }

    private void Add(Entry entry, TimeSpan now, ICollection<MonitorEvent> events)
    {
        _alarms.Add(entry);
        if (!entry.IsAcknowledged) BreakPause(entry.Alarm.Priority);
        Say(entry, AlarmTransition.Start, now, events, entry.Alarm.Evidence.Reason);
        Derive();
    }

    private void MakeRoom(string bed, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var ofBed = _alarms.Where(entry => entry.Alarm.Bed == bed && !entry.IsOwn).ToList();
        if (ofBed.Count < MostPerBed) return;
        End(bed, ofBed.MinBy(entry => entry.Alarm.Priority)!.Alarm.Id, "Too many alarms of one bed: this was the least urgent.", now, events);
    }

    private (bool Accepted, string Answer) Acknowledge(AcknowledgeAlarms command, Func<string, string> challengeOf, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var meant = _alarms.Where(entry => command.AlarmId is null || entry.Alarm.Id == command.AlarmId).ToList();
        if (meant.Count == 0) return (false, command.AlarmId is null ? "Nothing is signalled." : $"No alarm {command.AlarmId} is signalled here.");
        foreach (var entry in meant)
        {
            if (!entry.IsOwn && !entry.AtBed) events.Add(new CommandDue(now, entry.Alarm.Bed, entry.Alarm.Id, command.By, challengeOf(entry.Alarm.Bed)));
            if (entry.AtStation) continue;
            entry.AtStation = true;
            Say(entry, AlarmTransition.Update, now, events, "Acknowledged at the station.", command.By);
        }

        return (true, "Acknowledged here; the bed is told, and sounds on unless it is configured to take it.");
    }

    private (bool Accepted, string Answer) Pause(PauseAudio pause, TimeSpan now)
    {
        if (pause.Duration > audioPause || pause.Duration <= TimeSpan.Zero) return (false, $"A pause lasts at most {audioPause.TotalSeconds:0} s.");
        _pausedUntil = now + (pause.Duration ?? audioPause);
        _pausedPriority = Highest(static _ => true);
        return (true, "The station's sound is paused; the beds sound on.");
    }

    private (bool Accepted, string Answer) Resume()
    {
        _pausedUntil = null;
        return (true, "The station's sound is on.");
    }

    private void BreakPause(AlarmPriority priority)
    {
        if (priority >= _pausedPriority) _pausedUntil = null;
    }

    private Entry? Find(string bed, string id) => _alarms.Find(entry => entry.Alarm.Bed == bed && entry.Alarm.Id == id);

    private AlarmPriority Highest(Func<Entry, bool> counts) => _alarms.Where(counts).Select(entry => entry.Alarm.Priority).DefaultIfEmpty().Max();

    private void Derive()
    {
        var light = Highest(static _ => true);
        var unseen = Highest(static entry => !entry.IsAcknowledged);
        Plan = new AnnunciationPlan(_pausedUntil is null ? unseen : AlarmPriority.None, light, unseen >= AlarmPriority.Medium, Text())
        {
            Inactivation = _pausedUntil is null ? Inactivation.None : Inactivation.AudioPaused,
            InactiveUntil = _pausedUntil,
            Count = _alarms.Count,
        };
    }

    /// <summary>The bed and condition that need someone most: the most urgent unseen, the newest of these, and how many others there are.</summary>
    private string Text()
    {
        if (_alarms.Count == 0) return "";
        var first = _alarms.OrderByDescending(entry => entry.Alarm.Priority).ThenBy(entry => entry.IsAcknowledged).ThenByDescending(entry => entry.Since).First().Alarm;
        var text = $"{(first.Bed.Length == 0 ? "station" : first.Bed)} {first.Rule.Condition.Replace('-', ' ')}".ToUpperInvariant();
        return _alarms.Count == 1 ? text : string.Create(CultureInfo.InvariantCulture, $"{text} +{_alarms.Count - 1}");
    }

    private static void Say(Entry entry, AlarmTransition transition, TimeSpan now, ICollection<MonitorEvent> events, string reason, Actor? by = null) =>
        events.Add(new AlarmEvent(
            now, entry.Alarm.Id, entry.Alarm.Bed, entry.Alarm.Rule, entry.Alarm.Priority, transition, entry.Alarm.Evidence with { Reason = reason }, by));

    private sealed class Entry(RemoteAlarm alarm, TimeSpan since, bool isOwn)
    {
        public RemoteAlarm Alarm { get; set; } = alarm;

        public TimeSpan Since { get; } = since;

        /// <summary>True where the station itself raised it: no bed knows it.</summary>
        public bool IsOwn { get; } = isOwn;

        public long HeardAtUs { get; set; }

        public bool AtBed { get; set; }

        public bool AtStation { get; set; }

        public bool IsAcknowledged => AtBed || AtStation;
    }
}
