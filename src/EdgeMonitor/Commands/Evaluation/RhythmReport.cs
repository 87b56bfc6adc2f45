using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>The rhythm alarms on annotated recordings, as a table for people and as one JSON object for scripts.</summary>
internal static class RhythmReport
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the table: a line for each condition and record with an episode or an alarm, then the totals.</summary>
    public static void WriteTable(IReadOnlyList<RhythmVerdict> verdicts, TextWriter output)
    {
        output.WriteLine("Time to alarm, s: from the annotated onset to the start of the signal. called: of the missed and found ones, those with any rhythm alarm.");
        output.WriteLine("condition                 record   episodes found called   median    max   false misnamed  false/h");
        foreach (var condition in RhythmEpisode.Conditions)
        {
            var judged = verdicts.Where(verdict => verdict.Judged.Contains(condition)).ToList();
            foreach (var verdict in judged)
            {
                var line = RhythmLine.Of(condition, verdict.Record, [verdict]);
                if (line.Episodes > 0 || line.False > 0 || line.Misnamed > 0) output.WriteLine(Text(line));
            }

            if (judged.Count > 0) output.WriteLine(Text(RhythmLine.Of(condition, "all", judged)));
        }
    }

    /// <summary>Writes the JSON file: totals, lines by record, and every episode.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteJson(IReadOnlyList<RhythmVerdict> verdicts, string path)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, Options);
        json.WriteStartObject();
        json.WriteStartArray("totals");
        foreach (var condition in RhythmEpisode.Conditions)
            Write(json, RhythmLine.Of(condition, "all", [.. verdicts.Where(verdict => verdict.Judged.Contains(condition))]));
        json.WriteEndArray();
        json.WriteStartArray("records");
        foreach (var verdict in verdicts)
        {
            foreach (var condition in RhythmEpisode.Conditions.Where(verdict.Judged.Contains))
                Write(json, RhythmLine.Of(condition, verdict.Record, [verdict]));
        }

        json.WriteEndArray();
        json.WriteStartArray("episodes");
        foreach (var verdict in verdicts)
        {
            foreach (var result in RhythmEpisode.Conditions.SelectMany(verdict.ResultsOf)) Write(json, verdict.Record, result);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Text(RhythmLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.Condition,-25} {line.Record,-8} {line.Episodes,8} {line.Found,5} {line.Called,6} {line.Median,8:0.0} {line.Longest,6:0.0} {line.False,7} {line.Misnamed,8} {line.FalsePerHour,8:0.00}");

    private static void Write(Utf8JsonWriter json, RhythmLine line)
    {
        json.WriteStartObject();
        json.WriteString("condition", line.Condition);
        json.WriteString("record", line.Record);
        json.WriteNumber("episodes", line.Episodes);
        json.WriteNumber("found", line.Found);
        json.WriteNumber("called", line.Called);
        Number(json, "medianSeconds", line.Median);
        Number(json, "longestSeconds", line.Longest);
        json.WriteNumber("false", line.False);
        json.WriteNumber("misnamed", line.Misnamed);
        Number(json, "falsePerHour", line.FalsePerHour);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string record, EpisodeResult result)
    {
        json.WriteStartObject();
        json.WriteString("record", record);
        json.WriteString("condition", result.Episode.Condition);
        Number(json, "start", result.Episode.Start);
        Number(json, "end", result.Episode.End);
        Number(json, "secondsToAlarm", result.Delay);
        Number(json, "secondsToAnyAlarm", result.AnyDelay);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, Math.Round(number, 3));
        else json.WriteNull(name);
    }
}
