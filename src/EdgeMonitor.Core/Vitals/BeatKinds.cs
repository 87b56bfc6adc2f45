namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The kinds of beats this patient has, each the running mean of those that look alike, and which of them is the usual one: the narrowest of the
/// many (own; Hamilton's classifier, 2002, keeps such kinds too and takes the most frequent one).
/// </summary>
internal sealed class BeatKinds
{
    /// <summary>Kinds kept. Chosen: Hamilton has 8 too; a new one takes the place of the one not seen for the longest.</summary>
    private const int Most = 8;

    /// <summary>A beat belongs to a kind from this correlation on and up to this difference. Chosen on recordings.</summary>
    private const double AlikeCorrelation = 0.9, AlikeDifference = 0.5;

    /// <summary>What a point of difference weighs against a point of correlation when the nearest kind is looked for. Chosen.</summary>
    private const double DifferenceWeight = 0.3;

    /// <summary>A kind follows its beats by this part of each, once it has 20. Chosen.</summary>
    private const double LeastStep = 0.05;

    /// <summary>The count by which the usual kind is found forgets this part with every beat: it looks back some 100 beats. Chosen.</summary>
    private const double Forget = 0.01;

    private readonly Kind[] _kinds = new Kind[Most];
    private int _used;
    private long _beats;

    public BeatKinds()
    {
        for (var i = 0; i < Most; i++) _kinds[i] = new Kind();
    }

    /// <summary>The usual kind; null before the first beat.</summary>
    public Kind? Usual { get; private set; }

    /// <summary>The kind a wave belongs to, or null where it looks like none.</summary>
    public Kind? Find(BeatWave wave)
    {
        Kind? nearest = null;
        var (best, alike) = (double.MinValue, false);
        for (var i = 0; i < _used; i++)
        {
            var (correlation, difference) = _kinds[i].Wave.Compare(wave);
            var score = correlation - DifferenceWeight * difference;
            if (score <= best) continue;
            (best, nearest) = (score, _kinds[i]);
            alike = correlation > AlikeCorrelation && difference < AlikeDifference;
        }

        return alike ? nearest : null;
    }

    /// <summary>Learns from a beat.</summary>
    /// <param name="kind">The kind found for it, or null: it begins one.</param>
    /// <param name="wave">Its wave.</param>
    /// <param name="timing">Its RR interval over the usual one.</param>
    /// <param name="counts">True where it may make its kind the usual one.</param>
    public void Learn(Kind? kind, BeatWave wave, double timing, bool counts)
    {
        _beats++;
        if (kind is null)
        {
            kind = Place();
            kind.Wave.Set(wave);
            (kind.Weight, kind.Seen, kind.Timing) = (0, 0, timing);
        }

        kind.Seen++;
        kind.LastSeen = _beats;
        var step = Math.Max(LeastStep, 1.0 / kind.Seen);
        kind.Wave.Learn(wave, step);
        kind.Timing += step * (timing - kind.Timing);
        for (var i = 0; i < _used; i++) _kinds[i].Weight *= 1 - Forget;
        if (counts) kind.Weight++;
        for (var i = 0; i < _used; i++)
        {
            // A weight over the width: a wide kind must be that much more frequent than a narrow one.
            if (Usual is null || _kinds[i].Weight * Usual.Wave.Width > Usual.Weight * _kinds[i].Wave.Width) Usual = _kinds[i];
        }
    }

    private Kind Place()
    {
        if (_used < Most) return _kinds[_used++];
        Kind? oldest = null;
        foreach (var kind in _kinds)
        {
            if (kind != Usual && (oldest is null || kind.LastSeen < oldest.LastSeen)) oldest = kind;
        }

        return oldest!;
    }

    /// <summary>One kind of beats.</summary>
    internal sealed class Kind
    {
        /// <summary>The mean wave of its beats.</summary>
        public BeatWave Wave { get; } = new();

        /// <summary>How many of them there were, those that count towards the usual kind, slowly forgotten.</summary>
        public double Weight { get; set; }

        /// <summary>How many there were since it began.</summary>
        public int Seen { get; set; }

        /// <summary>The number of its last beat.</summary>
        public long LastSeen { get; set; }

        /// <summary>Mean RR interval before its beats over the usual one: below 1 they come early.</summary>
        public double Timing { get; set; }
    }
}
