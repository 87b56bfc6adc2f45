using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>The results on the alarms of the challenge, as a table for people and as one JSON object with each record for scripts.</summary>
internal static class CincReport
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes the table: a line a record, a line a type, then all together. A record's onset is not annotated; it lies within the 10 s before 5:00, so the
    /// time of the signal is counted from there: -10 to 0 is in time.
    /// </summary>
    public static void WriteTable(IReadOnlyList<CincVerdict> verdicts, TextWriter output)
    {
        output.WriteLine("record  condition                true  called  signal began, s from 5:00");
        foreach (var verdict in verdicts)
        {
            var began = verdict.Began is { } at ? (at - CincVerdict.ReferenceAlarm).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "";
            output.WriteLine($"{verdict.Alarm.Record,-7} {verdict.Alarm.Condition,-24} {YesNo(verdict.Alarm.IsTrue),-5} {YesNo(verdict.Called),-7} {began,8}");
        }

        output.WriteLine();
        output.WriteLine("type                        n  TP  FP  FN  TN  score   began in the window:  TP  FP  FN  TN  score");
        foreach (var type in CincAlarm.Types) Line(type, [.. verdicts.Where(verdict => verdict.Alarm.Type == type)]);
        Line("all", verdicts);
        var wrong = verdicts.Where(verdict => !verdict.IsRight).Select(verdict => verdict.Alarm).ToList();
        output.WriteLine($"missed: {string.Join(' ', wrong.Where(alarm => alarm.IsTrue).Select(alarm => alarm.Record))}");
        output.WriteLine($"false:  {string.Join(' ', wrong.Where(alarm => !alarm.IsTrue).Select(alarm => alarm.Record))}");

        void Line(string name, IReadOnlyCollection<CincVerdict> some) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-24} {some.Count,4} {Text(ScoreOf(some))}                       {Text(StrictScoreOf(some))}"));

        static string Text(CincScore score) => string.Create(
            CultureInfo.InvariantCulture,
            $"{score.TruePositives,3} {score.FalsePositives,3} {score.FalseNegatives,3} {score.TrueNegatives,3} {score.Percent,6:0.00}");
    }

    private static string YesNo(bool answer) => answer ? "yes" : "no";

    /// <summary>Writes the JSON file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteJson(IReadOnlyList<CincVerdict> verdicts, string path)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, Options);
        json.WriteStartObject();
        Score("score", ScoreOf(verdicts));
        Score("scoreBeganInWindow", StrictScoreOf(verdicts));
        json.WriteStartObject("types");
        foreach (var type in CincAlarm.Types) Score(type, ScoreOf(verdicts.Where(verdict => verdict.Alarm.Type == type)));
        json.WriteEndObject();
        json.WriteStartArray("records");
        foreach (var verdict in verdicts) Record(verdict);
        json.WriteEndArray();
        json.WriteEndObject();

        void Score(string name, CincScore score)
        {
            json.WriteStartObject(name);
            json.WriteNumber("tp", score.TruePositives);
            json.WriteNumber("fp", score.FalsePositives);
            json.WriteNumber("fn", score.FalseNegatives);
            json.WriteNumber("tn", score.TrueNegatives);
            if (score.Percent is { } percent) json.WriteNumber("percent", Math.Round(percent, 2));
            else json.WriteNull("percent");
            json.WriteEndObject();
        }

        void Record(CincVerdict verdict)
        {
            json.WriteStartObject();
            json.WriteString("record", verdict.Alarm.Record);
            json.WriteString("type", verdict.Alarm.Type);
            json.WriteString("condition", verdict.Alarm.Condition);
            json.WriteBoolean("true", verdict.Alarm.IsTrue);
            json.WriteBoolean("called", verdict.Called);
            json.WriteBoolean("beganInWindow", verdict.CalledStrictly);
            if (verdict.Began is { } began) json.WriteNumber("began", began.TotalSeconds);
            else json.WriteNull("began");
            json.WriteString("held", verdict.Held);
            json.WriteEndObject();
        }
    }

    private static CincScore ScoreOf(IEnumerable<CincVerdict> verdicts) => CincScore.Of(verdicts.Select(verdict => (verdict.Alarm.IsTrue, verdict.Called)));

    private static CincScore StrictScoreOf(IEnumerable<CincVerdict> verdicts)
        => CincScore.Of(verdicts.Select(verdict => (verdict.Alarm.IsTrue, verdict.CalledStrictly)));
}
