using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

internal sealed class TopicsTests
{
    [Test]
    public void TheTopicsAreThoseOfTheContract()
    {
        var topics = new Topics("icu-2", "bed.7_a");
        Assert.That(topics.Of("alarms"), Is.EqualTo("edgemonitor/v1/icu-2/bed.7_a/alarms"));
        Assert.That(topics.Status, Is.EqualTo("edgemonitor/v1/icu-2/bed.7_a/status"));
        Assert.That(topics.Acknowledgement, Is.EqualTo("edgemonitor/v1/icu-2/bed.7_a/ack"));
        Assert.That(topics.Command, Is.EqualTo("edgemonitor/v1/icu-2/bed.7_a/cmd"));
        Assert.That(topics.CentrePresence, Is.EqualTo("edgemonitor/v1/icu-2/centre/presence"));
    }

    [TestCase("")]
    [TestCase("a/b")]
    [TestCase("+")]
    [TestCase("a#")]
    [TestCase("bett ä")]
    [TestCase("a\0")]
    public void NamesThatCouldLeaveTheirPlaceAreRefused(string name)
    {
        Assert.That(Topics.IsName(name), Is.False);
        Assert.That(() => new Topics(name, "bed-7"), Throws.ArgumentException);
        Assert.That(() => new Topics("icu", name), Throws.ArgumentException);
    }

    [Test]
    public void TheLongestNameHasSixtyFourCharacters()
    {
        Assert.That(Topics.IsName(new string('a', 64)), Is.True);
        Assert.That(Topics.IsName(new string('a', 65)), Is.False);
    }
}
