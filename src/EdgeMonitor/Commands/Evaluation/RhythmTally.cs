using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>For how long the monitor says of a rhythm what the annotators say of it; one finding, one record or several together.</summary>
/// <param name="Finding">What is said.</param>
/// <param name="Annotated">For how long the annotators say it, s.</param>
/// <param name="Found">For how long of that the monitor does, s.</param>
/// <param name="Wrong">For how long it does otherwise, s.</param>
/// <param name="Rest">For how long the annotators do not say it, s.</param>
internal sealed record RhythmTally(RhythmFindings Finding, double Annotated, double Found, double Wrong, double Rest)
{
    /// <summary>The findings that rhythm marks can decide on, and the marks that are the finding. A flutter of the atria mostly looks the same by its beats.</summary>
    public static readonly IReadOnlyList<(RhythmFindings Finding, string[] Marks)> Judged =
    [
        (RhythmFindings.PossibleAtrialFibrillation, ["(AFIB", "(AFL"]),
        (RhythmFindings.Bigeminy, ["(B"]),
        (RhythmFindings.Trigeminy, ["(T"]),
    ];

    /// <summary>Counts a record.</summary>
    /// <param name="annotations">Its annotations.</param>
    /// <param name="said">What the monitor said, in the order of time, each until the next one.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="duration">The record's length, s.</param>
    public static IReadOnlyList<RhythmTally> Of(
        IReadOnlyList<WfdbAnnotation> annotations, IReadOnlyList<(double At, RhythmFindings Findings)> said, double rate, double duration)
    {
        var marks = annotations.Where(mark => mark.Code == WfdbAnnotation.Rhythm && mark.Text.StartsWith('(')).Select(mark => (At: mark.Sample / rate, mark.Text)).ToList();
        return [.. Judged.Select(judged =>
        {
            var annotated = Spans([.. marks.Select(mark => (mark.At, judged.Marks.Contains(mark.Text)))], duration);
            var claimed = Spans([.. said.Select(one => (one.At, one.Findings.HasFlag(judged.Finding)))], duration);
            var found = annotated.Sum(span => claimed.Sum(other => Math.Max(0, Math.Min(span.To, other.To) - Math.Max(span.From, other.From))));
            var all = annotated.Sum(span => span.To - span.From);
            return new RhythmTally(judged.Finding, all, found, claimed.Sum(span => span.To - span.From) - found, duration - all);
        })];
    }

    /// <summary>Several together.</summary>
    public static RhythmTally All(IReadOnlyCollection<RhythmTally> tallies) => new(
        tallies.First().Finding, tallies.Sum(tally => tally.Annotated), tallies.Sum(tally => tally.Found), tallies.Sum(tally => tally.Wrong), tallies.Sum(tally => tally.Rest));

    private static List<(double From, double To)> Spans(IReadOnlyList<(double At, bool Is)> states, double duration)
    {
        var spans = new List<(double, double)>();
        for (var i = 0; i < states.Count; i++)
        {
            if (states[i].Is) spans.Add((states[i].At, i + 1 < states.Count ? states[i + 1].At : duration));
        }

        return spans;
    }
}
