using System.Collections.Concurrent;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Training;

/// <summary>
/// Trains <see cref="QrsJudges"/>. What a detector sees depends on what it took for a beat before, so it is trained in rounds: lessons by the levels alone, by
/// a first early network, and by the final one with many candidates in doubt. A patient's lessons always come from networks that have not learned
/// from that patient, as it will be with patients to come.
/// </summary>
/// <param name="records">All records.</param>
/// <param name="noises">Noise to mix in.</param>
/// <param name="folds">Groups of patients, each judged by networks that learned from the others.</param>
internal sealed class QrsTrainer(IReadOnlyList<TrainingRecord> records, NoiseRecordings noises, int folds)
{
    /// <summary>Of all that is drawn by chance.</summary>
    public const int Seed = 5;

    /// <summary>
    /// Candidates in doubt while lessons are collected, odds as a natural logarithm: more than in use, and to both sides, so that the late network knows what lies
    /// around its bounds.
    /// </summary>
    private static readonly QrsDoubt WideDoubt = new(6, 6, 6);

    private const int EarlyEpochs = 8, LateEpochs = 12;

    private const double EarlyDecay = 1e-5, LateDecay = 1e-4;

    private readonly ConcurrentDictionary<(string, LeadCase, bool), (float[], IReadOnlyList<Acquisition.Drivers.Wfdb.WfdbAnnotation>)> _leads = new();
    private readonly List<string> _patients = [.. records.Select(record => record.Patient).Distinct()];

    /// <summary>The networks that have not learned from a fold's patients.</summary>
    public QrsJudges[] Judges { get; } = new QrsJudges[folds];

    /// <summary>The weights learned from all patients.</summary>
    public float[]? Early { get; private set; }

    /// <inheritdoc cref="Early" />
    public float[]? Late { get; private set; }

    /// <summary>Which group a record's patient is in.</summary>
    public int FoldOf(TrainingRecord record) => _patients.IndexOf(record.Patient) % folds;

    /// <summary>Trains a pair of networks for each group, and one on all patients.</summary>
    /// <param name="all">True: on all patients too.</param>
    /// <param name="say">Told of the progress.</param>
    public QrsJudges? Train(bool all, Action<string> say)
    {
        var levels = Collect(_ => null);
        say($"by the levels: {Counted(levels.Early)}");
        var first = Fit(levels.Early, [], EarlyEpochs, EarlyDecay, all: false);
        var second = Collect(record => new(new(QrsEvidence.Count, first[FoldOf(record)]!), null, QrsDoubt.None));
        say($"by a first network: {Counted(second.Early)}");
        var early = Fit(levels.Early, second.Early, EarlyEpochs, EarlyDecay, all);
        var third = Collect(record => new(new(QrsEvidence.Count, early[FoldOf(record)]!), null, WideDoubt));
        say($"in doubt: {Counted(third.Late)}");
        var late = Fit(third.Late, [], LateEpochs, LateDecay, all);
        say("fitted");
        for (var fold = 0; fold < folds; fold++) Judges[fold] = JudgesOf(early[fold]!, late[fold]!);
        (Early, Late) = (early[folds], late[folds]);
        return all ? JudgesOf(Early!, Late!) : null;
    }

    /// <summary>A lead as a case makes it; kept, for several rounds need it.</summary>
    public (float[] Samples, IReadOnlyList<Acquisition.Drivers.Wfdb.WfdbAnnotation> Marks) Lead(TrainingRecord record, LeadCase of, bool training)
        => _leads.GetOrAdd((record.Name, of, training), _ => of.Make(record, noises, 1000 * Seed + records.ToList().IndexOf(record), training));

    private static QrsJudges JudgesOf(float[] early, float[] late)
        => new(new(QrsEvidence.Count, early), new(QrsEvidence.LateCount, late), QrsDoubt.InUse);

    private static string Counted(QrsLesson[] lessons)
        => $"{lessons.Sum(lesson => lesson.Beats.Count)} candidates, {lessons.Sum(lesson => lesson.Beats.Count(isBeat => isBeat))} beats";

    private (QrsLesson[] Early, QrsLesson[] Late) Collect(Func<TrainingRecord, QrsJudges?> judges)
    {
        var (early, late) = (new QrsLesson[records.Count], new QrsLesson[records.Count]);
        Parallel.For(0, records.Count, i =>
        {
            (early[i], late[i]) = (new(QrsEvidence.Count), new(QrsEvidence.LateCount));
            foreach (var of in QrsCases.Training.Where(of => QrsCases.Shows(records[i], of)))
            {
                var (samples, marks) = Lead(records[i], of, training: true);
                QrsLessons.Collect(samples, of.Rate, marks, judges(records[i]), of.Weight, early[i], late[i]);
            }
        });
        return (early, late);
    }

    /// <summary>Weights for each fold from the lessons of the other folds' patients; the last one from all.</summary>
    private float[]?[] Fit(QrsLesson[] lessons, QrsLesson[] more, int epochs, double decay, bool all)
    {
        var weights = new float[folds + 1][];
        Parallel.For(0, all ? folds + 1 : folds, fold =>
        {
            var taught = lessons.Concat(more).Where((_, i) => fold == folds || FoldOf(records[i % records.Count]) != fold).ToList();
            weights[fold] = QrsFit.Fit(taught, epochs, decay, Seed + fold);
        });
        return weights;
    }
}
