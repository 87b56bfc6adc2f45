using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>On patients: 24 records of the MIT-BIH Arrhythmia Database, first lead, whole, no learning time left out.</summary>
public class QrsDetectorRecordingTests
{
    /// <summary>Reached, by networks that have not learned from the patient: 99.793 % and 99.883 %.</summary>
    private const double SensitivityFloor = 0.9970, PositivePredictivityFloor = 0.9978;

    [Test]
    public void BeatsOfTheArrhythmiaDatabaseAreFound()
    {
        if (Recordings.Folder("mitdb") is not { } folder)
        {
            GeneratedBeatsAreFound();
            return;
        }

        var total = new BeatScore();
        foreach (var path in Directory.EnumerateFiles(folder, "*.atr"))
        {
            var (rate, lead) = AnnotatedRecord.FirstLead(Path.ChangeExtension(path, ".hea"));
            total += BeatScore.Of(AnnotatedRecord.Annotations(path), [.. Detect(lead, rate).Select(beat => beat.Index)], rate);
        }

        TestContext.Out.WriteLine($"{total}: sensitivity {total.Sensitivity:P3}, positive predictivity {total.PositivePredictivity:P3}");
        Assert.That(total.Sensitivity, Is.GreaterThan(SensitivityFloor));
        Assert.That(total.PositivePredictivity, Is.GreaterThan(PositivePredictivityFloor));
    }

    private static void GeneratedBeatsAreFound()
    {
        TestContext.Out.WriteLine("No recordings here: a generated record is used.");
        var times = TestEcg.Regular(300, 77);
        var lead = TestEcg.Flat(300, 360).WithBeats(360, times).WithNoise(0.3);
        var score = BeatScore.Of([.. times.Select(time => ((long)(time * 360), 1))], [.. Detect(lead, 360).Select(beat => beat.Index)], 360);
        Assert.That(score, Is.EqualTo(new BeatScore(times.Length, 0, 0)));
    }

    [Test]
    public void BeatsOfTheArrhythmiaDatabaseAreGivenInTime()
    {
        if (Recordings.Folder("mitdb") is not { } folder) return;
        var (all, late) = (0, 0);
        foreach (var path in Directory.EnumerateFiles(folder, "*.atr"))
        {
            var (rate, lead) = AnnotatedRecord.FirstLead(Path.ChangeExtension(path, ".hea"));
            foreach (var beat in Detect(lead, rate).Where(beat => beat.Index > 3 * rate))
            {
                var delay = (beat.DetectedIndex - beat.Index) / rate;
                Assert.That(delay, Is.LessThan(beat.FoundBySearchBack ? 2 : 0.46), path);
                (all, late) = (all + 1, late + (delay > 1 ? 1 : 0));
            }
        }

        TestContext.Out.WriteLine($"{late} of {all} beats came after more than 1 s.");
        Assert.That(late, Is.LessThan(all / 1000));
    }

    private static List<Beat> Detect(float[] lead, double rate)
    {
        var detector = new QrsDetector(rate);
        var beats = new List<Beat>();
        for (var at = 0; at < lead.Length; at += 100)
        {
            detector.Process(lead.AsSpan(at, Math.Min(100, lead.Length - at)));
            while (detector.TryTakeBeat(out var beat)) beats.Add(beat);
        }

        detector.Finish();
        while (detector.TryTakeBeat(out var beat)) beats.Add(beat);
        return beats;
    }
}
