using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>What is not the patient's pressure.</summary>
public sealed class PressureLineTests
{
    [Test]
    public void AFlushIsKnownSoonAndOver([Values(50, 125, 500)] double rate)
    {
        var line = new Line(rate);
        line.Play(10, Artery);
        Assert.That(line.State, Is.EqualTo(PressureLineState.Patient));
        line.Play(0.9, static _ => 290);
        Assert.That(line.State, Is.EqualTo(PressureLineState.Flushed));
        line.Play(1, Artery);
        Assert.That(line.State, Is.EqualTo(PressureLineState.Patient));
    }

    [Test]
    public void ALineOpenToTheAirIsKnown()
    {
        var line = new Line(125);
        line.Play(10, Artery);
        line.Play(1.3, static at => 0.5 * Math.Sin(at));
        Assert.That(line.State, Is.EqualTo(PressureLineState.Zeroed));
    }

    [Test]
    public void AnArteryWithoutAHeartIsThePatients()
    {
        var line = new Line(125);
        line.Play(10, Artery);
        for (var second = 0; second < 60; second++)
        {
            var from = second;
            line.Play(1, at => 12 + 68 * Math.Exp(-(from + at % 1) / 8));
            Assert.That(line.State, Is.EqualTo(PressureLineState.Patient), $"{second} s after the last beat");
        }
    }

    [Test]
    public void APressureThatSinksToNothingWithinSecondsIsThePatients()
    {
        var line = new Line(125);
        line.Play(10, Artery);
        for (var second = 0; second < 20; second++)
        {
            var from = second;
            line.Play(1, at => 80 * Math.Exp(-(from + at % 1) / 1.5));
            Assert.That(line.State, Is.EqualTo(PressureLineState.Patient), $"{second} s after the last beat");
        }
    }

    [Test]
    public void ACrisisIsThePatients()
    {
        var line = new Line(125);
        line.Play(20, static at => 190 + 40 * (at * 1.5 % 1 < 0.3 ? 1 : 0));
        Assert.That(line.State, Is.EqualTo(PressureLineState.Patient));
    }

    [TestCase(290)]
    [TestCase(0)]
    public void NothingIsBelievedForLongerThanHalfAMinute(double pressure)
    {
        var line = new Line(125);
        line.Play(10, Artery);
        line.Play(28, _ => pressure);
        Assert.That(line.State, Is.Not.EqualTo(PressureLineState.Patient));
        line.Play(5, _ => pressure);
        Assert.That(line.State, Is.EqualTo(PressureLineState.Patient), "it must be able to raise an alarm");
        line.Play(120, _ => pressure);
        Assert.That(line.State, Is.EqualTo(PressureLineState.Patient));
    }

    private static double Artery(double at)
    {
        var phase = at * 1.25 % 1;
        return 80 + 40 * (phase < 0.15 ? phase / 0.15 : Math.Exp(-4 * (phase - 0.15)));
    }

    private sealed class Line(double rate)
    {
        private readonly PressureLine _line = new(rate);
        private long _count;

        public PressureLineState State => _line.State;

        public void Play(double seconds, Func<double, double> pressure)
        {
            for (var end = _count + (long)(seconds * rate); _count < end; _count++) _line.Add((float)pressure(_count / rate));
        }
    }
}
