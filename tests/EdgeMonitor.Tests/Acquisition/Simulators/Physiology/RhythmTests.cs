using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Tests.Acquisition.Simulators.Physiology;

public sealed class RhythmTests
{
    [TestCase(45)]
    [TestCase(72)]
    [TestCase(150)]
    public void OverAMinuteTheRateIsTheOneAskedFor(double rate)
    {
        var beats = new Patient(Scenarios.Normal, 2, new PatientSettings { HeartRate = rate }).TruthUntil(60).Beats;

        var intervals = beats.Zip(beats.Skip(1), (a, b) => b.Seconds - a.Seconds).ToList();
        Assert.That(60 / intervals.Average(), Is.EqualTo(rate).Within(0.01 * rate));
        Assert.That(intervals, Has.All.InRange(60 / rate * 0.93, 60 / rate * 1.07));
    }

    [Test]
    public void TheSameSeedGivesTheSameBeatsHoweverTheyAreWalked()
    {
        var patient = new Patient(Scenarios.Demo, 3);
        var beats = patient.TruthUntil(500).Beats;

        Assert.That(patient.TruthUntil(500).Beats, Is.EqualTo(beats));
        Assert.That(new Patient(Scenarios.Demo, 4).TruthUntil(500).Beats, Is.Not.EqualTo(beats));
        var window = new BeatWindow(new Rhythm(patient), 0.4, 0.9);
        Assert.That(window.MoveTo(400), Is.EqualTo(beats.Where(beat => beat.Seconds is >= 399.1 and <= 400.4)));
    }

    [Test]
    public void EachBeatKnowsTheIntervalBeforeIt()
    {
        var beats = new Patient(Scenarios.Demo, 3).TruthUntil(500).Beats;

        for (var i = 1; i < beats.Count; i++) Assert.That(beats[i].IntervalSeconds, Is.EqualTo(beats[i].Seconds - beats[i - 1].Seconds).Within(1e-9).And.GreaterThan(0.2));
    }

    [Test]
    public void APrematureBeatIsEarlyAndItsPauseIsCompensatory()
    {
        var beats = new Patient(Scenarios.Normal, 6, new PatientSettings { VentricularBeatsPerMinute = 6 }).TruthUntil(600).Beats;
        var premature = Enumerable.Range(1, beats.Count - 2).Where(i => beats[i].Kind == BeatKind.Ventricular).ToList();

        Assert.That(premature, Has.Count.InRange(40, 80), "6 a minute for 10 minutes");
        foreach (var i in premature)
        {
            Assert.That(beats[i].IntervalSeconds, Is.LessThan(0.7 * 60 / 72));
            Assert.That(beats[i + 1].Kind, Is.EqualTo(BeatKind.Normal));
            Assert.That(beats[i + 1].Seconds - beats[i - 1].Seconds, Is.EqualTo(2 * 60.0 / 72).Within(0.15));
        }
    }

    [Test]
    public void AnAsystoleHasNoBeatAndTheHeartComesBack()
    {
        var beats = new Patient(ScenarioText.Parse("normal 20s, asystole 12s, normal 20s"), 3).TruthUntil(52).Beats;

        Assert.That(beats, Has.None.Matches<Beat>(beat => beat.Seconds is >= 20 and < 32));
        Assert.That(beats.First(beat => beat.Seconds > 32).Seconds, Is.EqualTo(32.6).Within(1e-9));
        Assert.That(beats.Count(beat => beat.Seconds > 32), Is.GreaterThan(20));
    }

    [Test]
    public void AScenarioMayBeginWithAsystole()
        => Assert.That(new Patient(ScenarioText.Parse("asystole 10s"), 3).TruthUntil(20).Beats[0].Seconds, Is.EqualTo(10.6).Within(1e-9));

    [Test]
    public void AVentricularTachycardiaIsARunOfVentricularBeats()
    {
        var beats = new Patient(ScenarioText.Parse("normal 20s, ventricular-tachycardia 10s rate=180, normal 20s"), 3).TruthUntil(50).Beats;
        var run = beats.Where(beat => beat.Seconds is >= 20 and < 30).ToList();

        Assert.That(run, Has.All.Matches<Beat>(beat => beat.Kind == BeatKind.Ventricular));
        Assert.That(run, Has.Count.InRange(29, 31));
        Assert.That(beats.Except(run), Has.All.Matches<Beat>(beat => beat.Kind == BeatKind.Normal));
    }

    [TestCase("bradycardia 40s rate=38", 38)]
    [TestCase("tachycardia 40s rate=145", 145)]
    public void AnEpisodeOfRateReachesItsRate(string scenario, double rate)
    {
        var beats = new Patient(ScenarioText.Parse(scenario), 3).TruthUntil(40).Beats.Where(beat => beat.Seconds is > 8 and < 36);

        Assert.That(60 / beats.Average(beat => beat.IntervalSeconds), Is.EqualTo(rate).Within(0.03 * rate));
    }

    /// <summary>Amplitude of the beat interval's change in a band, relative to the mean, from 10 minutes.</summary>
    [TestCase(0.07, 0.13, true)]
    [TestCase(0.22, 0.28, false)]
    public void BothBandsOfVariabilityAreThereAndGoWithTheirSetting(double lowHz, double highHz, bool isLowFrequency)
    {
        var with = Variance(new PatientSettings(), lowHz, highHz);
        var without = Variance(isLowFrequency ? new PatientSettings { LowFrequencyVariability = 0 } : new PatientSettings { HighFrequencyVariability = 0 }, lowHz, highHz);

        // A sine of relative amplitude a has the variance a²/2; the band holds most of it.
        var amplitude = isLowFrequency ? 0.02 : 0.025;
        Assert.That(with, Is.InRange(amplitude * amplitude / 2 * 0.3, amplitude * amplitude / 2 * 1.3));
        Assert.That(without, Is.LessThan(with / 10));
    }

    private static double Variance(PatientSettings settings, double lowHz, double highHz)
    {
        const double Step = 0.25, Length = 600;
        var beats = new Patient(Scenarios.Normal, 5, settings).TruthUntil(Length).Beats;
        var mean = beats.Average(beat => beat.IntervalSeconds);
        var next = 0;
        var series = new List<double>();
        for (var time = 2.0; time < Length - 2; time += Step)
        {
            while (beats[next].Seconds < time) next++;
            var part = (time - beats[next - 1].Seconds) / beats[next].IntervalSeconds;
            series.Add((beats[next - 1].IntervalSeconds * (1 - part) + beats[next].IntervalSeconds * part) / mean - 1);
        }

        var variance = 0.0;
        for (var bin = 1; bin < series.Count / 2; bin++)
        {
            var hz = bin / (series.Count * Step);
            if (hz < lowHz || hz > highHz) continue;
            var (real, imaginary) = (0.0, 0.0);
            for (var i = 0; i < series.Count; i++)
            {
                real += series[i] * Math.Cos(Math.Tau * bin * i / series.Count);
                imaginary += series[i] * Math.Sin(Math.Tau * bin * i / series.Count);
            }

            variance += 2 * (real * real + imaginary * imaginary) / ((double)series.Count * series.Count);
        }

        return variance;
    }
}
