using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Alarms;

/// <summary>
/// A board and a time line of words <c>what@seconds</c>, e.g. <c>medium@0 pause@1 high@2</c>. Conditions: <c>low</c>, <c>medium</c>, <c>high</c> and
/// their latching twins <c>low!</c> ... begin, <c>-low</c> ... end, <c>worse</c> makes the medium one high; <c>disk</c> is one of the appliance.
/// Acts bear their names. Time passes in ticks of 100 ms between the words, with or without signs of life.
/// </summary>
internal sealed class BoardTimeLine
{
    private static readonly Actor Nurse = new("nurse", OperatorOrigin.Bedside);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, AlarmRule> _rules = [];
    private TimeSpan _now;
    private TimeSpan? _lifeSince;

    public BoardTimeLine(AlarmPolicy? policy = null)
    {
        Board = new AlarmBoard("", TimeSpan.FromSeconds(120), policy);
        foreach (var priority in new[] { AlarmPriority.Low, AlarmPriority.Medium, AlarmPriority.High })
        {
            var name = Names.Of(priority);
            _rules[name] = new AlarmRule(name, AlarmKind.Physiological, priority, TimeSpan.Zero);
            _rules[name + "!"] = _rules[name] with { Condition = name + "-latching", Latching = true };
        }
    }

    public AlarmBoard Board { get; }

    public List<MonitorEvent> Events { get; } = [];

    /// <summary>The answer to the last act.</summary>
    public OperatorActed Answer => Events.OfType<OperatorActed>().Last();

    /// <summary>Plays a time line from the beginning to the end of its last word.</summary>
    public BoardTimeLine Play(string line)
    {
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = word.Split('@');
            PassUntil(TimeSpan.FromSeconds(double.Parse(parts[1], CultureInfo.InvariantCulture)));
            Do(parts[0]);
        }

        return this;
    }

    /// <summary>What a person is told now: sound/light, and what is switched off.</summary>
    public string Signals => $"{Names.Of(Board.Plan.Sound)}/{Names.Of(Board.Plan.Light)} {Names.Of(Board.Plan.Inactivation)}";

    private void PassUntil(TimeSpan end)
    {
        while (_now + Tick <= end)
        {
            _now += Tick;
            Board.SeeLife(_now - _lifeSince, _now, Events);
            Board.Tick(_now, Events);
        }

        _now = end;
    }

    private void Do(string what)
    {
        switch (what)
        {
            case "tick": Board.Tick(_now, Events); break;
            case "life": _lifeSince = _now; break;
            case "-life": _lifeSince = null; break;
            case "worse": Board.Judge(_rules["medium"], "ecg", new(Presence.Present, "worse", Priority: AlarmPriority.High), _now, Events); break;
            case "disk": Board.Judge(new AlarmRules(new AlarmLimits()).StorageFailure, "", new(Presence.Present, "full"), _now, Events); break;
            case "lead": Board.Judge(new AlarmRules(new AlarmLimits()).NoData with { Delay = TimeSpan.Zero }, "ecg", new(Presence.Present, "silent"), _now, Events); break;
            default:
                if (_rules.TryGetValue(what.TrimStart('-'), out var rule)) Judge(rule, what[0] == '-' ? Presence.Absent : Presence.Present);
                else Board.Command(ActOf(what), _now, Events);
                break;
        }
    }

    private void Judge(AlarmRule rule, Presence presence) => Board.Judge(rule, "ecg", new(presence, "test"), _now, Events);

    private OperatorCommand ActOf(string name) => name switch
    {
        "ack" => new AcknowledgeAlarms(null, Nurse, _now),
        "pause" => new PauseAudio(null, Nurse, _now),
        "pause10" => new PauseAudio(TimeSpan.FromSeconds(10), Nurse, _now),
        "pause121" => new PauseAudio(TimeSpan.FromSeconds(121), Nurse, _now),
        "pause0" => new PauseAudio(TimeSpan.Zero, Nurse, _now),
        "off" => new TurnAudioOff(Nurse, _now),
        "alarmpause" => new PauseAlarms(null, Nurse, _now),
        "alarmoff" => new TurnAlarmsOff(Nurse, _now),
        "resume" => new ResumeSignals(Nurse, _now),
        "standby" => new BeginStandby(null, Nurse, _now),
        "standby241" => new BeginStandby(TimeSpan.FromMinutes(241), Nurse, _now),
        "end" => new EndStandby(Nurse, _now),
        "admit" => new AdmitPatient(PatientProfile.Adult, "", Nurse, _now),
        "discharge" => new DischargePatient(Nurse, _now),
        "help" => new CallForHelp(Nurse, _now),
        "test" => new TestSignals(Nurse, _now),
        _ => new AcknowledgeAlarms(name, Nurse, _now),
    };
}
