using EdgeMonitor.Commands.Explain;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Commands.Explain;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AlarmStoryTests
{
    /// <summary>2026-01-02 03:04:05 UTC, ms.</summary>
    private const long Wall = 1_767_323_045_000;

    private long _sequence;

    [Test]
    public void AStoryTellsWhatWhyWhoAndHowLong()
    {
        var log = Log(
            System(5, new AlarmSystemEvent { Kind = "inactivation", State = "audio-paused", Reason = "The sound is paused.", UntilUs = 125_000_000, Actor = "nurse-1", Origin = "bedside" }),
            Alarm(10, "held", reason: "The pleth shows pulses."),
            Alarm(14, "start", value: 38, limit: 50),
            Other(15),
            Alarm(16, "update", priority: "high", reason: "Nobody has attended to it."),
            Alarm(20, "update", priority: "high", reason: "Acknowledged.", actor: "nurse-1", why: "washing"),
            System(22, new AlarmSystemEvent { Kind = "limits", Reason = "Changed.", Limits = { new LimitChange { Name = "HrLow", Before = "50", After = "45" } } }),
            Alarm(30.5, "end", priority: "high", reason: "Back inside the limit."),
            System(40, new AlarmSystemEvent { Kind = "power", State = "down", Reason = "Stopped." }));
        Assert.That(AlarmStory.Tell("ab-hr-low-1", log.StoryOf("ab-hr-low-1")), Is.EqualTo(new[]
        {
            "ab-hr-low-1: hr-low, a physiological alarm of priority high, seen by the sensor \"ecg\", device bed-7.",
            "Times are UTC; the box's clock was synchronised throughout.",
            "2026-01-02 03:04:10.000  [in force when it began: AUDIO-PAUSED] The sound is paused. For 120 s at most. By nurse-1, at the bedside.",
            "2026-01-02 03:04:15.000  It was held back and did not sound. (signal quality good) The pleth shows pulses.",
            "2026-01-02 03:04:19.000  It sounded, priority medium, after its condition delay of 3 s. (measured 38 bpm, limit 50 bpm, signal quality good) Below the lower limit.",
            "2026-01-02 03:04:21.000  It changed. Its priority went from medium to high. (signal quality good) Nobody has attended to it.",
            "2026-01-02 03:04:25.000  A person acted on it. (signal quality good) Acknowledged. By nurse-1, at the nurse station: \"washing\".",
            "2026-01-02 03:04:27.000  [limits: HrLow 50 -> 45] Changed.",
            "2026-01-02 03:04:35.500  It ended after 16.5 s. (signal quality good) Back inside the limit.",
        }));
    }

    [Test]
    public void AStoryOverARestartWithAWrongClockIsHonest()
    {
        var log = Log(
            Alarm(10, "start", synchronised: false),
            System(2, new AlarmSystemEvent { Kind = "power", State = "up", Reason = "The monitor was started." }, boot: "two"),
            Alarm(3, "update", boot: "two", reason: "Not acknowledged before the restart."));
        var told = AlarmStory.Tell("ab-hr-low-1", log.StoryOf("ab-hr-low-1")).ToList();
        Assert.That(told[1], Does.Contain("synchronised for a part of it only"));
        Assert.That(told, Has.Some.Contains("[power: up] The monitor was started. The run before it had ended without a word: power loss, or a crash."));
        Assert.That(told[^1], Is.EqualTo("Its end is not in the log: as far as this box knows it is still there."));
        Assert.That(AlarmStory.Tell("ab-hr-low-1", Log(Alarm(1, "start", synchronised: false)).StoryOf("ab-hr-low-1")), Has.Some.Contains("NOT synchronised"));
    }

    /// <summary>A pause ends with the daemon, and one that was over was not in force.</summary>
    [Test]
    public void OnlyWhatWasInForceIsSaidToBeSo()
    {
        var pause = new AlarmSystemEvent { Kind = "inactivation", State = "audio-paused", UntilUs = 9_000_000 };
        Assert.That(Log(System(5, pause), Alarm(10, "start")).StoryOf("ab-hr-low-1"), Has.Count.EqualTo(1));
        Assert.That(Log(System(5, pause, boot: "zero"), Alarm(6, "start")).StoryOf("ab-hr-low-1"), Has.Count.EqualTo(1));
        Assert.That(Log(System(5, pause), Alarm(6, "start")).StoryOf("ab-hr-low-1"), Has.Count.EqualTo(2));
    }

    [Test]
    public void AnUnknownIdHasItsNearestOnes()
    {
        var log = Log(Alarm(1, "start"), Other(2));
        Assert.That(log.StoryOf("hr-low-1"), Is.Empty);
        Assert.That(log.Nearest("hr-low-1", 1), Is.EqualTo(new[] { "ab-hr-low-1" }));
        Assert.That(log.Nearest("ab-asistole-2", 1), Is.EqualTo(new[] { "ab-asystole-2" }));
    }

    [Test]
    public void TheListSaysHowEachStands()
    {
        Assert.That(AlarmStory.Line("x", [Alarm(1, "start"), Alarm(2, "update", actor: "nurse-1"), Alarm(4, "end")]), Does.EndWith("lasted 3.0 s, acknowledged by nurse-1"));
        Assert.That(AlarmStory.Line("x", [Alarm(1, "start")]), Does.EndWith("has not ended"));
        Assert.That(AlarmStory.Line("x", [Alarm(1, "held"), Alarm(2, "end")]), Does.EndWith("held back"));
    }

    [Test]
    public void TheJsonLineHasTheNamesOfTheReplay()
    {
        Assert.That(LogJson.Line(Alarm(1.5, "start", value: 38, limit: 50)), Is.EqualTo(
            "{\"t\":1.5,\"time\":\"2026-01-02T03:04:06.5+00:00\",\"synchronised\":true,\"boot\":\"one\",\"sequence\":1,\"id\":\"ab-hr-low-1\",\"condition\":\"hr-low\"," +
            "\"kind\":\"physiological\",\"priority\":\"medium\",\"phase\":\"start\",\"value\":38,\"limit\":50,\"delay\":3,\"quality\":\"good\",\"reason\":\"Below the lower limit.\",\"sensor\":\"ecg\"}"));
    }

    private static AlarmLog Log(params Record[] entries) => new(entries, 0, 0);

    private Record Alarm(
        double seconds, string phase, double? value = null, double? limit = null, string priority = "medium", string reason = "Below the lower limit.",
        string actor = "", string why = "", string boot = "one", bool synchronised = true)
    {
        var record = At(seconds, boot, synchronised);
        record.Alarm = new AlarmEvent
        {
            Id = "ab-hr-low-1",
            Condition = "hr-low",
            Kind = "physiological",
            Priority = priority,
            Phase = phase,
            Unit = MdcUnit.BeatPerMinute,
            Quality = "good",
            Reason = reason,
            Sensor = "ecg",
            Actor = actor,
            Origin = actor.Length > 0 ? "station" : "",
            Why = why,
            DelayS = 3,
        };
        if (value is { } measured) record.Alarm.Value = measured;
        if (limit is { } allowed) record.Alarm.Limit = allowed;
        return record;
    }

    private Record Other(double seconds)
    {
        var record = At(seconds, "one", true);
        record.Alarm = new AlarmEvent { Id = "ab-asystole-2", Condition = "asystole", Phase = "start" };
        return record;
    }

    private Record System(double seconds, AlarmSystemEvent system, string boot = "one")
    {
        var record = At(seconds, boot, true);
        system.AtUs = record.MonotonicUs;
        record.AlarmSystem = system;
        return record;
    }

    private Record At(double seconds, string boot, bool synchronised) => new()
    {
        Device = "bed-7",
        Stream = "alarms",
        Sequence = ++_sequence,
        Boot = boot,
        WallMs = Wall + (long)(seconds * 1000),
        MonotonicUs = (long)(seconds * 1e6),
        ClockSynchronised = synchronised,
    };
}
