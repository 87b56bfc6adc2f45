using EdgeMonitor.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>
/// The beats of one record, or of several together, counted as ANSI/AAMI EC57 does: who saw what as what. Rows are the annotators' classes,
/// columns the detector's, both N, S, V, F, Q and last O: no beat.
/// </summary>
internal sealed class BeatTally
{
    /// <summary>The classes in the order of rows and columns; O is no beat.</summary>
    public const string Classes = "NSVFQO";

    /// <summary>What EC57 leaves out at the beginning, s: the time in which a detector may learn.</summary>
    public const double LearningTime = 300;

    private const int None = 5;

    private readonly int[,] _counts = new int[Classes.Length, Classes.Length];
    private double _errorSum;
    private double _errorSquares;

    /// <summary>Annotated beats that were found, and found ones that are annotated.</summary>
    public int TruePositives => Sum((reference, detection) => reference != None && detection != None);

    /// <summary>Annotated beats that were not found.</summary>
    public int FalseNegatives => Sum((reference, detection) => reference != None && detection == None);

    /// <summary>Found beats that are not annotated.</summary>
    public int FalsePositives => Sum((reference, _) => reference == None);

    /// <summary>Annotated beats.</summary>
    public int References => TruePositives + FalseNegatives;

    /// <summary>Found part of the annotated beats, percent; null where there are none.</summary>
    public double? Sensitivity => Percent(TruePositives, FalseNegatives);

    /// <summary>Annotated part of the found beats, percent; null where there are none.</summary>
    public double? Predictivity => Percent(TruePositives, FalsePositives);

    /// <summary>Missed and made-up beats over annotated ones, percent; null where none are annotated.</summary>
    public double? ErrorRate => References == 0 ? null : 100.0 * (FalseNegatives + FalsePositives) / References;

    /// <summary>Mean distance of the detections from the annotations, ms; positive: late.</summary>
    public double Bias => TruePositives == 0 ? 0 : _errorSum / TruePositives;

    /// <summary>Standard deviation of that distance, ms.</summary>
    public double Spread => TruePositives == 0 ? 0 : Math.Sqrt(Math.Max(0, _errorSquares / TruePositives - Bias * Bias));

    /// <summary>Counts a record.</summary>
    /// <param name="annotations">Its annotations.</param>
    /// <param name="detections">The detector's beats.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="from">What lies before this, s, is not counted.</param>
    /// <param name="length">The record's length, samples.</param>
    public static BeatTally Of(
        IReadOnlyList<WfdbAnnotation> annotations, IReadOnlyList<MarkedBeat> detections, double rate, double from, long length)
    {
        var tally = new BeatTally();
        var fibrillation = FibrillationOf(annotations, length);
        List<MarkedBeat> references = [.. annotations.Where(mark => mark.IsBeat).Select(mark => new MarkedBeat(mark.Sample, ClassOf(mark.Code)))];
        // Paired first and cut then, so that the edges treat both sides alike.
        foreach (var pair in BeatMatch.Pair(references, detections, rate))
        {
            var at = pair.Sample;
            if (at < from * rate || at > length || fibrillation.Exists(stretch => stretch.From <= at && at <= stretch.To)) continue;
            tally.Count(pair, rate);
        }

        return tally;
    }

    /// <summary>Several together: the gross figures.</summary>
    public static BeatTally Of(IEnumerable<BeatTally> tallies)
    {
        var all = new BeatTally();
        foreach (var tally in tallies)
        {
            for (var row = 0; row < Classes.Length; row++)
            {
                for (var column = 0; column < Classes.Length; column++) all._counts[row, column] += tally._counts[row, column];
            }

            all._errorSum += tally._errorSum;
            all._errorSquares += tally._errorSquares;
        }

        return all;
    }

    /// <summary>How many beats of one class (row) were called another (column).</summary>
    public int this[char reference, char detection] => _counts[Row(reference), Row(detection)];

    /// <summary>
    /// A class as EC57 scores it. Found: called so. Missed: called otherwise or not found. Wrong: called so but annotated as another; of ventricular calls
    /// those on fusion and unclassifiable beats (F, Q) do not count, of supraventricular calls those on unclassifiable ones.
    /// </summary>
    public (int Found, int Missed, int Wrong) ScoreOf(char kind)
    {
        var column = Row(kind);
        var forgiven = kind == 'V' ? "FQ" : "Q";
        var found = _counts[column, column];
        var missed = Sum((reference, detection) => reference == column && detection != column);
        return (found, missed, Sum((reference, detection) => detection == column && reference != column && !forgiven.Contains(Classes[reference])));
    }

    /// <summary>Part in percent; null where there is nothing.</summary>
    public static double? Percent(int part, int rest) => part + rest == 0 ? null : 100.0 * part / (part + rest);

    /// <summary>The EC57 class of a WFDB annotation code (ecgcodes.h).</summary>
    private static char ClassOf(int code) => code switch
    {
        1 or 2 or 3 or 11 or 25 or 34 or 35 => 'N', // normal, bundle branch blocks, junctional, atrial and supraventricular escape
        4 or 7 or 8 or 9 => 'S', // aberrated atrial, junctional, atrial, supraventricular premature
        WfdbAnnotation.Ventricular or 10 or 41 => 'V', // premature, escape, R on T
        6 => 'F',
        _ => 'Q', // paced, fusion with paced, unclassifiable, learning
    };

    private static List<(long From, long To)> FibrillationOf(IReadOnlyList<WfdbAnnotation> annotations, long length)
    {
        var stretches = new List<(long, long)>();
        long? since = null;
        foreach (var mark in annotations)
        {
            if (mark.Code == WfdbAnnotation.FlutterBegins) since = mark.Sample;
            if (mark.Code != WfdbAnnotation.FlutterEnds || since is not { } from) continue;
            stretches.Add((from, mark.Sample));
            since = null;
        }

        if (since is { } open) stretches.Add((open, length));
        return stretches;
    }

    private static int Row(char kind) => Classes.IndexOf(kind, StringComparison.Ordinal);

    private void Count(in BeatPair pair, double rate)
    {
        _counts[pair.Reference is { } reference ? Row(reference.Class) : None, pair.Detection is { } detection ? Row(detection.Class) : None]++;
        if (pair is not { Reference: { } marked, Detection: { } found }) return;
        var error = 1000 * (found.Sample - marked.Sample) / rate;
        _errorSum += error;
        _errorSquares += error * error;
    }

    private int Sum(Func<int, int, bool> counts)
    {
        var sum = 0;
        for (var row = 0; row < Classes.Length; row++)
        {
            for (var column = 0; column < Classes.Length; column++)
            {
                if (counts(row, column)) sum += _counts[row, column];
            }
        }

        return sum;
    }
}
