using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>Limits of readings on a time line.</summary>
public sealed class ReadingLimitsTests
{
    private const uint MmHg = MdcUnit.MillimetreOfMercury;

    /// <summary>Condition, what is measured, unit, a value beyond the limit, the last value that is not yet back, the first that is, delay in s.</summary>
    private static readonly object[][] Cases =
    [
        ["pulse-low", Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 49, 51.9, 52, 6],
        ["pulse-high", Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 121, 118.1, 118, 6],
        ["systolic-low", Mdc.PressBldNoninvSys, MmHg, 89, 91.9, 92, 0],
        ["systolic-high", Mdc.PressCuffSys, MmHg, 161, 158.1, 158, 0],
        ["diastolic-low", Mdc.PressBldNoninvDia, MmHg, 49, 51.9, 52, 0],
        ["diastolic-high", Mdc.PressBldNoninvDia, MmHg, 101, 98.1, 98, 0],
        ["mean-low", Mdc.PressBldNoninvMean, MmHg, 59, 61.9, 62, 0],
        ["mean-high", Mdc.PressBldNoninvMean, MmHg, 121, 118.1, 118, 0],
        ["arterial-systolic-low", Mdc.PressBldArtSys, MmHg, 89, 91.9, 92, 5],
        ["arterial-systolic-high", Mdc.PressBldArtSys, MmHg, 161, 158.1, 158, 5],
        ["arterial-diastolic-low", Mdc.PressBldArtDia, MmHg, 49, 51.9, 52, 5],
        ["arterial-diastolic-high", Mdc.PressBldArtDia, MmHg, 101, 98.1, 98, 5],
        ["arterial-mean-low", Mdc.PressBldArtMean, MmHg, 59, 61.9, 62, 5],
        ["arterial-mean-high", Mdc.PressBldArtMean, MmHg, 121, 118.1, 118, 5],
        ["temperature-low", Mdc.TempBody, MdcUnit.DegreeCelsius, 35.9, 36.05, 36.1, 0],
        ["temperature-high", Mdc.TempTymp, MdcUnit.DegreeCelsius, 39.1, 38.95, 38.9, 0],
        ["resp-low", Mdc.RespRate, MdcUnit.BreathPerMinute, 7, 8.9, 9, 12],
        ["resp-high", Mdc.Co2RespRate, MdcUnit.BreathPerMinute, 31, 29.1, 29, 12],
    ];

    [TestCaseSource(nameof(Cases))]
    public void EachLimitBeginsAfterItsDelayAndEndsBackInsideByTheHysteresis(
        string condition, uint mdc, uint unit, double beyond, double notYetBack, double back, double delay)
    {
        var bed = new Bedside();
        Say(bed, mdc, unit, back);
        bed.Run(1);
        var began = bed.Now;
        while (bed.StoryOf(condition).Length == 0 && bed.Now - began < TimeSpan.FromSeconds(30))
        {
            Say(bed, mdc, unit, beyond);
            bed.Run(0.5);
        }

        Assert.That(bed.StoryOf(condition), Is.EqualTo("start medium"), bed.Log);
        Assert.That((bed.Alarms.Single(alarm => alarm.Rule.Condition == condition).At - began).TotalSeconds, Is.EqualTo(delay).Within(0.5));
        Say(bed, mdc, unit, notYetBack);
        bed.Run(0.5);
        Assert.That(bed.StoryOf(condition), Is.EqualTo("start medium"), "inside the limit, not by the hysteresis");
        Say(bed, mdc, unit, back);
        Assert.That(bed.StoryOf(condition), Is.EqualTo("start medium, end medium"));
    }

    [Test]
    public void ASingleValueOfTheCuffStandsUntilTheNextOne()
    {
        var bed = new Bedside();
        Say(bed, Mdc.PressBldNoninvSys, MmHg, 80);
        bed.Run(60);
        Assert.That(bed.StoryOf("systolic-low"), Is.EqualTo("start medium"));
        Say(bed, Mdc.PressBldNoninvSys, MmHg, 120);
        Assert.That(bed.StoryOf("systolic-low"), Is.EqualTo("start medium, end medium"));
    }

    [Test]
    public void AnOldValueOfTheCuffSaysNothingAnyMore()
    {
        var bed = new Bedside();
        bed.Give(new LinkStatus("nibp", LinkState.Up, "", bed.Now));
        Say(bed, Mdc.PressBldNoninvSys, MmHg, 80);
        LetTheDeviceSpeak(bed, 10);
        bed.Acknowledge();
        LetTheDeviceSpeak(bed, 60 * 65 - 20);
        Assert.That(bed.StoryOf("systolic-low"), Is.EqualTo("start medium, update medium"));
        LetTheDeviceSpeak(bed, 30);
        Assert.That(bed.StoryOf("systolic-low"), Is.EqualTo("start medium, update medium, end medium"), "a person knows, and nobody knows the pressure");
        Assert.That(bed.Events.OfType<Core.Monitoring.VitalSign>().Last(vital => vital.Reading.Mdc == Mdc.PressBldNoninvSys).Reading.Reason, Is.EqualTo(NoData.Stale));
    }

    [Test]
    public void SkinIsNotHeldAgainstTheLimitsOfTheBody()
    {
        var bed = new Bedside();
        Say(bed, Mdc.TempSkin, MdcUnit.DegreeCelsius, 33);
        bed.Run(5);
        Assert.That(bed.StoryOf("temperature-low"), Is.Empty);
    }

    [Test]
    public void OnlyTheBestOfTwoWaysToMeasureTheSameSpeaks()
    {
        var bed = new Bedside();
        for (var i = 0; i < 40; i++)
        {
            Say(bed, Mdc.Co2RespRate, MdcUnit.BreathPerMinute, 40);
            Say(bed, Mdc.RespRate, MdcUnit.BreathPerMinute, 15);
            bed.Run(0.5);
        }

        Assert.That(bed.StoryOf("resp-high"), Is.EqualTo("start medium"), bed.Log);
    }

    [Test]
    public void APoorValueEndsNoAlarm()
    {
        var bed = new Bedside();
        Say(bed, Mdc.PressBldNoninvSys, MmHg, 80);
        bed.Give(Reading.Valid("nibp", Mdc.PressBldNoninvSys, MmHg, 120, bed.Now, SignalQuality.Poor));
        Assert.That(bed.StoryOf("systolic-low"), Is.EqualTo("start medium"));
    }

    private static void LetTheDeviceSpeak(Bedside bed, int seconds)
    {
        for (var second = 0; second < seconds; second += 2)
        {
            Say(bed, Mdc.TempSkin, MdcUnit.DegreeCelsius, 33);
            bed.Run(2);
        }
    }

    private static void Say(Bedside bed, uint mdc, uint unit, double value) => bed.Give(Reading.Valid("nibp", mdc, unit, value, bed.Now));
}
