namespace EdgeMonitor.Tests.Vitals;

/// <summary>Beat-by-beat comparison in the manner of ANSI/AAMI EC57: one to one within 150 ms; ventricular flutter is left out.</summary>
internal readonly record struct BeatScore(int Found, int Missed, int False)
{
    private const double Window = 0.150;

    /// <summary>Codes of the annotations that are beats, and those that begin and end ventricular flutter.</summary>
    private static readonly HashSet<int> BeatCodes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 25, 30, 34, 35, 38, 41];
    private const int FlutterBegins = 32, FlutterEnds = 33;

    public double Sensitivity => (double)Found / (Found + Missed);

    public double PositivePredictivity => (double)Found / (Found + False);

    public static BeatScore operator +(BeatScore a, BeatScore b) => new(a.Found + b.Found, a.Missed + b.Missed, a.False + b.False);

    public static BeatScore Of(List<(long Sample, int Code)> annotations, IReadOnlyList<long> detected, double rate)
    {
        var reference = annotations.Where(annotation => BeatCodes.Contains(annotation.Code)).Select(annotation => annotation.Sample).ToList();
        var flutter = Flutter(annotations);
        bool IsScored(long sample) => !flutter.Exists(part => sample >= part.From && sample <= part.To);
        var (score, r, d) = (new BeatScore(), 0, 0);
        while (r < reference.Count || d < detected.Count)
        {
            var beat = r < reference.Count ? reference[r] : long.MaxValue / 2;
            var found = d < detected.Count ? detected[d] : long.MaxValue / 2;
            var nextBeat = r + 1 < reference.Count ? reference[r + 1] : long.MaxValue / 2;
            var nextFound = d + 1 < detected.Count ? detected[d + 1] : long.MaxValue / 2;
            if (Math.Abs(beat - found) <= Window * rate && !IsNearer(nextFound, found, beat, nextBeat) && !IsNearer(nextBeat, beat, found, nextFound))
            {
                if (IsScored(beat)) score += new BeatScore(1, 0, 0);
                r++;
                d++;
            }
            else if (found < beat)
            {
                if (IsScored(found)) score += new BeatScore(0, 0, 1);
                d++;
            }
            else
            {
                if (IsScored(beat)) score += new BeatScore(0, 1, 0);
                r++;
            }
        }

        return score;
    }

    /// <summary>True when the next one is a better partner than this one, and itself has no better one.</summary>
    private static bool IsNearer(long next, long current, long partner, long nextPartner)
        => Math.Abs(next - partner) < Math.Abs(current - partner) && Math.Abs(next - partner) <= Math.Abs(next - nextPartner);

    private static List<(long From, long To)> Flutter(List<(long Sample, int Code)> annotations)
    {
        var parts = new List<(long, long)>();
        foreach (var (sample, code) in annotations)
        {
            if (code == FlutterBegins) parts.Add((sample, long.MaxValue));
            else if (code == FlutterEnds && parts.Count > 0) parts[^1] = (parts[^1].Item1, sample);
        }

        return parts;
    }
}
