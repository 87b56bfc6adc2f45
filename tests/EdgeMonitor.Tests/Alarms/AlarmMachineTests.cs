using System.Globalization;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Alarms;

public sealed class AlarmMachineTests
{
    private static readonly AlarmRule Plain = new("plain", AlarmKind.Physiological, AlarmPriority.Medium, TimeSpan.FromSeconds(10));
    private static readonly AlarmRule Latching = Plain with { Condition = "latching", Latching = true };
    private static readonly AlarmRule AtOnce = Plain with { Condition = "at-once", Delay = TimeSpan.Zero };

    // A time line: seconds at which the evidence is present (+), absent (-) or unknown (?), and at which a person acknowledges (a).
    [TestCase("", AlarmPhase.Clear)]
    [TestCase("-0 -5", AlarmPhase.Clear)]
    [TestCase("?0 ?5", AlarmPhase.Clear)]
    [TestCase("a0", AlarmPhase.Clear)]
    [TestCase("+0", AlarmPhase.Pending)]
    [TestCase("+0 +9.9", AlarmPhase.Pending)]
    [TestCase("+0 a5 +9", AlarmPhase.Pending)]
    [TestCase("+0 +10", AlarmPhase.Active)]
    [TestCase("+0 -5 +6 +15", AlarmPhase.Pending)]
    [TestCase("+0 -5", AlarmPhase.Clear)]
    [TestCase("+0 ?5 ?30", AlarmPhase.Pending)]
    [TestCase("+0 ?5 +10", AlarmPhase.Active)]
    [TestCase("+0 +10 ?60", AlarmPhase.Active)]
    [TestCase("+0 +10 a11 ?12", AlarmPhase.Clear)]
    [TestCase("+0 +10 a11 +12", AlarmPhase.Active)]
    [TestCase("+0 +10 -11", AlarmPhase.Clear)]
    [TestCase("+0 +10 a11", AlarmPhase.Active)]
    [TestCase("+0 +10 a11 -12", AlarmPhase.Clear)]
    [TestCase("+0 +10 -11 a12 ?13", AlarmPhase.Clear)]
    [TestCase("+0 +10 -11 +12", AlarmPhase.Pending)]
    public void PlainConditionFollowsItsTimeLine(string timeLine, AlarmPhase expected) => Assert.That(Run(Plain, timeLine).Phase, Is.EqualTo(expected));

    [TestCase("+0 +10 -11", AlarmPhase.Latched)]
    [TestCase("+0 +10 -11 -60 ?70", AlarmPhase.Latched)]
    [TestCase("+0 +10 -11 a12", AlarmPhase.Clear)]
    [TestCase("+0 +10 a11 -12", AlarmPhase.Clear)]
    [TestCase("+0 +10 -11 +12", AlarmPhase.Active)]
    [TestCase("+0 -5", AlarmPhase.Clear)]
    [TestCase("+0 +10 ?11 ?60", AlarmPhase.Active)]
    [TestCase("+0 +10 a11 ?12", AlarmPhase.Clear)]
    [TestCase("+0 +10 -11 a12 -13 ?14", AlarmPhase.Clear)]
    [TestCase("+0 +10 -11 a12 +13", AlarmPhase.Pending)]
    public void LatchingConditionWaitsForAPerson(string timeLine, AlarmPhase expected) => Assert.That(Run(Latching, timeLine).Phase, Is.EqualTo(expected));

    [TestCase("+0", AlarmPhase.Active)]
    [TestCase("+0 -0.1", AlarmPhase.Clear)]
    public void ConditionWithoutDelayIsActiveAtOnce(string timeLine, AlarmPhase expected) => Assert.That(Run(AtOnce, timeLine).Phase, Is.EqualTo(expected));

    [Test]
    public void AnAlarmThatComesBackAfterALatchIsNotAcknowledged() => Assert.That(Run(Latching, "+0 +10 -11 +12").Acknowledged, Is.False);

    [Test]
    public void RandomWalksKeepTheInvariants([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var now = TimeSpan.Zero;
        var state = default(AlarmState);
        var presentSince = (TimeSpan?)null;
        for (var i = 0; i < 5000; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(0, 4000));
            var before = state;
            var rule = seed % 2 == 0 ? Plain : Latching;
            if (random.Next(20) == 0)
            {
                state = AlarmMachine.Acknowledge(state, now);
                Assert.That(state.Phase is AlarmPhase.Active || !state.Acknowledged, $"seed {seed}, step {i}: only an active alarm is acknowledged");
            }
            else
            {
                var presence = (Presence)random.Next(3);
                presentSince = presence switch { Presence.Present => presentSince ?? now, Presence.Absent => null, _ => presentSince };
                state = AlarmMachine.Step(rule, state, presence, now);
                var isNew = state.Phase == AlarmPhase.Active && !before.IsSignalled;
                Assert.That(!isNew || now - presentSince >= rule.Delay, $"seed {seed}, step {i}: it sounded before its delay was over");
                var silenced = before.Phase == AlarmPhase.Active && !before.Acknowledged && !state.IsSignalled;
                Assert.That(!silenced || presence == Presence.Absent, $"seed {seed}, step {i}: it fell silent without evidence and without a person");
            }

            Assert.That(state.Since, Is.GreaterThanOrEqualTo(before.Since), $"seed {seed}, step {i}");
        }
    }

    private static AlarmState Run(AlarmRule rule, string timeLine)
    {
        var state = default(AlarmState);
        foreach (var word in timeLine.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = TimeSpan.FromSeconds(double.Parse(word.AsSpan(1), CultureInfo.InvariantCulture));
            state = word[0] switch
            {
                '+' => AlarmMachine.Step(rule, state, Presence.Present, at),
                '-' => AlarmMachine.Step(rule, state, Presence.Absent, at),
                '?' => AlarmMachine.Step(rule, state, Presence.Unknown, at),
                _ => AlarmMachine.Acknowledge(state, at),
            };
        }

        return state;
    }
}
