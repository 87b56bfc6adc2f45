using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>Each reason on a lead that has nothing else wrong with it, at the lowest, a usual and a high sampling rate.</summary>
[TestFixture(128.0)]
[TestFixture(250.0)]
[TestFixture(1000.0)]
public class SignalQualityReasonTests(double rate)
{
    private const double Seconds = 30;

    [Test]
    public void ACleanLeadHasNoFault()
    {
        var index = After(Lead());
        Assert.That((index.Quality, index.Faults), Is.EqualTo((SignalQuality.Good, QualityFaults.None)));
        Assert.That(index.Agreement, Is.EqualTo(1));
    }

    [TestCase(49.5)]
    [TestCase(50.3)]
    [TestCase(59.8)]
    public void HumIsNamedAndMeasured(double frequency)
    {
        var index = After(Lead().WithSine(rate, frequency, 0.3));
        Assert.That(index.Faults & QualityFaults.Mains, Is.EqualTo(QualityFaults.Mains));
        Assert.That(index.HumHeight, Is.EqualTo(0.3).Within(0.06));
        Assert.That(index.Quality, Is.EqualTo(SignalQuality.Marginal), "The beats are seen all the same.");
    }

    [TestCase(0.5)]
    [TestCase(-0.5)]
    public void CutOffTopsAreNamed(double end)
    {
        var lead = Lead(end < 0 ? -1 : 1);
        for (var i = 0; i < lead.Length; i++) lead[i] = end > 0 ? Math.Min(lead[i], (float)end) : Math.Max(lead[i], (float)end);
        Assert.That(After(lead).Faults & QualityFaults.Clipped, Is.EqualTo(QualityFaults.Clipped));
    }

    [Test]
    public void ACoarseConverterCutsNothingOff()
    {
        var lead = Lead().WithNoise(0.02, seed: 2);
        for (var i = 0; i < lead.Length; i++) lead[i] = MathF.Round(lead[i] / 0.01f) * 0.01f;
        Assert.That(After(lead).Faults, Is.EqualTo(QualityFaults.None));
    }

    [Test]
    public void AFlatLeadIsNamedFlatAndNothingElse()
    {
        var lead = Lead();
        lead.AsSpan((int)(10 * rate)).Fill(0.2f);
        var index = After(lead);
        Assert.That((index.Quality, index.Faults), Is.EqualTo((SignalQuality.Poor, QualityFaults.Flat)));
    }

    [Test]
    public void BeatsThatOnlyOneDetectorSeesAreADisagreement()
    {
        var (lead, index) = (Lead(), new SignalQualityIndex(rate, kind: WaveKind.Ecg));
        index.Process(lead, 1, 0.1); // the first detector finds none at all
        Assert.That((index.Agreement, index.Faults, index.Quality, index.IsNoisy), Is.EqualTo(((double?)0, QualityFaults.Disagreement, SignalQuality.Poor, true)));
    }

    [Test]
    public void NoiseIsNamedWhereItIsAThirdOfTheBeats()
    {
        var index = After(Lead().WithNoise(1.5));
        Assert.That(index.Faults & QualityFaults.Noise, Is.EqualTo(QualityFaults.Noise));
        Assert.That(index.Quality, Is.Not.EqualTo(SignalQuality.Good));
    }

    [Test]
    public void AfterAHoleTheBeatsBeforeItDoNotCount()
    {
        var (lead, index) = (Lead(), new SignalQualityIndex(rate, kind: WaveKind.Ecg));
        index.Process(lead, 1, 0.1);
        index.Restart(1_000_000);
        Assert.That(index.Agreement, Is.Null);
        index.Process(lead.AsSpan(0, (int)(3 * rate)), 1, 0.1);
        Assert.That(index.Faults, Is.EqualTo(QualityFaults.None));
    }

    private static float[] Lead(double rate, int height)
        => TestEcg.Flat(Seconds, rate).WithBeats(rate, TestEcg.Regular(Seconds, 70), height).WithNoise(0.01);

    private float[] Lead(int height = 1) => Lead(rate, height);

    /// <summary>The index with the beats of the detector, in spans of 20 ms.</summary>
    private SignalQualityIndex After(float[] lead)
    {
        var (index, detector, span) = (new SignalQualityIndex(rate, kind: WaveKind.Ecg), new QrsDetector(rate), (int)(rate / 50));
        for (var i = 0; i < lead.Length; i += span)
        {
            var samples = lead.AsSpan(i, Math.Min(span, lead.Length - i));
            detector.Process(samples);
            while (detector.TryTakeBeat(out var beat)) index.AddBeat(beat.Index);
            index.Process(samples, detector.BeatLevel, detector.NoiseLevel);
        }

        return index;
    }
}
