namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The class of one beat from several leads. The lead chosen for monitoring decides, and what the others show of the beat counts beside it: the more, the clearer
/// they are than that lead. A lead in which the beat looks usual says little against one in which it does not: an ectopic beat may look usual in any one lead.
/// Own. Leads are given one after the other; the first one is the chosen one.
/// </summary>
internal ref struct BeatVote
{
    /// <summary>
    /// What another lead weighs that is as clear, the log odds with which it counts, and how fast its weight grows with the difference of the clearness (0 to 1).
    /// Chosen on recordings, each patient left out of the model's training, both orders of the leads, with and without noise.
    /// </summary>
    private const double OtherPart = 0.4, LeastOther = -1.5, MostOther = 3, Steepness = 4;

    private double _first, _clearness, _others;
    private double _firstPart;
    private int _leads;

    /// <summary>True where a lead has said something.</summary>
    public readonly bool HasAny => _leads > 0;

    /// <summary>Log odds that the beat is ventricular; 0 before any lead.</summary>
    public readonly double LogOdds => _leads < 2 ? _first : _first * _firstPart + _others / (_leads - 1);

    /// <summary>Takes what a lead says.</summary>
    /// <param name="logOdds">Of the beat (<see cref="BeatJudgement.LogOdds"/>).</param>
    /// <param name="clearness">How clear the lead is, 0 to 1.</param>
    public void Add(double logOdds, double clearness)
    {
        if (_leads++ == 0)
        {
            (_first, _clearness, _firstPart) = (logOdds, clearness, 1);
            return;
        }

        var weight = Math.Exp(Steepness * (clearness - _clearness));
        _firstPart = Math.Min(_firstPart, 1 / weight);
        _others += OtherPart * weight * Math.Clamp(logOdds, LeastOther, MostOther);
    }
}
