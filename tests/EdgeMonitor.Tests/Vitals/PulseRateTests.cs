using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

public sealed class PulseRateTests
{
    [Test]
    public void ItIsTheMeanOfTheGoodIntervals([Values(40, 75, 180)] double rate)
    {
        var (pulses, end) = Regular(rate, 30);
        Assert.That(pulses.At(end).Value, Is.EqualTo(rate).Within(0.01));
        Assert.That(pulses.At(end).Quality, Is.EqualTo(SignalQuality.Good));
    }

    [Test]
    public void AMovementThatMakesUpPulsesDoesNotMoveIt()
    {
        var (pulses, end) = Regular(75, 30);
        for (var i = 1; i <= 30; i++) pulses.Add(end + TimeSpan.FromSeconds(0.3 * i), isGood: false);
        Assert.That(pulses.At(end + TimeSpan.FromSeconds(9)).Value, Is.EqualTo(75).Within(0.01));
    }

    [Test]
    public void AMissedPulseAmongGoodOnesDoesNotCount()
    {
        var pulses = new PulseRate();
        for (var i = 0; i < 30; i++)
        {
            if (i % 9 != 8) pulses.Add(TimeSpan.FromSeconds(0.8 * i), isGood: true);
        }

        Assert.That(pulses.At(TimeSpan.FromSeconds(23.2)).Value, Is.EqualTo(75).Within(0.01));
    }

    [Test]
    public void WithoutGoodPulsesForLongItIsThatOfAllAndPoor()
    {
        var (pulses, end) = Regular(75, 30);
        for (var i = 1; i <= 60; i++) pulses.Add(end + TimeSpan.FromSeconds(0.5 * i), isGood: false);
        var value = pulses.At(end + TimeSpan.FromSeconds(30));
        Assert.That((value.Value, value.Quality), Is.EqualTo((120.0, SignalQuality.Poor)));
    }

    [Test]
    public void WithoutAnyPulseThereIsNoRate()
    {
        var (pulses, end) = Regular(75, 30);
        Assert.That(pulses.At(end + TimeSpan.FromSeconds(4.1)).Value, Is.Null);
        pulses.Reset();
        Assert.That(pulses.At(end).Reason, Is.EqualTo(NoData.Starting));
    }

    [Test]
    public void IntervalsOfTwoLengthsOnlyStillHaveARate()
    {
        var (pulses, at) = (new PulseRate(), 0.0);
        for (var i = 0; i < 40; i++) pulses.Add(TimeSpan.FromSeconds(at += i % 2 == 0 ? 0.3 : 1.2), isGood: true);
        Assert.That(pulses.At(TimeSpan.FromSeconds(at)).Value, Is.EqualTo(80).Within(0.01));
    }

    private static (PulseRate Pulses, TimeSpan End) Regular(double rate, double seconds)
    {
        var (pulses, end) = (new PulseRate(), TimeSpan.Zero);
        for (var at = 0.0; at < seconds; at += 60 / rate) pulses.Add(end = TimeSpan.FromSeconds(at), isGood: true);
        return (pulses, end);
    }
}
