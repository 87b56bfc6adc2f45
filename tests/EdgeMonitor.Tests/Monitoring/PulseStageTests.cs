using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>What the waves of a pulse say by themselves, beside the ECG.</summary>
public sealed class PulseStageTests
{
    [Test]
    public void APlethThatLosesItsPulseIsSaid()
    {
        var bed = new Bedside();
        bed.Ecg();
        var wave = bed.Oximeter().Wave;
        wave.Rate = 75;
        bed.Run(20);
        wave.Rate = 0;
        Assert.That(bed.RunUntilStart("pleth-quality", 90), Is.InRange(60, 70), bed.Log);
        wave.Rate = 75;
        bed.Run(20);
        Assert.That(bed.StoryOf("pleth-quality"), Is.EqualTo("start low, end low"), bed.Log);
    }

    [Test]
    public void AnArterialLineGivesItsNumbers()
    {
        var bed = new Bedside();
        bed.Ecg();
        var wave = bed.Pressure().Wave;
        wave.Rate = 75;
        bed.Run(20);
        Assert.That((Newest(Mdc.PressBldArtSys), Newest(Mdc.PressBldArtDia), Newest(Mdc.PulsRate)), Is.EqualTo((121.0, 81.0, 75.0)).Using<double?>((a, b) => Math.Abs(a!.Value - b!.Value) <= 3));
        Assert.That(Newest(Mdc.PressBldArtMean), Is.InRange(85, 105));
        wave.Rate = 0;
        bed.Run(10);
        Assert.That((Newest(Mdc.PressBldArtSys), Newest(Mdc.PressBldArtDia)), Is.EqualTo(((double?)null, (double?)null)), "nobody knows without a pulse");
        Assert.That(Newest(Mdc.PressBldArtMean), Is.EqualTo(80).Within(2), "the mean is what stands in the line");

        double? Newest(uint mdc) => bed.Events.OfType<VitalSign>().Last(vital => vital.Reading.Mdc == mdc).Reading.Value;
    }
}
