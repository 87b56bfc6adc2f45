using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// What the monitor knows of one sensor's link and of its contact with the patient, and the technical alarms that follow from it.
/// It does not rely on the supervisor alone: it watches the age of the data itself.
/// </summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="alarms">Limits and rules in force.</param>
/// <param name="firstSeen">When the sensor was first heard of.</param>
/// <remarks>
/// A contact that was lost is back when it has held for this long, a link when it has for <see cref="SilenceUnseen"/> more. Longer than
/// asystole needs to be seen: a contact or link that comes and goes, and so keeps asystole from being seen, is then signalled itself without
/// a break, whatever its rhythm.
/// </remarks>
internal sealed class SensorWatch(string sensor, AlarmSettings alarms, TimeSpan firstSeen)
{
    /// <summary>Chosen: a device may take this long from power-up to its first frame before its silence is an alarm.</summary>
    private static readonly TimeSpan StartGrace = TimeSpan.FromSeconds(10);

    /// <summary>Chosen: every supported stream brings data many times a second; the supervisor reports silence earlier than this.</summary>
    private static readonly TimeSpan MaxStreamAge = TimeSpan.FromSeconds(5);

    /// <summary>Chosen: how much later than the device's own deadline, so that the supervisor reports the silence first.</summary>
    private static readonly TimeSpan AgeMargin = TimeSpan.FromSeconds(3);

    /// <summary>The supervisors of all drivers report a silence of this length: so long may a hole have lasted when it is noticed.</summary>
    private static readonly TimeSpan SilenceUnseen = TimeSpan.FromSeconds(2);

    private readonly Contact[] _contacts = new Contact[2];
    private readonly bool[] _contactKnown = new bool[2];
    private readonly bool[] _wasOff = new bool[2];
    private readonly TimeSpan?[] _lastOff = new TimeSpan?[2];
    private TimeSpan? _lastTrouble;
    private LinkState _link = LinkState.Opening;
    private string _cause = "";
    private bool _everUp;
    private TimeSpan _lastData = firstSeen;
    private TimeSpan? _lastEcg;
    private TimeSpan? _lastSaturation;
    private bool _ecgHasHole;
    private bool _ecgIsUnreadable;
    private TimeSpan _maxDataAge = MaxStreamAge;

    public string Sensor { get; } = sensor;

    public void Data(TimeSpan at)
    {
        if (at > _lastData) _lastData = at;
        _everUp = true;
    }

    /// <summary>A new session: what the one before brought need not come in this one.</summary>
    /// <param name="ecgIsUnreadable">True where it brings an ECG in which no beats can be looked for: nobody watches the heart then.</param>
    /// <param name="dataAge">The device's own deadline, as <see cref="SignalList.DataAge"/> says it.</param>
    public void BeginSession(bool ecgIsUnreadable, TimeSpan? dataAge)
    {
        (_lastEcg, _lastSaturation, _ecgIsUnreadable) = (null, null, ecgIsUnreadable);
        // A part that was off may have been put back while nobody could say so; a device whose part is off says so again at once.
        Array.Fill(_contacts, Contact.Attached);
        _maxDataAge = dataAge is not { } age ? MaxStreamAge : age < TimeSpan.Zero ? TimeSpan.MaxValue : TimeSpan.FromTicks(Math.Max(MaxStreamAge.Ticks, (age + AgeMargin).Ticks));
    }

    /// <summary>The lead that the beats are counted in has brought samples. From now on they are missed when they stop.</summary>
    /// <param name="until">Up to this time.</param>
    /// <param name="afterHole">True where they came after a hole that could hide beats: hole after hole must not hide an asystole unsaid.</param>
    public void Ecg(TimeSpan until, bool afterHole)
    {
        _lastEcg = until;
        _ecgHasHole |= afterHole;
    }

    /// <summary>A reading of SpO2, with or without a value. From now on they are missed when they stop.</summary>
    public void Saturation(TimeSpan at) => _lastSaturation = at;

    /// <summary>True while anything of this sensor arrives.</summary>
    public bool Speaks(TimeSpan now) => _link != LinkState.Ended && now - _lastData <= _maxDataAge;

    public void Link(LinkStatus status)
    {
        _link = status.State;
        _cause = status.Cause;
        if (status.State == LinkState.Up) Data(status.At);
    }

    public void Touch(ContactStatus status)
    {
        _contacts[(int)status.Modality] = status.Contact;
        _contactKnown[(int)status.Modality] = true;
        if (status.Contact != Contact.Attached) _wasOff[(int)status.Modality] = true;
    }

