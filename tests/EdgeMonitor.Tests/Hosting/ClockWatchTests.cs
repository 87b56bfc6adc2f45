using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Hosting;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClockWatchTests
{
    private readonly ManualTime _time = new();
    private readonly SteppedTime _wall;
    private readonly List<ApplianceStatus> _reports = [];
    private readonly MonitorClock _clock;
    private bool _synchronised = true;

    public ClockWatchTests()
    {
        _wall = new SteppedTime(_time);
        _clock = new MonitorClock(_wall);
    }

    [TestCase(1800, "forward by 1800 s")]
    [TestCase(-2, "back by 2 s")]
    public void AClockThatIsSetIsSaidAndOverWhenItRunsOnEvenly(double seconds, string says)
    {
        using var watch = Watch();
        Run(watch, 5);
        _wall.Step = TimeSpan.FromSeconds(seconds);
        Run(watch, 1);
        Assert.That(_reports.Single(), Has.Property("Part").EqualTo(AppliancePart.ClockStep).And.Property("Faulty").True.And.Property("Cause").Contains(says));
        Run(watch, 40);
        Assert.That(_reports.Select(report => report.Faulty), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public void ASlewIsNoStep()
    {
        using var watch = Watch();
        for (var second = 0; second < 60; second++)
        {
            _wall.Step += TimeSpan.FromMilliseconds(0.5);
            Run(watch, 1);
        }

        Assert.That(_reports, Is.Empty);
    }

    [Test]
    public void TheFirstSettingOfABoxThatDidNotKnowTheTimeIsNoFault()
    {
        _synchronised = false;
        using var watch = Watch();
        Run(watch, 20);
        (_wall.Step, _synchronised) = (TimeSpan.FromDays(400), true);
        Run(watch, 20);
        Assert.That(_reports, Is.Empty);
    }

    [Test]
    public void AClockThatNothingKeepsRightIsSaidAfterTheGraceAndEndsWithIt()
    {
        using var watch = Watch();
        Run(watch, 10);
        _synchronised = false;
        Run(watch, 15 * 60);
        Assert.That(_reports, Is.Empty);
        Run(watch, 2);
        Assert.That(_reports.Single(), Has.Property("Part").EqualTo(AppliancePart.ClockSynchronisation).And.Property("Faulty").True);
        _synchronised = true;
        Run(watch, 1);
        Assert.That(_reports[^1].Faulty, Is.False);
    }

    [Test]
    public void WithoutATimeServerNothingIsSaid()
    {
        _synchronised = false;
        using var watch = new ClockWatch(_clock, () => _synchronised, syncIsExpected: false, _reports.Add);
        Run(watch, 3600);
        Assert.That(_reports, Is.Empty);
    }

    private ClockWatch Watch() => new(_clock, () => _synchronised, syncIsExpected: true, _reports.Add);

    private void Run(ClockWatch watch, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            watch.Look();
        }
    }
}
