namespace EdgeMonitor.Core.Vitals;

/// <content>The search-back: where a beat is overdue, what was rejected since the last one is asked again, and in a pause the level falls.</content>
internal sealed partial class QrsDecision
{
    /// <summary>Search-back after this many RR intervals, accepting from this part of the threshold (Hamilton, 2002).</summary>
    private const double SearchIntervals = 1.5, SearchPart = 0.5;

    /// <summary>
    /// The search-back accepts from these odds, natural logarithm, and trusts the levels this much: a beat is overdue. Chosen by cross-validation over
    /// patients.
    /// </summary>
    private const double SearchOdds = -1.5, SearchTrust = 1.5;

    /// <summary>
    /// In a pause the beats' level is lowered by this factor every second from this time on, s. Chosen: back from a fourfold drop within 4 s of
    /// it.
    /// </summary>
    private const double LowerFactor = 0.7, LowerAfter = 2;

    /// <summary>How much a kept candidate has for itself in the search-back; above 0 it is enough.</summary>
    private double MeritOf(QrsCandidate candidate)
    {
        var part = candidate.Height / Levels.ThresholdFor(candidate) - SearchPart;
        if (_judges is null || !_shapes.AreKnown) return part;
        if (candidate.WasOpen && _judges.Late is not null) return candidate.Odds - LateSearchOdds;
        return OddsOf(candidate, PassesLevels(candidate), null) + (part > 0 ? SearchTrust : -SearchTrust) - SearchOdds;
    }

    private void SearchBack()
    {
        while (true)
        {
            var (best, most) = (-1, 0.0);
            for (var i = 0; i < _keptCount; i++)
            {
                if (_kept[i].IsOpen || _kept[i].Peak - Levels.LastPeak < _tWave) continue;
                var merit = MeritOf(_kept[i]);
                if (merit > most) (best, most) = (i, merit);
            }

            if (best < 0) return;
            Accept(_kept[best], searchedBack: true);
            DropKept(best + 1);
            if (_now < _searchFrom) return;
        }
    }

    private void LowerLevel()
    {
        Levels.Lower(LowerFactor);
        _lowerAt += _second;
        if (_now >= _searchFrom) SearchBack();
    }
}
