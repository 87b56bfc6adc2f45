namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The kinds of beats this patient has, each the running mean of those that look alike, and which of them is the usual one: the narrowest of the
/// many (own; Hamilton's classifier, 2002, keeps such kinds too and takes the most frequent one).
/// </summary>
internal sealed class BeatKinds
{
    /// <summary>Kinds kept. Chosen: Hamilton has 8; a new one takes the place of the one not seen for the longest.</summary>
    private const int Most = 10;

    /// <summary>A beat belongs to a kind from this correlation on and up to this difference. Chosen on recordings.</summary>
    private const double AlikeCorrelation = 0.9, AlikeDifference = 0.5;

    /// <summary>What a point of difference weighs against a point of correlation when the nearest kind is looked for. Chosen.</summary>
    private const double DifferenceWeight = 0.3;

    /// <summary>A kind follows its beats by this part of each, once it has 20. Chosen.</summary>
    private const double LeastStep = 0.05;

    /// <summary>
    /// The count by which the usual kind is found forgets this part with every beat: it looks back some 330 beats, so that an escape rhythm or an accelerated
    /// idioventricular one, which last a minute or two, does not become the usual one. Chosen on recordings.
    /// </summary>
    private const double Forget = 0.003;

    /// <summary>The same for the count of recent beats: the last 10.</summary>
    private const double ForgetRecent = 0.1;

    private readonly BeatKind[] _kinds = new BeatKind[Most];
    private int _used;
    private long _beats;

    public BeatKinds()
    {
        for (var i = 0; i < Most; i++) _kinds[i] = new BeatKind();
    }

    /// <summary>The usual kind; null before the first beat.</summary>
    public BeatKind? Usual { get; private set; }

    /// <summary>The kind's part of all beats that count, 0 to 1.</summary>
    public double PartOf(BeatKind kind)
    {
        var all = 0.0;
        for (var i = 0; i < _used; i++) all += _kinds[i].Weight;
        return all > 0 ? kind.Weight / all : 0;
    }

    /// <summary>The kind's part of the last ten beats or so, 0 to 1.</summary>
    public double RecentPartOf(BeatKind kind)
    {
        var all = 0.0;
        for (var i = 0; i < _used; i++) all += _kinds[i].Recent;
        return all > 0 ? kind.Recent / all : 0;
    }

    /// <summary>The kind a wave belongs to, or null where it looks like none; and how it agrees with the nearest.</summary>
    public BeatKind? Find(BeatWave wave, out WaveMatch match)
    {
        BeatKind? nearest = null;
        var best = double.MinValue;
        match = new(0, 1, 0);
        for (var i = 0; i < _used; i++)
        {
            var here = _kinds[i].Wave.Compare(wave);
            var score = here.Correlation - DifferenceWeight * here.Difference;
            if (score > best) (best, nearest, match) = (score, _kinds[i], here);
        }

        return match is { Correlation: > AlikeCorrelation, Difference: < AlikeDifference } ? nearest : null;
    }

    /// <summary>Learns from a beat and says its kind.</summary>
    /// <param name="kind">The kind found for it, or null: it begins one.</param>
    /// <param name="wave">Its wave.</param>
    /// <param name="shift">The shift at which it agrees with its kind.</param>
    /// <param name="seen">What else is known of it.</param>
    /// <param name="counts">True where it may make its kind the usual one.</param>
    public BeatKind Learn(BeatKind? kind, BeatWave wave, int shift, in BeatTraits seen, bool counts)
    {
        _beats++;
        var isNew = kind is null;
        if (kind is null)
        {
            kind = Place();
            kind.Begin(wave);
        }

        kind.Seen++;
        kind.LastSeen = _beats;
        var step = Math.Max(LeastStep, 1.0 / kind.Seen);
        if (!isNew) kind.Wave.Learn(wave, shift, step);
        kind.Follow(seen, step);
        for (var i = 0; i < _used; i++)
        {
            _kinds[i].Weight *= 1 - Forget;
            _kinds[i].Recent *= 1 - ForgetRecent;
        }

        kind.Recent++;
        if (counts) kind.Weight++;
        for (var i = 0; i < _used; i++)
        {
            // A weight over the width: a wide kind must be that much more frequent than a narrow one.
            if (Usual is null || _kinds[i].Weight * Usual.Wave.Width > Usual.Weight * _kinds[i].Wave.Width) Usual = _kinds[i];
        }

        return kind;
    }

    private BeatKind Place()
    {
        if (_used < Most) return _kinds[_used++];
        BeatKind? oldest = null;
        foreach (var kind in _kinds)
        {
            if (kind != Usual && (oldest is null || kind.LastSeen < oldest.LastSeen)) oldest = kind;
        }

        return oldest!;
    }
}
