using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Training;

/// <summary>Candidates and what they are, for one network.</summary>
/// <param name="inputs">Numbers of a candidate.</param>
internal sealed class QrsLesson(int inputs)
{
    private readonly List<float> _evidence = [];

    /// <summary>Numbers of a candidate.</summary>
    public int Inputs => inputs;

    /// <summary>True for a beat, one of each candidate.</summary>
    public List<bool> Beats { get; } = [];

    /// <summary>Weight of each candidate.</summary>
    public List<float> Weights { get; } = [];

    /// <summary>The numbers, candidate after candidate.</summary>
    public IReadOnlyList<float> Evidence => _evidence;

    public void Add(ReadOnlySpan<float> evidence, bool isBeat, double weight)
    {
        foreach (var number in evidence) _evidence.Add(number);
        Beats.Add(isBeat);
        Weights.Add((float)weight);
    }

    public void CopyTo(Span<float> evidence)
        => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_evidence).CopyTo(evidence);
}

/// <summary>Runs a detector over leads and takes the candidates it sees as lessons.</summary>
internal static class QrsLessons
{
    /// <summary>A candidate belongs to a mark this near to it, s (ANSI/AAMI EC57).</summary>
    private const double Window = 0.150;

    /// <summary>Delay of the detector's band-pass, s, as in <see cref="QrsDetector"/>.</summary>
    private const double Delay = 0.033;

    /// <summary>Adds the candidates of a lead.</summary>
    /// <param name="samples">mV.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="marks">What the annotators marked, at that rate.</param>
    /// <param name="judges">Decide as they stand: what is learned depends on what was taken for a beat before.</param>
    /// <param name="weight">Of each candidate.</param>
    /// <param name="early">Takes what the early network sees.</param>
    /// <param name="late">Takes what the late network sees.</param>
    public static void Collect(
        float[] samples, double rate, IReadOnlyList<WfdbAnnotation> marks, QrsJudges? judges, double weight, QrsLesson early, QrsLesson late)
    {
        var detector = new QrsDetector(rate, judges);
        var (first, last) = (new List<(long At, double Height, float[] Evidence)>(), new List<(long At, double Height, float[] Evidence)>());
        detector.Seen = (candidate, evidence) => first.Add((candidate.Fiducial - (long)(Delay * rate), candidate.Height, evidence.ToArray()));
        detector.SeenLate = (candidate, evidence) => last.Add((candidate.Fiducial - (long)(Delay * rate), candidate.Height, evidence.ToArray()));
        const int span = 64;
        for (var at = 0; at < samples.Length; at += span)
        {
            detector.Process(samples.AsSpan(at, Math.Min(span, samples.Length - at)));
            while (detector.TryTakeBeat(out _)) { }
        }

        var beats = Beats(first.Select(seen => (seen.At, seen.Height)).ToList(), marks, rate);
        Add(first, beats, marks, weight, early);
        Add(last, beats, marks, weight, late);
    }

    /// <summary>Which candidates are beats: of those near a mark the highest; the others near it are neither.</summary>
    private static Dictionary<long, bool> Beats(List<(long At, double Height)> candidates, IReadOnlyList<WfdbAnnotation> marks, double rate)
    {
        var (beats, from, window) = (new Dictionary<long, bool>(), 0, (long)(Window * rate));
        foreach (var mark in marks)
        {
            if (!mark.IsBeat) continue;
            while (from < candidates.Count && candidates[from].At < mark.Sample - window) from++;
            var best = -1;
            for (var i = from; i < candidates.Count && candidates[i].At <= mark.Sample + window; i++)
            {
                beats.TryAdd(candidates[i].At, false);
                if (best < 0 || candidates[i].Height > candidates[best].Height) best = i;
            }

            if (best >= 0) beats[candidates[best].At] = true;
        }

        return beats;
    }

    private static void Add(
        List<(long At, double Height, float[] Evidence)> seen, Dictionary<long, bool> beats, IReadOnlyList<WfdbAnnotation> marks, double weight, QrsLesson lesson)
    {
        var (next, inFlutter) = (0, false);
        foreach (var (at, _, evidence) in seen)
        {
            for (; next < marks.Count && marks[next].Sample <= at; next++)
            {
                if (marks[next].Code == WfdbAnnotation.FlutterBegins) inFlutter = true;
                if (marks[next].Code == WfdbAnnotation.FlutterEnds) inFlutter = false;
            }

            var isNear = beats.TryGetValue(at, out var isBeat);
            if (!inFlutter && (isBeat || !isNear)) lesson.Add(evidence, isBeat, weight);
        }
    }
}
