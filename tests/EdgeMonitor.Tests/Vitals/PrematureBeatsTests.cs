using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

public sealed class PrematureBeatsTests
{
    [TestCase(0.6, true)]
    [TestCase(0.8, true)]
    [TestCase(0.92, false)]
    [TestCase(1.3, false)]
    public void ABeatOfAnEvenRhythmIsEarlyWhereItComesClearlyBeforeItIsDue(double part, bool early)
    {
        var beats = new PrematureBeats();
        var at = Even(beats, 40);
        Assert.That(beats.Add(at + TimeSpan.FromSeconds(0.8 * part)), Is.EqualTo(early));
    }

    [Test]
    public void NoBeatOfAnUnevenRhythmIsEarly()
    {
        var beats = new PrematureBeats();
        var (at, early, random) = (TimeSpan.Zero, 0, new Random(7));
        for (var i = 0; i < 500; i++) early += beats.Add(at += TimeSpan.FromSeconds(0.5 + 0.6 * random.NextDouble())) ? 1 : 0;
        Assert.That(early, Is.Zero);
    }

    [Test]
    public void AllBeatsOfARunAreEarlyAndTheRhythmGoesOnAfterIt()
    {
        var beats = new PrematureBeats();
        var at = Even(beats, 60);
        for (var i = 0; i < 8; i++) Assert.That(beats.Add(at += TimeSpan.FromSeconds(0.4 + 0.02 * (i % 3))), Is.True);
        Assert.That(beats.Add(at + TimeSpan.FromSeconds(0.8)), Is.False);
    }

    [Test]
    public void NothingIsEarlyWhileTheRhythmIsNotKnown()
    {
        var beats = new PrematureBeats();
        var at = Even(beats, 10);
        Assert.That(beats.Add(at + TimeSpan.FromSeconds(0.4)), Is.False);
        beats.Reset();
        Assert.That(beats.Add(at + TimeSpan.FromSeconds(0.8)), Is.False);
    }

    /// <summary>The intervals are kept in order while they come and go; the order must be that of sorting them anew.</summary>
    [Test]
    public void ASlowChangeOfTheRateMakesNoBeatEarly()
    {
        var beats = new PrematureBeats();
        var at = TimeSpan.Zero;
        for (var i = 0; i < 2000; i++) Assert.That(beats.Add(at += TimeSpan.FromSeconds(0.8 + 0.3 * Math.Sin(i / 100.0))), Is.False);
    }

    private static TimeSpan Even(PrematureBeats beats, int count)
    {
        var at = TimeSpan.Zero;
        for (var i = 0; i < count; i++) beats.Add(at = TimeSpan.FromSeconds(0.8 * i));
        return at;
    }
}
