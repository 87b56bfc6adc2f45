using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Alarms;

/// <summary>
/// A million random steps over all that can happen to a board: evidence, holds, people's acts, time that stands still, runs, jumps or goes back,
/// lost signals, signs of life, and restarts through the memory. After every step the plan must be what the log says.
/// </summary>
public sealed class AlarmBoardWalkTests
{
    private const int Steps = 250_000;
    private static readonly Actor Nurse = new("nurse", OperatorOrigin.Bedside);
    private static readonly AlarmPolicy Policy = new() { AlarmOffAllowed = true, Latching = ["asystole", "vt"], EscalationSeconds = 60, FloodStarts = 5 };
    private static readonly string[] Sensors = ["ecg", "spo2"];

    private static readonly AlarmRule[] OfPatient =
    [
        New("asystole", AlarmKind.Physiological, AlarmPriority.High, 0), New("vt", AlarmKind.Physiological, AlarmPriority.High, 2),
        New("hr-low", AlarmKind.Physiological, AlarmPriority.Medium, 3), New("hr-high", AlarmKind.Physiological, AlarmPriority.Medium, 0),
        New("news2-medium", AlarmKind.Physiological, AlarmPriority.Low, 0), New("no-data", AlarmKind.Technical, AlarmPriority.Medium, 1),
    ];

    private static readonly AlarmRule[] OfAppliance =
    [
        New("storage-failure", AlarmKind.Technical, AlarmPriority.Medium, 0), New("annunciation-failure", AlarmKind.Technical, AlarmPriority.High, 0),
        New("journal-gap", AlarmKind.Technical, AlarmPriority.Low, 0) with { Latching = true },
    ];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void TheLogExplainsEveryPlanAndNoHighAlarmIsSilentWithoutAPerson(int seed)
    {
        var walk = new Walk(seed);
        for (var step = 0; step < Steps; step++)
        {
            if (walk.Step() is { } fault) Assert.Fail($"seed {seed}, step {step} ({walk.Did}, at {walk.Now}): {fault}");
        }

        TestContext.Out.WriteLine($"{walk.Model.Starts} alarms, {walk.Model.Answers} acts, {walk.Model.Escalations} escalations, {walk.Restarts} restarts, {walk.Silenced} silenced steps.");
        Assert.Multiple(() =>
        {
            Assert.That(walk.Model.Starts, Is.GreaterThan(Steps / 50));
            Assert.That(walk.Model.Escalations, Is.Positive);
            Assert.That(walk.Restarts, Is.Positive);
            Assert.That(walk.Silenced, Is.Positive);
        });
    }

    private static AlarmRule New(string condition, AlarmKind kind, AlarmPriority priority, double delaySeconds)
        => new(condition, kind, priority, TimeSpan.FromSeconds(delaySeconds));

