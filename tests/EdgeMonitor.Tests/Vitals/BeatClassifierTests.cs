using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>Ventricular beats told from the others: generated ones exactly, annotated ones to floors.</summary>
public sealed class BeatClassifierTests
{
    /// <summary>Reached on the 22 records without a pacemaker: see the test's output.</summary>
    private const double SensitivityFloor = 0.95, PositivePredictivityFloor = 0.91;

    [Test]
    public void WideEarlyBeatsAreVentricular([Values(125, 250, 500)] double rate)
    {
        double[] usual = [.. TestEcg.Regular(60, 70).Where((_, beat) => beat % 10 != 9)];
        double[] early = [.. TestEcg.Regular(60, 70).Where((_, beat) => beat % 10 == 9).Select(time => time - 0.3)];
        var lead = TestEcg.Flat(60, rate).WithBeats(rate, usual).WithBeats(rate, early, height: 1.2, width: 0.18, tWave: -0.4).WithNoise(0.03);
        var found = Classify(lead, rate).Where(beat => beat.Class == BeatClass.Ventricular).Select(beat => beat.At).ToList();
        Assert.That(found, Has.Count.EqualTo(early.Length));
        for (var i = 0; i < early.Length; i++) Assert.That(found[i], Is.EqualTo(early[i]).Within(0.1));
    }

    [Test]
    public void NoBeatOfASteadyRhythmIsVentricular([Values(45, 80, 160)] double beatsPerMinute, [Values(0.08, 0.14)] double width)
    {
        var lead = TestEcg.Flat(60, 250).WithBeats(250, TestEcg.Regular(60, beatsPerMinute), width: width).WithNoise(0.1);
        Assert.That(Classify(lead, 250).Select(beat => beat.Class), Has.None.EqualTo(BeatClass.Ventricular));
    }

    /// <summary>What was learned from noise while the electrodes were put on must not make a fast heart ventricular for good.</summary>
    [Test]
    public void AFewStrangeBeatsAtTheStartAreNotTheUsualOnes()
    {
        var lead = TestEcg.Flat(120, 250).WithBeats(250, TestEcg.Regular(6, 80), height: -0.8, width: 0.05, tWave: 0)
            .WithBeats(250, TestEcg.Regular(120, 160, first: 6.5), width: 0.09);
        Assert.That(Classify(lead, 250).Where(beat => beat.At > 60).Select(beat => beat.Class), Has.None.EqualTo(BeatClass.Ventricular));
    }

    [Test]
    public void TheFirstBeatsAreNotClassified()
    {
        var lead = TestEcg.Flat(30, 250).WithBeats(250, TestEcg.Regular(30, 75));
        Assert.That(Classify(lead, 250).Take(8).Select(beat => beat.Class), Has.All.EqualTo(BeatClass.Unclassified));
    }

    /// <summary>Electrodes exchanged, or a smaller or larger heart on the lead, change no class.</summary>
    [Test]
    public void NeitherTheSignNorTheSizeOfTheLeadMatters([Values(-1, -0.5, 0.5, 2)] double factor)
    {
        var lead = Ectopic(250);
        float[] other = [.. lead.Select(value => (float)(factor * value))];
        Assert.That(Classify(other, 250).Select(beat => beat.Class), Is.EqualTo(Classify(lead, 250).Select(beat => beat.Class)));
    }

    [Test]
    public void TheSamplingRateDoesNotMatter([Values(100, 128, 200, 360, 1000)] double rate)
    {
        var usual = Classify(Ectopic(250), 250);
        var other = Classify(Ectopic(rate), rate);
        Assert.That(other.Select(beat => beat.Class), Is.EqualTo(usual.Select(beat => beat.Class)));
        for (var i = 0; i < usual.Count; i++) Assert.That(other[i].At, Is.EqualTo(usual[i].At).Within(0.02));
    }

    [Test]
    public void NothingIsAllocatedInSteadyState()
    {
        const double rate = 250;
        var lead = Ectopic(rate);
        var (detector, analysis) = (new QrsDetector(rate), new RhythmAnalysis(rate));
        Play();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var beats = Play();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(beats, Is.GreaterThan(100));

        int Play()
        {
            var count = 0;
            for (var at = 0; at + 25 <= lead.Length; at += 25)
            {
                detector.Process(lead.AsSpan(at, 25));
                analysis.Process(lead.AsSpan(at, 25));
                for (; detector.TryTakeBeat(out var beat); count++) analysis.Classify(beat);
            }

            return count;
        }
    }