    /// <summary>True while the device says that this part is not on the patient.</summary>
    public bool IsOff(Modality modality) => _contactKnown[(int)modality] && _contacts[(int)modality] != Contact.Attached;

    /// <summary>Once a second: tells the board which parts were off and are on now.</summary>
    public void SaySecond(AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        for (var part = 0; part < _contacts.Length; part++)
        {
            if (Speaks(now) && _contacts[part] == Contact.Attached && _lastOff[part] is { } off) board.SeeSensorOn(off, now, events);
        }
    }

    /// <summary>Judges link and contact; called on every tick so that delays run.</summary>
    public void Judge(AlarmBoard board, VitalSigns vitals, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var rules = alarms.Rules;
        var steadyTime = TimeSpan.FromSeconds(alarms.Limits.AsystoleSeconds) + EcgStage.SurelyHeard;
        var link = LinkEvidence(now);
        _ecgHasHole = false;
        JudgeSteadily(rules.NoData, link, ref _lastTrouble, steadyTime + SilenceUnseen, vitals.OtherSignOfLife(Sensor, now));
        // A contact that was last heard before the link broke is no longer known.
        var silent = link.Presence == Presence.Present || _link == LinkState.Ended;
        if (silent) board.LoseSignals(Sensor, "The device link is silent.", now, events);
        JudgeContact(Modality.Ecg, rules.LeadOff, on: "The device says that the lead is on again.", off: "The device says that the lead is off.");
        JudgeContact(Modality.Oximeter, rules.SensorOff, on: "The device says that the sensor is on again.", off: "The device says that the sensor is off.");

        void JudgeContact(Modality modality, AlarmRule rule, string on, string off)
        {
            var part = (int)modality;
            if (!_contactKnown[part]) return;
            // One that came off and is on again since the last look was off.
            var contact = _contacts[part] == Contact.Attached && _wasOff[part] ? Contact.LeadOff : _contacts[part];
            _wasOff[part] = false;
            var evidence = silent
                ? new AlarmEvidence(Presence.Unknown, "The device link is silent.")
                : contact == Contact.Attached
                    ? new AlarmEvidence(Presence.Absent, on)
                    : new AlarmEvidence(Presence.Present, contact == Contact.Disconnected ? "The device says that the probe is unplugged or broken." : off);
            JudgeSteadily(rule, evidence, ref _lastOff[part], steadyTime, vitals.OtherSignOfLife(Sensor, modality, now));
        }

        void JudgeSteadily(AlarmRule rule, AlarmEvidence evidence, ref TimeSpan? lastTrouble, TimeSpan steady, bool otherSignOfLife)
        {
            if (evidence.Presence == Presence.Present) lastTrouble = now;
            if (evidence.Presence == Presence.Absent && _link != LinkState.Ended && now - lastTrouble < steady)
                evidence = evidence with { Presence = board.IsSignalled(rule, Sensor) ? Presence.Present : Presence.Unknown, Reason = "It is back, but not yet for long enough." };
            board.Judge(rule, Sensor, evidence with { Priority = otherSignOfLife ? null : AlarmPriority.High }, now, events);
        }
    }

    private AlarmEvidence LinkEvidence(TimeSpan now)
    {
        var age = now - _lastData;
        return _link switch
        {
            LinkState.Ended => new(Presence.Absent, "The recording has ended."),
            LinkState.Opening when !_everUp => age > StartGrace
                ? new(Presence.Present, "The sensor has not answered since the start.")
                : new(Presence.Unknown, "The link is being opened."),
            LinkState.Opening => new(Presence.Present, "The link is being opened again."),
            LinkState.Down => new(Presence.Present, _cause.Length > 0 ? _cause : "The link is down."),
            LinkState.Silent => new(Presence.Present, _cause.Length > 0 ? _cause : "The device sends nothing."),
            _ when age > _maxDataAge => new(Presence.Present, "No data have reached the monitor."),
            _ when now - _lastEcg > _maxDataAge => new(Presence.Present, "The ECG has stopped; other data of this sensor arrive."),
            _ when now - _lastSaturation > _maxDataAge => new(Presence.Present, "The SpO2 readings have stopped; other data of this sensor arrive."),
            _ when _ecgHasHole => new(Presence.Present, "The ECG has holes that can hide beats; other data of this sensor arrive."),
            _ when now - _lastEcg > EcgStage.LongestHole => new(Presence.Unknown, "The ECG pauses; other data of this sensor arrive."),
            _ when _ecgIsUnreadable => new(Presence.Present, "The ECG comes in a unit or at a rate that cannot be read: no beats are looked for."),
            _ => new(Presence.Absent, "Data arrive."),
        };
    }
}
