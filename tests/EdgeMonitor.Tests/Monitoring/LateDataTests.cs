using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>Data that were stored and come late neither raise nor clear an alarm.</summary>
public sealed class LateDataTests
{
    private static readonly SignalDescriptor Lead = new("ecg", "II", 131330, MdcUnit.Millivolt, 250, 0.001);

    [TestCase(6, "")]
    [TestCase(4, "start medium")]
    public void AReadingThatLiesTooFarBehindRaisesNothing(double age, string story)
    {
        var bed = new Bedside();
        bed.Run(60);
        bed.Give(Pressure(80, bed.Now - TimeSpan.FromSeconds(age)));
        bed.Run(2);
        Assert.That(bed.StoryOf("systolic-low"), Is.EqualTo(story));
    }

    [Test]
    public void ALateReadingClearsNothingAndIsNotShown()
    {
        var bed = new Bedside();
        bed.Run(60);
        bed.Give(Pressure(80, bed.Now));
        bed.Give(Pressure(120, bed.Now - TimeSpan.FromMinutes(10)));
        bed.Give(Pressure(121, bed.Now - TimeSpan.FromSeconds(1)));
        bed.Run(1);
        Assert.That(bed.StoryOf("systolic-low"), Is.EqualTo("start medium"));
        Assert.That(bed.Events.OfType<Core.Monitoring.VitalSign>().Last(vital => vital.Reading.Mdc == Mdc.PressBldNoninvSys).Reading.Value, Is.EqualTo(80));
    }

    [Test]
    public void BlocksSentAfterAPauseRaiseNoAsystoleAndEndNone()
    {
        var bed = new Bedside();
        bed.Run(120);
        Begin(bed);
        for (var block = 0; block < 100; block++) bed.Give(Flat(block * 25L, TimeSpan.FromSeconds(block / 10.0)));
        bed.Run(4);
        Assert.That(bed.StoryOf("asystole"), Is.Empty, bed.Log);
        Assert.That(bed.RunUntilStart("no-data", 5), Is.Not.Null, "nothing of now has come");
    }

    [Test]
    public void ABlockThatComesTwiceIsTakenOnce()
    {
        var bed = new Bedside();
        Begin(bed);
        for (var block = 0; block < 30; block++)
        {
            bed.Give(Flat(block * 25L, bed.Now));
            bed.Run(0.1);
        }

        // Three seconds of silence of the heart are no asystole, also where they are sent again.
        for (var block = 0; block < 30; block++) bed.Give(Flat(block * 25L, bed.Now));
        Assert.That(bed.StoryOf("asystole"), Is.Empty);
    }

    [Test]
    public void AStreamOfNowStaysOneWhenItsClockIsSetBack()
    {
        var bed = new Bedside();
        var ecg = bed.Ecg();
        bed.Run(20);
        ecg.ClockError = TimeSpan.FromHours(-1);
        bed.Run(3);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", 10), Is.Not.Null);
    }

    private static Reading Pressure(double value, TimeSpan at) => Reading.Valid("nibp", Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury, value, at);

    private static void Begin(Bedside bed)
    {
        bed.Give(new SignalList("ecg", [Lead], bed.Now));
        bed.Give(new LinkStatus("ecg", LinkState.Up, "", bed.Now));
    }

    private static SampleBlock Flat(long firstIndex, TimeSpan at) => new(Lead, firstIndex, at, new int[25]);
}
