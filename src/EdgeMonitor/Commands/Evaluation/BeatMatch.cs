namespace EdgeMonitor.Commands.Evaluation;

/// <summary>A beat of the reference annotations or of the detector.</summary>
/// <param name="Sample">Where, samples from the record's start.</param>
/// <param name="Class">N, S, V, F or Q (ANSI/AAMI EC57).</param>
internal readonly record struct MarkedBeat(long Sample, char Class);

/// <summary>One beat of the comparison: seen by both sides, missed (no detection) or made up (no reference).</summary>
/// <param name="Reference">What the annotators marked; null where they marked nothing.</param>
/// <param name="Detection">What the detector found; null where it found nothing.</param>
internal readonly record struct BeatPair(MarkedBeat? Reference, MarkedBeat? Detection)
{
    /// <summary>Where it stands: at the reference, or else at the detection.</summary>
    public long Sample => (Reference ?? Detection)!.Value.Sample;
}

/// <summary>
/// Pairs the beats of a detector with the annotated ones as ANSI/AAMI EC57 compares beat by beat: one to one, at most 150 ms apart, the nearer
/// of two candidates.
/// </summary>
internal static class BeatMatch
{
    /// <summary>Two marks this far apart are one beat, s (EC57).</summary>
    public const double Window = 0.150;

    /// <summary>Pairs them. Both lists are in the order of time; so is the result.</summary>
    /// <param name="references">The annotated beats.</param>
    /// <param name="detections">The detector's.</param>
    /// <param name="rate">Samples per second.</param>
    public static IEnumerable<BeatPair> Pair(IReadOnlyList<MarkedBeat> references, IReadOnlyList<MarkedBeat> detections, double rate)
    {
        var window = Window * rate;
        var (r, d) = (0, 0);
        while (r < references.Count && d < detections.Count)
        {
            var gap = detections[d].Sample - references[r].Sample;
            if (gap < -window || (gap <= 0 && NextIsNearer(detections, d, references, r))) yield return new(null, detections[d++]);
            else if (gap > window || (gap > 0 && NextIsNearer(references, r, detections, d))) yield return new(references[r++], null);
            else yield return new(references[r++], detections[d++]);
        }

        for (; r < references.Count; r++) yield return new(references[r], null);
        for (; d < detections.Count; d++) yield return new(null, detections[d]);
    }

    /// <summary>True where the mark after this one lies nearer to the other side's, and no later one of that side lies nearer to it.</summary>
    private static bool NextIsNearer(IReadOnlyList<MarkedBeat> marks, int mark, IReadOnlyList<MarkedBeat> others, int other)
    {
        if (mark + 1 >= marks.Count) return false;
        var (next, here) = (marks[mark + 1].Sample, others[other].Sample);
        var distance = Math.Abs(next - here);
        if (distance >= Math.Abs(marks[mark].Sample - here)) return false;
        return other + 1 >= others.Count || Math.Abs(others[other + 1].Sample - next) >= distance;
    }
}
