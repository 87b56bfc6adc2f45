using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

internal sealed class RetryDelayTests
{
    [Test]
    public void WaitsDoubleUpToTheLimitAndAreSpread([Range(1, 20)] int seed)
    {
        var delay = new RetryDelay(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(seed));
        foreach (double full in new double[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 }) Assert.That(delay.Next().TotalSeconds, Is.InRange(full / 2, full));
        delay.Reset();
        Assert.That(delay.Next().TotalSeconds, Is.InRange(0.5, 1));
    }
}
