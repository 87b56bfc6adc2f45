using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Station;

namespace EdgeMonitor.Tests.Station;

/// <summary>What a station says of beds that it does not hear, and of itself.</summary>
public sealed class StationSilenceTests
{
    private StationScene _scene = null!;

    [SetUp]
    public void MakeScene()
    {
        _scene = new StationScene();
        _scene.Heartbeat(1, []);
        _scene.Heartbeat(1, [], bed: "bed-12");
    }

    /// <summary>Seconds of heartbeats (h), of the link's farewell (l), of an offline status (o) and of an online one (n), and when the bed is silent.</summary>
    [TestCase("h1", 15.9, false)]
    [TestCase("h1", 16.1, true)]
    [TestCase("h1 h10", 24.9, false)]
    [TestCase("h1 h10", 25.1, true)]
    [TestCase("h1 n14", 16.1, true, Description = "a retained presence proves nothing")]
    [TestCase("h1 l3", 4.9, false)]
    [TestCase("h1 l3", 5.1, true)]
    [TestCase("h1 l3 h4", 6, false, Description = "only another connection")]
    [TestCase("h1 o3", 8.9, false)]
    [TestCase("h1 o3", 9.1, true)]
    [TestCase("h1 o3 h6", 9.1, false, Description = "only the uplink is gone")]
    [TestCase("h1 o3 h10", 10, false, Description = "heard again")]
    public void ABedThatIsNotHeardIsAnAlarm(string line, double at, bool silent)
    {
        var scene = new StationScene();
        scene.Heartbeat(1, [], bed: "bed-12");
        foreach (var step in line.Split(' '))
        {
            var second = double.Parse(step[1..], System.Globalization.CultureInfo.InvariantCulture);
            if (step[0] == 'h') scene.Heartbeat(second, []);
            else if (step[0] == 'l') scene.Leave(second);
            else scene.Presence(second, step[0] == 'n');
            scene.Heartbeat(second, [], bed: "bed-12");
        }

        scene.Heartbeat(at, [], bed: "bed-12");
        scene.Advance(at);
        Assert.That(scene.Plan.Text, Is.EqualTo(silent ? "BED-7 BED SILENT" : ""));
        Assert.That(scene.Plan.Sound, Is.EqualTo(silent ? AlarmPriority.High : AlarmPriority.None));
    }

    [Test]
    public void ASilentBedKeepsItsAlarmsAndIsNoCommandsBusiness()
    {
        _scene.Record(2, "start", "a1");
        _scene.Heartbeat(16, [], bed: "bed-12");
        _scene.Advance(16.5);
        Assert.That(_scene.Plan.Text, Is.EqualTo("BED-7 BED SILENT +1"));
        _scene.Acknowledge(17, "bed-silent");
        Assert.That(_scene.Said.OfType<CommandDue>(), Is.Empty);
        _scene.Heartbeat(18, ["a1"]);
        Assert.That(_scene.Plan.Text, Is.EqualTo("BED-7 ASYSTOLE"));
    }

    [Test]
    public void AStationThatHearsNoBedSaysSoOnceForAllAndForgetsNothing()
    {
        _scene.Record(2, "start", "a1");
        _scene.Line(3, connected: false);
        _scene.Advance(7.9);
        Assert.That(_scene.Plan.Text, Is.EqualTo("BED-7 ASYSTOLE"));
        _scene.Advance(8.1);
        Assert.That(_scene.Plan.Text, Is.EqualTo("STATION BEDS UNHEARD +1"));
        _scene.Advance(60);
        Assert.That(_scene.Plan.Count, Is.EqualTo(2), "no bed counts as silent while none can be heard");

        _scene.Line(61, connected: true);
        Assert.That(_scene.Plan.Text, Is.EqualTo("BED-7 ASYSTOLE"));
        _scene.Advance(75.9);
        Assert.That(_scene.Plan.Count, Is.EqualTo(1), "the beds get their time again");
        _scene.Advance(76.1);
        Assert.That(_scene.Plan.Count, Is.EqualTo(3));
    }

    [Test]
    public void AStationThatNeverGotThroughSaysSo()
    {
        var scene = new StationScene(connected: false);
        scene.Advance(4.9);
        Assert.That(scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
        scene.Advance(5);
        Assert.That(scene.Plan.Text, Is.EqualTo("STATION BEDS UNHEARD"));
    }

    [Test]
    public void AFaultOfTheStationItselfIsItsAlarm()
    {
        _scene.Give(new ApplianceStatus(AppliancePart.Annunciation, true, "The buzzer's line is gone.", TimeSpan.FromSeconds(2)));
        Assert.That(Shown(), Is.EqualTo((AlarmPriority.High, AlarmPriority.High, "STATION ANNUNCIATION FAILURE")));
        _scene.Heartbeat(2.5, []);
        Assert.That(_scene.Receipt, Is.Null, "a station that cannot sound confirms nothing");
        _scene.Give(new ApplianceStatus(AppliancePart.Annunciation, false, "It is back.", TimeSpan.FromSeconds(3)));
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
    }

    [Test]
    public void AGuardThatTheStationDoesNotReachIsItsAlarm()
    {
        _scene.Give(new ApplianceStatus(AppliancePart.Guard, true, "The guard is not reached.", TimeSpan.FromSeconds(2)));
        Assert.That(Shown(), Is.EqualTo((AlarmPriority.Medium, AlarmPriority.Medium, "STATION GUARD UNREACHABLE")));
        _scene.Give(new ApplianceStatus(AppliancePart.Guard, false, "It is back.", TimeSpan.FromSeconds(3)));
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
    }

    private (AlarmPriority Sound, AlarmPriority Light, string Text) Shown() => (_scene.Plan.Sound, _scene.Plan.Light, _scene.Plan.Text);
}
