using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Hosting;

public sealed class FallbackWatchTests
{
    [Test]
    public void ARefusedFirstChoiceIsSaidOnce()
    {
        var (fallbacks, reports) = (new Fallbacks(), new List<ApplianceStatus>());
        using var watch = new FallbackWatch(fallbacks, new MonitorClock(new ManualTime()), reports.Add);
        watch.Look();
        Assert.That(reports, Is.Empty);
        fallbacks.Add("It was refused.");
        fallbacks.Add("It was refused.");
        fallbacks.Add("Another one was.");
        watch.Look();
        watch.Look();
        Assert.That(reports.Single(), Is.EqualTo(new ApplianceStatus(AppliancePart.Configuration, true, "It was refused. And 1 more: the log names them.", TimeSpan.Zero)));
    }

    [Test]
    public void ManyAreBounded()
    {
        var fallbacks = new Fallbacks();
        for (var i = 0; i < 1000; i++) fallbacks.Add($"Number {i}.");
        Assert.That(fallbacks.All, Has.Count.EqualTo(16));
    }
}
