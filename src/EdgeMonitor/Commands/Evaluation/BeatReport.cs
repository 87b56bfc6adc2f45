using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>Beats against annotations, as tables for people and as one JSON object for scripts.</summary>
internal static class BeatReport
{
    private const string Head = "    beats missed  made up       Se       +P";

    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes where the beats are: a line a record, then all together.</summary>
    public static void WriteDetection(IReadOnlyList<BeatVerdict> verdicts, TextWriter output)
    {
        output.WriteLine("Beats within 150 ms of an annotation, ventricular flutter and fibrillation left out (ANSI/AAMI EC57). Se, +P: sensitivity, positive predictivity, %.");
        output.WriteLine($"          after five minutes:{new string(' ', Head.Length - 19)}whole record:");
        output.WriteLine($"record   {Head}   {Head}   bias ms");
        foreach (var verdict in verdicts) output.WriteLine(Detection(verdict));
        output.WriteLine(Detection(BeatVerdict.All(verdicts)));
    }

    /// <summary>Writes what they are: ventricular and supraventricular beats a record, then who called what how.</summary>
    public static void WriteClasses(IReadOnlyList<BeatVerdict> verdicts, TextWriter output)
    {
        output.WriteLine("Ventricular (V) and supraventricular (S) beats after five minutes (ANSI/AAMI EC57): found, called otherwise or missed, wrongly called so.");
        output.WriteLine("record    V found missed  wrong       Se       +P    S found missed  wrong       Se       +P");
        foreach (var verdict in verdicts) output.WriteLine(ClassLine(verdict));
        var all = BeatVerdict.All(verdicts);
        output.WriteLine(ClassLine(all));
        output.WriteLine();
        output.WriteLine("All records after five minutes: rows are the annotators' classes, columns the monitor's; O is no beat.");
        output.WriteLine("      " + string.Concat(BeatTally.Classes.Select(kind => $"{kind,8}")));
        foreach (var reference in BeatTally.Classes)
            output.WriteLine($"{reference,-6}" + string.Concat(BeatTally.Classes.Select(kind => $"{all.AfterLearning[reference, kind],8}")));
        output.WriteLine();
        output.WriteLine("What is said of the rhythm, whole records, s: annotated, found of that, said wrongly. Se, Sp: found part of the annotated time, unsaid part of the other, %.");
        output.WriteLine("finding                       record   annotated    found    wrong       Se       Sp");
        for (var i = 0; i < RhythmTally.Judged.Count; i++)
        {
            foreach (var verdict in verdicts.Where(verdict => verdict.Rhythm[i].Annotated > 0 || verdict.Rhythm[i].Wrong > 0)) output.WriteLine(FindingLine(verdict, i));
            output.WriteLine(FindingLine(all, i));
        }
    }

    /// <summary>Writes the JSON file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteJson(IReadOnlyList<BeatVerdict> verdicts, string path)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, Options);
        json.WriteStartObject();
        Verdict("all", BeatVerdict.All(verdicts));
        json.WriteStartObject("records");
        foreach (var verdict in verdicts) Verdict(verdict.Record, verdict);
        json.WriteEndObject();
        json.WriteEndObject();

        void Verdict(string name, BeatVerdict verdict)
        {
            json.WriteStartObject(name);
            Tally("afterFiveMinutes", verdict.AfterLearning);
            Tally("whole", verdict.Whole);
            foreach (var rhythm in verdict.Rhythm) Rhythm(rhythm);
            json.WriteEndObject();
        }

        void Tally(string name, BeatTally tally)
        {
            json.WriteStartObject(name);
            json.WriteNumber("tp", tally.TruePositives);
            json.WriteNumber("fn", tally.FalseNegatives);
            json.WriteNumber("fp", tally.FalsePositives);
            Number("sensitivity", tally.Sensitivity);
            Number("predictivity", tally.Predictivity);
            Number("errorRate", tally.ErrorRate);
            Number("biasMilliseconds", tally.Bias);
            Number("spreadMilliseconds", tally.Spread);
            foreach (var kind in "VS") Class(kind, tally.ScoreOf(kind));
            json.WriteStartObject("confusion");
            foreach (var reference in BeatTally.Classes)
            {
                json.WriteStartObject(reference.ToString());
                foreach (var kind in BeatTally.Classes) json.WriteNumber(kind.ToString(), tally[reference, kind]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        void Rhythm(RhythmTally rhythm)
        {
            json.WriteStartObject(Names.Of(rhythm.Finding));
            json.WriteNumber("annotatedSeconds", Math.Round(rhythm.Annotated, 1));
            json.WriteNumber("foundSeconds", Math.Round(rhythm.Found, 1));
            json.WriteNumber("wrongSeconds", Math.Round(rhythm.Wrong, 1));
            json.WriteEndObject();
        }

        void Class(char kind, (int Found, int Missed, int Wrong) score)
        {
            json.WriteStartObject(kind.ToString());
            json.WriteNumber("tp", score.Found);
            json.WriteNumber("fn", score.Missed);
            json.WriteNumber("fp", score.Wrong);
            json.WriteEndObject();
        }

        void Number(string name, double? value)
        {
            if (value is { } number) json.WriteNumber(name, Math.Round(number, 4));
            else json.WriteNull(name);
        }
    }

    private static string Detection(BeatVerdict verdict) => string.Create(
        CultureInfo.InvariantCulture, $"{verdict.Record,-9}{Text(verdict.AfterLearning)}   {Text(verdict.Whole)}   {verdict.Whole.Bias,7:0.0}");

    private static string Text(BeatTally tally) => string.Create(
        CultureInfo.InvariantCulture,
        $"{tally.References,9} {tally.FalseNegatives,6} {tally.FalsePositives,8} {Text(tally.Sensitivity),8} {Text(tally.Predictivity),8}");

    private static string FindingLine(BeatVerdict verdict, int index)
    {
        var rhythm = verdict.Rhythm[index];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Names.Of(rhythm.Finding),-29} {verdict.Record,-8} {rhythm.Annotated,9:0} {rhythm.Found,8:0} {rhythm.Wrong,8:0} {Text(Part(rhythm.Found, rhythm.Annotated)),8} {Text(Part(rhythm.Rest - rhythm.Wrong, rhythm.Rest)),8}");

        static double? Part(double part, double all) => all > 0 ? 100 * part / all : null;
    }

    private static string ClassLine(BeatVerdict verdict)
        => $"{verdict.Record,-9} {Text(verdict.AfterLearning.ScoreOf('V'))}    {Text(verdict.AfterLearning.ScoreOf('S'))}";

    private static string Text((int Found, int Missed, int Wrong) score)
        => $"{score.Found,7} {score.Missed,6} {score.Wrong,6} {Text(BeatTally.Percent(score.Found, score.Missed)),8} {Text(BeatTally.Percent(score.Found, score.Wrong)),8}";

    private static string Text(double? percent) => percent?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}
