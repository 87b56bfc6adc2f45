using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Training;

/// <summary>Ventricular beats counted after ANSI/AAMI EC57, the first five minutes left out.</summary>
/// <param name="Found">Ventricular and called so.</param>
/// <param name="Missed">Ventricular and called anything else, or not detected.</param>
/// <param name="Wrong">Called so, but normal, supraventricular or no beat. Fusion and unknown beats count neither way.</param>
internal readonly record struct VentricularScore(int Found, int Missed, int Wrong)
{
    private const double SkippedSeconds = 300;

    public static VentricularScore operator +(VentricularScore a, VentricularScore b) => new(a.Found + b.Found, a.Missed + b.Missed, a.Wrong + b.Wrong);

    /// <summary>Scores one lead.</summary>
    public static VentricularScore Of(TrainingRecord record, int lead, BeatModel model) => Of(record, take => record.Play(lead, new BeatClassifier(model), take));

    /// <summary>Scores all leads together.</summary>
    public static VentricularScore OfAll(TrainingRecord record, BeatModel model) => Of(record, take => record.PlayAll(model, take));

    private static VentricularScore Of(TrainingRecord record, Action<Action<long, BeatClass>> play)
    {
        var (found, wrong) = (0, 0);
        var seen = new HashSet<int>();
        play((sample, kind) =>
        {
            if (sample < SkippedSeconds * TrainingRecord.Rate || record.IsFlutter(sample) || kind != BeatClass.Ventricular) return;
            var mark = record.MarkAt(sample);
            var truth = mark < 0 ? Ec57.None : Ec57.ClassOf(record.Marks[mark].Code);
            if (truth == Ec57.Ventricular && seen.Add(mark)) found++;
            else if (truth is not (Ec57.Fusion or Ec57.Unknown)) wrong++;
        });
        var all = record.Marks.Count(mark => mark.IsBeat && Ec57.ClassOf(mark.Code) == Ec57.Ventricular
            && mark.Sample >= SkippedSeconds * TrainingRecord.Rate && !record.IsFlutter(mark.Sample));
        return new(found, all - found, wrong);
    }

    public override string ToString()
        => $"{Found} found, {Missed} missed, {Wrong} wrong, Se {100.0 * Found / (Found + Missed):F2}, PPV {100.0 * Found / (Found + Wrong):F2}";
}
