namespace EdgeMonitor.Commands.Evaluation;

/// <summary>Counts of right and wrong calls and the challenge's score (Clifford et al., CinC 2015): a missed true alarm costs five times a false one.</summary>
internal readonly record struct CincScore(int TruePositives, int FalsePositives, int FalseNegatives, int TrueNegatives)
{
    private const int CostOfMiss = 5;

    /// <summary>100 · (TP + TN) / (TP + TN + FP + 5 FN), percent; null where nothing was counted.</summary>
    public double? Percent
    {
        get
        {
            var right = TruePositives + TrueNegatives;
            var all = right + FalsePositives + CostOfMiss * FalseNegatives;
            return all == 0 ? null : 100.0 * right / all;
        }
    }

    /// <summary>The score of these calls.</summary>
    public static CincScore Of(IEnumerable<(bool IsTrue, bool Called)> calls)
    {
        var score = default(CincScore);
        foreach (var call in calls)
        {
            score = call switch
            {
                (true, true) => score with { TruePositives = score.TruePositives + 1 },
                (false, true) => score with { FalsePositives = score.FalsePositives + 1 },
                (true, false) => score with { FalseNegatives = score.FalseNegatives + 1 },
                (false, false) => score with { TrueNegatives = score.TrueNegatives + 1 },
            };
        }

        return score;
    }
}
