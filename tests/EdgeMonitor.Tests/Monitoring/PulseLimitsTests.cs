using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>The pulse rate of an oximeter: it protects who has no ECG.</summary>
public sealed class PulseLimitsTests
{
    [TestCase(30, "pulse-low")]
    [TestCase(170, "pulse-high")]
    public void APatientWithAnOximeterAloneIsWatched(double pulse, string condition)
    {
        var bed = new Bedside();
        var oximeter = bed.Oximeter();
        bed.Run(10);
        oximeter.Pulse = pulse;
        Assert.That(bed.RunUntilStart(condition, 10), Is.GreaterThan(5), "the delay");
        oximeter.Pulse = 75;
        bed.Run(2);
        Assert.That(bed.StoryOf(condition), Is.EqualTo("start medium, end medium"), bed.Log);
    }

    [Test]
    public void WhereAnEcgIsWatchedThePulseIsNot()
    {
        var bed = new Bedside();
        bed.Ecg();
        var oximeter = bed.Oximeter();
        bed.Run(20);
        oximeter.Pulse = 30;
        bed.Run(30);
        Assert.That(bed.StoryOf("pulse-low"), Is.Empty, bed.Log);
    }

    [Test]
    public void WhenTheEcgIsLostThePulseIsWatchedAgain()
    {
        var bed = new Bedside();
        var ecg = bed.Ecg();
        var oximeter = bed.Oximeter();
        bed.Run(20);
        oximeter.Pulse = 30;
        bed.Run(10);
        ecg.Contact = Contact.LeadOff;
        Assert.That(bed.RunUntilStart("pulse-low", 10), Is.Not.Null, bed.Log);
    }

    [Test]
    public void AValueThatIsGoneEndsNothing()
    {
        var bed = new Bedside();
        var oximeter = bed.Oximeter();
        oximeter.Pulse = 30;
        bed.Run(20);
        oximeter.Pulse = null;
        bed.Run(5);
        Assert.That(bed.StoryOf("pulse-low"), Is.EqualTo("start medium"), bed.Log);
    }
}
