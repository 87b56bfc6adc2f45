using EdgeMonitor.Commands.Evaluation;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Training;

/// <summary>Each patient's leads through networks that have not learned from that patient, scored as ANSI/AAMI EC57 does.</summary>
internal static class QrsCrossValidation
{
    /// <summary>What became of a lead.</summary>
    /// <param name="After">After the first five minutes.</param>
    /// <param name="Whole">The whole record.</param>
    /// <param name="Delay">The longest from a beat's QRS complex to its report, s, after the first three seconds.</param>
    public sealed record Score(BeatTally After, BeatTally Whole, double Delay);

    /// <summary>Scores a lead.</summary>
    public static Score Of(float[] samples, double rate, IReadOnlyList<Acquisition.Drivers.Wfdb.WfdbAnnotation> marks, QrsJudges? judges)
    {
        var (detector, beats, delay) = (new QrsDetector(rate, judges), new List<MarkedBeat>(), 0.0);
        const int span = 64;
        for (var at = 0; at < samples.Length; at += span)
        {
            detector.Process(samples.AsSpan(at, Math.Min(span, samples.Length - at)));
            Take();
        }

        detector.Finish();
        Take();
        return new(BeatTally.Of(marks, beats, rate, BeatTally.LearningTime, samples.Length), BeatTally.Of(marks, beats, rate, 0, samples.Length), delay);

        void Take()
        {
            while (detector.TryTakeBeat(out var beat))
            {
                beats.Add(new(beat.Index, 'N'));
                if (beat.Index > 3 * rate) delay = Math.Max(delay, (beat.DetectedIndex - beat.Index) / rate);
            }
        }
    }

    /// <summary>Reports all cases: the gross line, and for the first one each record and the spread over the folds.</summary>
    public static void Report(IReadOnlyList<TrainingRecord> records, QrsTrainer trainer, int folds, Action<string> say, Func<TrainingRecord, QrsJudges?> judgesOf, Func<LeadCase, bool> takes)
    {
        foreach (var of in QrsCases.Validation.Where(takes))
        {
            var shown = records.Where(record => QrsCases.Shows(record, of)).ToList();
            var scores = new Score[shown.Count];
            Parallel.For(0, shown.Count, i =>
            {
                var (samples, marks) = trainer.Lead(shown[i], of, training: false);
                scores[i] = Of(samples, of.Rate, marks, judgesOf(shown[i]));
            });
            if (ReferenceEquals(of, QrsCases.Validation[0]))
            {
                for (var i = 0; i < shown.Count; i++) say($"  {shown[i].Name}: {Text(scores[i])}");
                var spread = Enumerable.Range(0, folds).Select(fold => BeatTally.Of(scores.Where((_, i) => trainer.FoldOf(shown[i]) == fold).Select(score => score.After))).ToList();
                say($"  folds: sensitivity {spread.Min(tally => tally.Sensitivity):F3} to {spread.Max(tally => tally.Sensitivity):F3}, positive predictivity {spread.Min(tally => tally.Predictivity):F3} to {spread.Max(tally => tally.Predictivity):F3}");
            }

            say($"{of.Name,-14} {Text(new(BeatTally.Of(scores.Select(score => score.After)), BeatTally.Of(scores.Select(score => score.Whole)), scores.Max(score => score.Delay)))}");
        }
    }

    private static string Text(Score score)
        => $"FN {score.After.FalseNegatives} FP {score.After.FalsePositives} Se {score.After.Sensitivity:F3} PPV {score.After.Predictivity:F3}; "
            + $"whole FN {score.Whole.FalseNegatives} FP {score.Whole.FalsePositives} Se {score.Whole.Sensitivity:F3} PPV {score.Whole.Predictivity:F3}; delay {score.Delay:F2} s";
}
