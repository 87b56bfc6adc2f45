namespace EdgeMonitor.Commands.Evaluation;

/// <summary>The beats of one record held against its annotations.</summary>
/// <param name="Record">Its name.</param>
/// <param name="AfterLearning">After the five minutes that EC57 leaves out.</param>
/// <param name="Whole">From the first sample: what a monitor shows that has just been attached.</param>
/// <param name="Rhythm">What is said of the rhythm, from the first sample; in the order of <see cref="RhythmTally.Judged"/>.</param>
internal sealed record BeatVerdict(string Record, BeatTally AfterLearning, BeatTally Whole, IReadOnlyList<RhythmTally> Rhythm)
{
    /// <summary>Several records together.</summary>
    public static BeatVerdict All(IReadOnlyCollection<BeatVerdict> verdicts) => new(
        "all", BeatTally.Of(verdicts.Select(verdict => verdict.AfterLearning)), BeatTally.Of(verdicts.Select(verdict => verdict.Whole)),
        [.. RhythmTally.Judged.Select((_, i) => RhythmTally.All([.. verdicts.Select(verdict => verdict.Rhythm[i])]))]);
}