    /// <summary>A run that lasts longer than the memory of the usual beats must not become the usual rhythm, or its alarm would end by itself.</summary>
    [Test]
    public void ALongVentricularTachycardiaStaysVentricular()
    {
        double[] usual = TestEcg.Regular(60, 75);
        double[] run = [.. TestEcg.Regular(300, 160, first: 60.2)];
        var lead = TestEcg.Flat(360, 250).WithBeats(250, usual).WithBeats(250, run.Where(time => time < 359), width: 0.2, tWave: -0.4);
        var late = Classify(lead, 250).Where(beat => beat.At > 70).Select(beat => beat.Class).ToList();
        Assert.That(late.Count(kind => kind == BeatClass.Ventricular), Is.GreaterThan(0.98 * late.Count));
    }

    [Test]
    public void VentricularBeatsOfTheArrhythmiaDatabaseAreTold()
    {
        if (Recordings.Folder("mitdb") is not { } folder) return;
        var (found, missed, wrong) = (0, 0, 0);
        foreach (var path in Directory.EnumerateFiles(folder, "*.atr").Where(path => Path.GetFileNameWithoutExtension(path) is not ("102" or "104")).Order())
        {
            var (rate, lead) = AnnotatedRecord.FirstLead(Path.ChangeExtension(path, ".hea"));
            // Fusion beats, flutter waves and beats that the annotators could not tell count neither way (EC57).
            var marks = AnnotatedRecord.Annotations(path).Where(mark => mark.Code is >= 1 and <= 13 or 31 or 34 or 38).ToList();
            var before = (found, missed, wrong);
            foreach (var (at, kind) in Classify(lead, rate))
            {
                var near = marks.Where(mark => Math.Abs(mark.Sample / rate - at) <= 0.15).OrderBy(mark => Math.Abs(mark.Sample / rate - at)).FirstOrDefault();
                if (near.Code is 6 or 12 or 13 or 31 or 38) continue;
                if (near.Code == 5 && kind == BeatClass.Ventricular) found++;
                else if (near.Code == 5) missed++;
                else if (kind == BeatClass.Ventricular) wrong++;
            }

            TestContext.Out.WriteLine($"{Path.GetFileNameWithoutExtension(path)}: {found - before.found} found, {missed - before.missed} missed, {wrong - before.wrong} wrong");
        }

        var (sensitivity, predictivity) = ((double)found / (found + missed), (double)found / (found + wrong));
        TestContext.Out.WriteLine($"ventricular beats: sensitivity {sensitivity:P2}, positive predictivity {predictivity:P2}");
        Assert.That(sensitivity, Is.GreaterThan(SensitivityFloor));
        Assert.That(predictivity, Is.GreaterThan(PositivePredictivityFloor));
    }

    /// <summary>Two minutes at 70 a minute; every tenth beat is wide and early.</summary>
    private static float[] Ectopic(double rate)
    {
        double[] usual = [.. TestEcg.Regular(120, 70).Where((_, beat) => beat % 10 != 9)];
        double[] early = [.. TestEcg.Regular(120, 70).Where((_, beat) => beat % 10 == 9).Select(time => time - 0.3)];
        return TestEcg.Flat(120, rate).WithBeats(rate, usual).WithBeats(rate, early, height: 1.2, width: 0.18, tWave: -0.4);
    }

    private static List<(double At, BeatClass Class)> Classify(float[] lead, double rate)
    {
        var (detector, analysis) = (new QrsDetector(rate), new RhythmAnalysis(rate));
        var beats = new List<(double, BeatClass)>();
        var step = (int)(0.1 * rate);
        for (var at = 0; at < lead.Length; at += step)
        {
            var span = lead.AsSpan(at, Math.Min(step, lead.Length - at));
            detector.Process(span);
            analysis.Process(span);
            while (detector.TryTakeBeat(out var beat)) beats.Add((beat.Index / rate, analysis.Classify(beat).Class));
        }

        return beats;
    }
}