    private sealed class Walk(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<MonitorEvent> _events = [];
        private AlarmBoard _board = NewBoard(0);
        private int _reminders;
        private TimeSpan _latest;

        public EventModel Model { get; } = new();

        public TimeSpan Now { get; private set; }

        public string Did { get; private set; } = "";

        public int Restarts { get; private set; }

        public int Silenced { get; private set; }

        /// <summary>One step; what is wrong after it, or null.</summary>
        public string? Step()
        {
            _events.Clear();
            // Now and then an input is older than the one before it.
            Now += TimeSpan.FromMilliseconds(_random.Next(200) switch { 0 => _random.Next(400_000), 1 => -_random.Next(5000), < 100 => 0, _ => _random.Next(2000) });
            if (Now > _latest) _latest = Now;
            var answers = Model.Answers;
            var act = Do();
            foreach (var said in _events)
            {
                if (Model.Take(said, act is not null) is { } fault) return fault;
            }

            if (Model.Answers != answers + (act is null ? 0 : 1)) return "an act was not answered exactly once";
            if (Model.PauseGoesOn) return "a new alarm did not break the pause";
            if (Did == "tick" && Model.Until <= _latest) return $"{Model.State} goes on after its time";
            if (Model.Unreplaced is { } latched) return $"{latched.Condition} latches, and ended with nobody having seen it";
            if (Model.Compare(_board.Plan) is { } difference) return difference;
            return Reminded() ?? Silent();
        }

        private static AlarmBoard NewBoard(int run) => new($"{run}-", TimeSpan.FromSeconds(120), Policy);

        /// <summary>Does one thing; the person's act, where it was one.</summary>
        private OperatorCommand? Do()
        {
            switch (_random.Next(1000))
            {
                case < 560: return Judge();
                case < 620: return Hold();
                case < 840:
                    Did = "tick";
                    _board.Tick(Now, _events);
                    return null;
                case < 860:
                    Did = "lose signals";
                    _board.LoseSignals(Sensors[_random.Next(2)], "gone", Now, _events);
                    return null;
                case < 900:
                    Did = "see life";
                    _board.SeeLife(_random.Next(2) == 0 ? null : TimeSpan.FromSeconds(_random.Next(20)), Now, _events);
                    return null;
                case < 901:
                    Restart();
                    return null;
                default:
                    var act = AnyAct();
                    Did = act.ToString();
                    _board.Command(act, Now, _events);
                    return act;
            }
        }

        private OperatorCommand? Judge()
        {
            var (rule, sensor, evidence) = AnyEvidence();
            Did = $"judge {rule.Condition} {sensor} {evidence.Presence}";
            _board.Judge(rule, sensor, evidence, Now, _events);
            return null;
        }

        private OperatorCommand? Hold()
        {
            var (rule, sensor, evidence) = AnyEvidence();
            Did = $"hold {rule.Condition} {sensor} {evidence.Presence}";
            _board.Hold(rule, sensor, evidence, Now + TimeSpan.FromSeconds(_random.Next(-1, 15)), Now, _events);
            return null;
        }

        private (AlarmRule Rule, string Sensor, AlarmEvidence Evidence) AnyEvidence()
        {
            var appliance = _random.Next(4) == 0;
            var rule = appliance ? OfAppliance[_random.Next(OfAppliance.Length)] : OfPatient[_random.Next(OfPatient.Length)];
            AlarmPriority? priority = rule.Priority < AlarmPriority.High && _random.Next(10) == 0 ? (AlarmPriority)_random.Next(1, 4) : null;
            return (rule, appliance ? "" : Sensors[_random.Next(2)], new((Presence)_random.Next(3), "evidence", Priority: priority));
        }

        private OperatorCommand AnyAct() => _random.Next(28) switch
        {
            0 => new PauseAudio(TimeSpan.FromSeconds(_random.Next(-5, 200)), Nurse, Now),
            1 => new PauseAudio(null, Nurse, Now),
            2 => new TurnAudioOff(Nurse, Now),
            3 => new PauseAlarms(null, Nurse, Now),
            4 => new TurnAlarmsOff(Nurse, Now),
            5 or 6 or 7 => new ResumeSignals(Nurse, Now),
            8 => new BeginStandby(_random.Next(2) == 0 ? null : TimeSpan.FromMinutes(_random.Next(-1, 300)), Nurse, Now),
            9 or 10 => new EndStandby(Nurse, Now),
            11 => new AdmitPatient(PatientProfile.Adult, "", Nurse, Now),
            12 => new DischargePatient(Nurse, Now),
            13 => new CallForHelp(Nurse, Now),
            14 => new TestSignals(Nurse, Now),
            15 => new AcknowledgeAlarms(null, Nurse, Now),
            _ => new AcknowledgeAlarms(Model.Alarms.Keys.ElementAtOrDefault(_random.Next(8)) ?? "unknown", Nurse, Now),
        };

        private void Restart()
        {
            Did = "restart";
            var memory = _board.Unacknowledged;
            Model.Restart(memory);
            _board = NewBoard(++Restarts);
            _board.Restore(memory, new AlarmRules(new AlarmLimits()), _latest, _events);
            Now = _latest;
            _reminders = 0;
        }

        private string? Reminded()
        {
            var reminders = _board.Plan.Reminders;
            if (reminders < _reminders) return "reminders were forgotten";
            if (reminders > _reminders && Model.State is not (Inactivation.AudioOff or Inactivation.AlarmOff or Inactivation.Standby)) return $"reminded of {Model.State}";
            _reminders = reminders;
            return null;
        }

        private string? Silent()
        {
            if (Model.State != Inactivation.None) Silenced++;
            foreach (var rule in OfPatient)
            {
                foreach (var sensor in Sensors)
                {
                    var state = _board.StateOf(rule, sensor);
                    if (state.IsSignalled != Model.IsSignalled(rule.Condition, sensor)) return $"{rule.Condition} of {sensor} is {state.Phase}, and the log says otherwise";
                    if (state is { IsSignalled: true, Acknowledged: false } && rule.Priority == AlarmPriority.High && Model.State == Inactivation.None && _board.Plan.Sound != AlarmPriority.High)
                        return $"{rule.Condition} of {sensor} is silent, and nobody acted";
                }
            }

            return null;
        }
    }
}
