using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Training;

/// <summary>The beats of one lead that the model is asked about, and what they are.</summary>
/// <param name="Patient">Whose they are.</param>
/// <param name="Weight">Of each lead: the second one's beats count half, since they are those of the first again.</param>
/// <param name="Beats">The values of each beat, and whether it is ventricular.</param>
internal sealed record Lesson(string Patient, double Weight, IReadOnlyList<(double[] Values, bool IsVentricular)> Beats)
{
    private const double SecondLead = 0.5;

    /// <summary>What is learned must not depend on what was learned before: a model that knows nothing.</summary>
    private static readonly BeatModel Ignorant
        = new(0, new double[BeatFeatures.Count], [.. Enumerable.Repeat(1.0, BeatFeatures.Count)], new double[BeatFeatures.Count]);

    /// <summary>The lead's beats, but for fusion beats, paced ones, those in flutter and those that the annotators could not tell.</summary>
    public static Lesson From(TrainingRecord record, int lead)
    {
        var beats = new List<(double[], bool)>();
        var classifier = new BeatClassifier(Ignorant);
        record.Play(lead, classifier, (sample, _) =>
        {
            if (!classifier.WasAsked || record.IsFlutter(sample)) return;
            var mark = record.MarkAt(sample);
            var kind = mark < 0 ? Ec57.None : Ec57.ClassOf(record.Marks[mark].Code);
            if (kind is not (Ec57.Fusion or Ec57.Unknown)) beats.Add((classifier.LastFeatures.ToArray(), kind == Ec57.Ventricular));
        });
        return new(record.Patient, lead == 0 ? 1 : SecondLead, beats);
    }
}

/// <summary>The classes of ANSI/AAMI EC57 as letters.</summary>
internal static class Ec57
{
    public const char Normal = 'N', Supraventricular = 'S', Ventricular = 'V', Fusion = 'F', Unknown = 'Q', None = 'O';

    /// <summary>The class of a beat mark's code (WFDB's <c>ecgcodes.h</c>).</summary>
    public static char ClassOf(int code) => code switch
    {
        1 or 2 or 3 or 11 or 25 or 34 or 35 => Normal,
        4 or 7 or 8 or 9 => Supraventricular,
        5 or 10 or 41 => Ventricular,
        6 => Fusion,
        _ => Unknown,
    };
}
