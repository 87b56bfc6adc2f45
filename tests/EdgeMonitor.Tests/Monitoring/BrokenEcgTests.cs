using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

using static EdgeMonitor.Tests.Monitoring.BedWithEcg;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>The ECG alarms while the signal has holes, sessions end and clocks jump: no asystole is hidden and none is made up.</summary>
public sealed class BrokenEcgTests
{
    [Test]
    public void AnElectrodeThatComesOffForAMomentDoesNotEndAsystole()
    {
        var (bed, ecg) = StartAsystole();
        ecg.Contact = Contact.LeadOff;
        bed.Run(0.5);
        ecg.Contact = Contact.Attached;
        bed.Run(20);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), "nobody has seen a beat");
    }

    [Test]
    public void AHoleInTheSignalDoesNotEndAsystole([Values(0.5, 3, 30)] double seconds)
    {
        var (bed, ecg) = StartAsystole();
        ecg.Sends = false;
        bed.Run(seconds);
        ecg.Sends = true;
        bed.Run(20);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), "nobody has seen a beat");
    }

    [Test]
    public void ANewSessionDoesNotEndAsystole([Values(0.3, 3, 30)] double seconds)
    {
        var (bed, ecg) = StartAsystole();
        ecg.Break();
        bed.Run(seconds);
        ecg.Connect();
        bed.Run(20);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), "nobody has seen a beat");
    }

    [Test]
    public void ANewSessionOfABeatingHeartIsNoAsystole([Values(0.3, 1.5, 3, 10, 600)] double seconds)
    {
        var (bed, ecg) = Start(60);
        ecg.Break();
        bed.Run(seconds);
        ecg.Connect();
        bed.Run(30);
        Assert.That(bed.StoryOf("asystole"), Is.Empty, bed.Log);
    }

    [Test]
    public void ShortHolesDoNotHideAsystole([Values(0.1, 0.5, 1.5, 1.9, 2.5, 2.9)] double hole, [Values(0.3, 1, 3)] double between)
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        var began = bed.Now;
        while ((bed.Now - began).TotalSeconds < 2 * TimeToAlarm && !Said(bed, "asystole", "no-data"))
        {
            bed.Run(between);
            // The supervisor reports a silence of 2 s, and data as soon as they come again.
            ecg.Sends = false;
            bed.Run(Math.Min(hole, 2));
            if (hole > 2) ecg.FallSilent();
            bed.Run(Math.Max(0, hole - 2));
            if (hole > 2) ecg.Resume();
            ecg.Sends = true;
        }

        Assert.That(Said(bed, "asystole", "no-data"), Is.True, "neither asystole nor the missing data is signalled");
        Assert.That((bed.Alarms.First().At - began).TotalSeconds, Is.LessThanOrEqualTo(TimeToAlarm + 1));
    }

    [Test]
    public void ReconnectionsDoNotHideAsystole([Values(0.2, 0.9, 2)] double down, [Values(0.5, 2, 4)] double up)
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        var began = bed.Now;
        while ((bed.Now - began).TotalSeconds < 2 * TimeToAlarm && !Said(bed, "asystole", "no-data"))
        {
            ecg.Break();
            bed.Run(down);
            ecg.Connect();
            bed.Run(up);
        }

        Assert.That(Said(bed, "asystole", "no-data"), Is.True, "neither asystole nor the broken link is signalled");
        Assert.That((bed.Now - began).TotalSeconds, Is.LessThanOrEqualTo(TimeToAlarm));
    }

    [Test]
    public void AFlappingElectrodeIsSignalledWhateverItsRhythm([Values(0.1, 0.5, 0.9)] double off, [Values(0.1, 0.5, 1, 3, 4)] double on)
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        var began = bed.Now;
        while ((bed.Now - began).TotalSeconds < 2 * TimeToAlarm && !Said(bed, "asystole", "lead-off"))
        {
            ecg.Contact = Contact.LeadOff;
            bed.Run(off);
            ecg.Contact = Contact.Attached;
            bed.Run(on);
        }

        Assert.That(Said(bed, "asystole", "lead-off"), Is.True, "neither asystole nor the loose electrode is signalled");
        Assert.That((bed.Now - began).TotalSeconds, Is.LessThanOrEqualTo(TimeToAlarm));
    }

    [TestCase(-3600)]
    [TestCase(-30)]
    [TestCase(-2)]
    [TestCase(2)]
    [TestCase(30)]
    public void AJumpOfTheSensorsClockDoesNotHideAsystole(double seconds)
    {
        var (bed, ecg) = Start(75);
        ecg.ClockError = TimeSpan.FromSeconds(seconds);
        bed.Run(3);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", TimeToAlarm), Is.Not.Null, bed.Log);
    }

    [TestCase(-3600)]
    [TestCase(-30)]
    public void AJumpOfTheSensorsClockDoesNotFreezeTheHeartRate(double seconds)
    {
        var (bed, ecg) = Start(75);
        ecg.ClockError = TimeSpan.FromSeconds(seconds);
        ecg.HeartRate = 150;
        bed.Run(15);
        Assert.That(Said(bed, "hr-high", "no-data"), Is.True, "an old heart rate is shown on, and nobody says so");
    }

    [Test]
    public void AShortHoleInTheEcgOfASlowHeartIsNoAsystole([Values(0.1, 1, 1.9)] double hole, [Range(0, 1.4, 0.2)] double phase)
    {
        var (bed, ecg) = Start(40);
        bed.Run(phase);
        ecg.Sends = false;
        bed.Run(hole);
        ecg.Sends = true;
        bed.Run(20);
        Assert.That(bed.StoryOf("asystole"), Is.Empty, bed.Log);
    }

    [Test]
    public void ALeadThatStopsAloneIsMissed([Values(EcgLeads.First, EcgLeads.All)] EcgLeads leads)
    {
        var bed = new Bedside(leads: leads);
        var ecg = bed.Ecg();
        bed.Run(20);
        ecg.LeadIsSent = false;
        Assert.That(bed.RunUntilStart("no-data", TimeToAlarm), Is.Not.Null, "the device's other wave goes on, and nobody counts the beats");
    }

    [Test]
    public void ARateThatWasNotMeasuredNowDoesNotEndAnAlarm()
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 150;
        Assert.That(bed.RunUntilStart("hr-high", 15), Is.Not.Null);
        ecg.HeartRate = 75;
        ecg.LeadIsSent = false;
        bed.Run(30);
        Assert.That(bed.StoryOf("hr-high"), Is.EqualTo("start medium"), bed.Log);
        Assert.That(bed.Events.OfType<VitalSign>().Last(vital => vital.Reading.Mdc == Mdc.EcgHeartRate).Reading.Value, Is.Null);
    }
}
