namespace EdgeMonitor.Core.Vitals;

/// <content>
/// The late decision: a candidate in doubt waits until the next sure beat, or at most 0.85 s. A beat is followed by its T wave and fits between the beats around
/// it; a T wave, a P wave or noise does not.
/// </content>
internal sealed partial class QrsDecision
{
    /// <summary>
    /// Late odds, natural logarithm, from which a candidate is a beat that was first taken for none, and one that was first taken for a beat; and from which one that was
    /// rejected is taken in the search-back. Chosen by cross-validation over patients.
    /// </summary>
    private const double OddsToAdd = 0.3, OddsToKeep = -1, LateSearchOdds = -1.5;

    /// <summary>How long a candidate may be in doubt, s. Chosen: with the filters' delay a beat is given within 1 s of its QRS complex.</summary>
    private const double LateWait = 0.85;

    /// <summary>A complex begins this long before its energy's peak at the most, s; what belongs to the one before ends there.</summary>
    private const double Onset = 0.14;

    private long _due;

    /// <summary>Told of each late decision: for training.</summary>
    public CandidateSeen? SeenLate { get; set; }

    /// <summary>Decides on the candidates in doubt: all of them when a sure beat has come or the signal has ended, else those that have waited long enough.</summary>
    private void DecideOpen(QrsCandidate? next, bool all = false)
    {
        for (var i = 0; i < _keptCount; i++)
        {
            var candidate = _kept[i];
            if (!candidate.IsOpen) continue;
            if (next is null && !all && candidate.Peak + _lateWait > _now) break;
            (candidate.IsOpen, candidate.WasOpen) = (false, true);
            if (!IsBeatAfterAll(candidate, next))
            {
                Levels.LearnNoise(candidate);
                continue;
            }

            Accept(candidate, searchedBack: true);
            DropKept(i + 1);
            i = -1;
        }

        _due = long.MaxValue;
        for (var i = _keptCount - 1; i >= 0; i--)
        {
            if (_kept[i].IsOpen) _due = _kept[i].Peak + _lateWait;
        }

        if (_now >= _searchFrom) SearchBack();
    }

    /// <summary>True while a candidate near an index of the caller is in doubt.</summary>
    public bool IsInDoubt(long index, long slack)
    {
        for (var i = 0; _due < long.MaxValue && i < _keptCount; i++)
        {
            if (_kept[i].IsOpen && Math.Abs(FirstIndex + _kept[i].Fiducial - _delay - index) <= slack) return true;
        }

        return false;
    }

    private bool IsBeatAfterAll(QrsCandidate candidate, QrsCandidate? next)
    {
        Span<float> evidence = stackalloc float[QrsEvidence.LateCount];
        var passes = PassesLevels(candidate);
        QrsEvidence.Write(candidate, Levels, _sampleRate, passes, evidence);
        candidate.EarlyOdds = Trusted(candidate, passes, _judges!.Early.OddsOf(evidence));
        _front.MeasureAfter(candidate, next is null ? _now : next.Peak - Samples(Onset));
        QrsEvidence.WriteLate(candidate, next, RivalOf(candidate), Levels, _sampleRate, _now, evidence);
        SeenLate?.Invoke(candidate, evidence);
        candidate.Odds = _judges.Late?.OddsOf(evidence) ?? candidate.EarlyOdds;
        return candidate.Odds > (candidate.EarlyOdds > 0 ? OddsToKeep : OddsToAdd);
    }

    /// <summary>The highest other one since the last beat.</summary>
    private QrsCandidate? RivalOf(QrsCandidate candidate)
    {
        QrsCandidate? rival = null;
        for (var i = 0; i < _keptCount; i++)
        {
            var other = _kept[i];
            if (!ReferenceEquals(other, candidate) && (rival is null || other.Height > rival.Height)) rival = other;
        }

        return rival;
    }
}
