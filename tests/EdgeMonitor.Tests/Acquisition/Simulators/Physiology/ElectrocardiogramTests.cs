using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Tests.Acquisition.Simulators.Physiology;

public sealed class ElectrocardiogramTests
{
    private const double RateHz = 500;

    [TestCase(72)]
    [TestCase(150)]
    public void TheMeasuredRPeaksAreTheBeatsOfTheTruth(double rate)
    {
        var patient = new Patient(Scenarios.Normal, 4, new PatientSettings { HeartRate = rate });
        var ecg = Sample(patient, EcgLead.II, 60);
        var beats = patient.TruthUntil(59.5).Beats;
        var peaks = Peaks(ecg, 0.6).Where(peak => peak < 59.5).ToList();

        Assert.That(peaks, Has.Count.EqualTo(beats.Count));
        for (var i = 0; i < peaks.Count; i++) Assert.That(peaks[i], Is.EqualTo(beats[i].Seconds).Within(0.006));
        Assert.That(60 * (peaks.Count - 1) / (peaks[^1] - peaks[0]), Is.EqualTo(rate).Within(0.02 * rate));
    }

    [Test]
    public void ABeatHasItsFiveWavesInLeadTwo()
    {
        var patient = Quiet("normal 10s");
        var ecg = Sample(patient, EcgLead.II, 10);
        var r = patient.TruthUntil(10).Beats[5].Seconds;
        var (p, q, top, s, t) = (At(ecg, r - 0.153), At(ecg, r - 0.03), At(ecg, r), At(ecg, r + 0.03), At(ecg, r + 0.246));
        var rest = At(ecg, r - 0.28);

        Assert.That(p - rest, Is.InRange(0.08, 0.22));
        Assert.That(q - rest, Is.Negative);
        Assert.That(top - rest, Is.InRange(0.9, 1.3));
        Assert.That(s - rest, Is.InRange(-0.35, -0.15));
        Assert.That(t - rest, Is.InRange(0.2, 0.45));
    }

    [Test]
    public void QtShortensWithTheRootOfTheInterval()
    {
        Assert.That(PeakOfT(60) / PeakOfT(120), Is.EqualTo(Math.Sqrt(2)).Within(0.08));

        static double PeakOfT(double rate)
        {
            var patient = Quiet("normal 20s", rate);
            var r = patient.TruthUntil(20).Beats[8].Seconds;
            var ecg = Sample(patient, EcgLead.II, 20);
            return Enumerable.Range(0, 150).Select(i => 0.1 + i / RateHz).MaxBy(delay => At(ecg, r + delay));
        }
    }

    [Test]
    public void APrematureBeatIsWiderThanANormalOneAndHasNoPWave()
    {
        var patient = Quiet("ectopy 120s rate=8");
        var ecg = Sample(patient, EcgLead.II, 120);
        var beats = patient.TruthUntil(119).Beats.Skip(1).ToList();

        double Width(Beat beat) => Enumerable.Range(-100, 200).Count(i => At(ecg, beat.Seconds + i / RateHz) > 0.5) / RateHz;
        var normal = beats.Where(beat => beat.Kind == BeatKind.Normal).Max(Width);
        var ventricular = beats.Where(beat => beat.Kind == BeatKind.Ventricular).ToList();
        Assert.That(ventricular, Is.Not.Empty);
        Assert.That(ventricular.Min(Width), Is.GreaterThan(3 * normal));
    }

    [Test]
    public void AsystoleIsFlatButNotSilent()
    {
        var ecg = Sample(new Patient(ScenarioText.Parse("normal 10s, asystole 20s"), 4), EcgLead.II, 30);

        // A wave of the last beat may still be under way for half a second.
        var flat = ecg[(int)(11 * RateHz)..(int)(29.9 * RateHz)];
        Assert.That(flat.Max() - flat.Min(), Is.InRange(0.02, 0.3));
        var steps = flat.Zip(flat.Skip(1), (a, b) => Math.Abs(b - a)).ToList();
        Assert.That(steps.Max(), Is.LessThan(0.1), "nothing in it looks like a QRS");
        Assert.That(steps.Count(step => step > 0), Is.GreaterThan(flat.Length * 9 / 10), "a live amplifier is never quite still");
    }

    [Test]
    public void ChestLeadsSeeTheSameHeartFromElsewhere()
    {
        var patient = Quiet("normal 10s");
        var r = patient.TruthUntil(10).Beats[5].Seconds;

        double RIn(EcgLead lead) => At(Sample(patient, lead, 10), r);
        Assert.That(RIn(EcgLead.V1), Is.LessThan(-0.4));
        Assert.That(RIn(EcgLead.V5), Is.GreaterThan(0.9));
        Assert.That(RIn(EcgLead.I), Is.InRange(0.3, 0.7));
    }

    [Test]
    public void MotionDisturbsAndIsOverWithItsEpisode()
    {
        var ecg = Sample(new Patient(ScenarioText.Parse("asystole 10s, motion 10s, asystole 10s"), 4), EcgLead.II, 30);

        double Slow(int from) => Enumerable.Range(from, 6).Select(second => ecg[(int)(second * RateHz)..(int)((second + 1) * RateHz)]).Average(second => second.Max() - second.Min());
        Assert.That(Slow(2), Is.LessThan(0.2));
        Assert.That(Slow(22), Is.LessThan(0.2));
        Assert.That(Slow(12), Is.GreaterThan(0.5));
    }

    [Test]
    public void TheHeightOfRFollowsBreathing()
    {
        var patient = Quiet("normal 60s");
        var (ecg, breathing) = (Sample(patient, EcgLead.II, 60), new Breathing(patient));
        var beats = patient.TruthUntil(59).Beats.Select(beat => (Volume: breathing.VolumeAt(beat.Seconds), Height: At(ecg, beat.Seconds))).ToList();

        Assert.That(beats.Where(beat => beat.Volume > 0.7).Average(beat => beat.Height) - beats.Where(beat => beat.Volume < 0.3).Average(beat => beat.Height), Is.GreaterThan(0.05));
    }

    private static Patient Quiet(string scenario, double rate = 72)
        => new(ScenarioText.Parse(scenario), 4, new PatientSettings { MuscleNoiseMillivolt = 0, HeartRate = rate });

    private static double[] Sample(Patient patient, EcgLead lead, double seconds)
    {
        var ecg = new Electrocardiogram(patient, lead);
        return [.. Enumerable.Range(0, (int)(seconds * RateHz)).Select(i => ecg.At(i / RateHz))];
    }

    private static double At(double[] ecg, double seconds) => ecg[(int)Math.Round(seconds * RateHz)];

    /// <summary>Times of the highest samples above a threshold, one for each crossing.</summary>
    private static List<double> Peaks(double[] ecg, double threshold)
    {
        var peaks = new List<double>();
        for (var i = 1; i < ecg.Length; i++)
        {
            if (ecg[i - 1] > threshold || ecg[i] <= threshold) continue;
            var last = i;
            while (last < ecg.Length && last < i + 25) last++;
            peaks.Add(Enumerable.Range(i, last - i).MaxBy(at => ecg[at]) / RateHz);
            i = last;
        }

        return peaks;
    }
}
