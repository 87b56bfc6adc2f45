using EdgeMonitor.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>One stretch of a recording in which the annotators say that a condition is there.</summary>
/// <param name="Condition">The alarm condition that should signal it.</param>
/// <param name="Start">Its onset, s after the record's start.</param>
/// <param name="End">Its end, s.</param>
internal sealed record RhythmEpisode(string Condition, double Start, double End)
{
    public const string Asystole = "asystole", Bradycardia = "extreme-bradycardia", Tachycardia = "extreme-tachycardia",
        VentricularTachycardia = "ventricular-tachycardia", Fibrillation = "ventricular-fibrillation";

    /// <summary>The conditions in the order of the table.</summary>
    public static readonly string[] Conditions = [Asystole, Bradycardia, Tachycardia, VentricularTachycardia, Fibrillation];

    /// <summary>
    /// Shorter ones do not meet the definition (CinC 2015), s: 4 s of fibrillation, 4 s without a beat, five beats above 100 a minute. They are neither to
    /// be found nor is an alarm in them false.
    /// </summary>
    public bool IsLongEnough => End - Start >= (Condition == VentricularTachycardia ? 3 : 4);

    /// <summary>
    /// Episodes by rhythm marks: VF, VFL and VFIB are fibrillation, VT, ASYS; NOISE does not end the rhythm under it. Flutter between its own
    /// marks is fibrillation too.
    /// </summary>
    public static IReadOnlyList<RhythmEpisode> FromRhythms(IEnumerable<WfdbAnnotation> annotations, double rate, double duration)
    {
        var episodes = new List<RhythmEpisode>();
        var (condition, since) = ("", 0.0);
        foreach (var mark in annotations)
        {
            if (ConditionOf(mark) is not { } next || next == condition) continue;
            Close(mark.Sample / rate);
            (condition, since) = (next, mark.Sample / rate);
        }

        Close(duration);
        return episodes;

        void Close(double end)
        {
            if (condition.Length > 0) episodes.Add(new(condition, since, end));
        }
    }

    /// <summary>
    /// Episodes by the definitions of CinC 2015 on annotated beats: 4 s without one, five beats below 40 or seventeen above 140 a minute, each interval,
    /// five ventricular beats in a row above 100.
    /// </summary>
    public static IEnumerable<RhythmEpisode> FromBeats(IReadOnlyList<WfdbAnnotation> annotations, double rate)
    {
        List<(double At, bool Ventricular)> beats =
            [.. annotations.Where(mark => mark.IsBeat).Select(mark => (mark.Sample / rate, mark.Code == WfdbAnnotation.Ventricular))];
        return Runs(Asystole, 1, (from, to) => to.At - from.At >= 4)
            .Concat(Runs(Bradycardia, 4, (from, to) => to.At - from.At > 60.0 / 40))
            .Concat(Runs(Tachycardia, 16, (from, to) => to.At - from.At < 60.0 / 140))
            .Concat(Runs(VentricularTachycardia, 4, (from, to) => from.Ventricular && to.Ventricular && to.At - from.At < 60.0 / 100));

        IEnumerable<RhythmEpisode> Runs(string condition, int intervals, Func<(double At, bool Ventricular), (double At, bool Ventricular), bool> isInside)
        {
            var first = 0;
            for (var i = 1; i <= beats.Count; i++)
            {
                if (i < beats.Count && isInside(beats[i - 1], beats[i])) continue;
                if (i - 1 - first >= intervals) yield return new(condition, beats[first].At, beats[i - 1].At);
                first = i;
            }
        }
    }

    /// <summary>The condition that a mark begins, empty where it ends one, null where it says nothing of rhythm.</summary>
    private static string? ConditionOf(WfdbAnnotation mark) => mark.Code switch
    {
        WfdbAnnotation.FlutterBegins => Fibrillation,
        WfdbAnnotation.FlutterEnds => "",
        WfdbAnnotation.Rhythm => mark.Text switch
        {
            "(VF" or "(VFL" or "(VFIB" => Fibrillation,
            "(VT" => VentricularTachycardia,
            "(ASYS" => Asystole,
            "(NOISE" => null,
            _ => mark.Text.StartsWith('(') ? "" : null,
        },
        _ => null,
    };
}
