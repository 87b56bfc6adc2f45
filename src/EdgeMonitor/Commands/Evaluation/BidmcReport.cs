using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>The errors of pulse and respiration rate, as a table for people and as one JSON object with each record for scripts.</summary>
internal static class BidmcReport
{
    private static readonly JsonWriterOptions Options = new() { Indented = true };

    /// <summary>What is told of each record, in the table's order; <c>respiration</c> is the rate that is shown.</summary>
    private static readonly (string Name, string Title, Func<BidmcVerdict, BidmcErrors> Of)[] Columns =
    [
        ("pulse", "pulse", verdict => verdict.Pulse),
        ("respiration", "resp. fused", verdict => verdict.Respiration),
        ("impedance", "impedance", verdict => verdict.Impedance),
        ("derived", "derived", verdict => verdict.Derived),
        ("device", "device", verdict => verdict.Device),
    ];

    /// <summary>Writes the table: a line a record, then all seconds together, then the spread over the records.</summary>
    public static void WriteTable(IReadOnlyList<BidmcVerdict> verdicts, TextWriter output)
    {
        output.WriteLine("Mean absolute error and its 95th percentile, per minute, and the part of the seconds that have a value, percent. fused: the respiration rate that is shown;");
        output.WriteLine("impedance: from that wave alone; derived: from pleth and ECG alone; device: the bedside monitor's own respiration rate.");
        output.WriteLine(Row("", Columns.Select(column => $"{column.Title,20}")));
        output.WriteLine(Row("record", Columns.Select(_ => $"{"MAE",8}{"p95",6}{"%",6}")));
        foreach (var verdict in verdicts) output.WriteLine(Row(verdict.Record, Columns.Select(column => Cell(column.Of(verdict)))));
        output.WriteLine(Row("all", Columns.Select(column => Cell(BidmcErrors.Of(verdicts.Select(column.Of))))));
        output.WriteLine(Row("median", Columns.Select(column => Spread(verdicts.Select(column.Of), 0.5))));
        output.WriteLine(Row("worst", Columns.Select(column => Spread(verdicts.Select(column.Of), 1))));
    }

    /// <summary>Writes the JSON file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteJson(IReadOnlyList<BidmcVerdict> verdicts, string path)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, Options);
        json.WriteStartObject();
        foreach (var column in Columns) Errors(column.Name, BidmcErrors.Of(verdicts.Select(column.Of)));
        json.WriteStartArray("records");
        foreach (var verdict in verdicts)
        {
            json.WriteStartObject();
            json.WriteString("record", verdict.Record);
            foreach (var column in Columns) Errors(column.Name, column.Of(verdict));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void Errors(string name, BidmcErrors errors)
        {
            json.WriteStartObject(name);
            json.WriteNumber("seconds", errors.Expected);
            Number("meanAbsoluteError", errors.Mean);
            Number("percentile95", errors.Percentile95);
            Number("shownPercent", errors.Coverage);
            json.WriteEndObject();
        }

        void Number(string name, double? value)
        {
            if (value is { } number) json.WriteNumber(name, Math.Round(number, 3));
            else json.WriteNull(name);
        }
    }

    private static string Row(string name, IEnumerable<string> cells) => new StringBuilder($"{name,-10}").AppendJoin("", cells).ToString();

    private static string Cell(BidmcErrors errors)
        => string.Create(CultureInfo.InvariantCulture, $"{errors.Mean,8:0.00}{errors.Percentile95,6:0.0}{errors.Coverage,6:0}");

    /// <summary>The mean absolute error that this part of the records stays within.</summary>
    private static string Spread(IEnumerable<BidmcErrors> errors, double part)
    {
        double[] means = [.. errors.Select(one => one.Mean).OfType<double>().Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{(means.Length == 0 ? (double?)null : means[(int)(part * (means.Length - 1))]),8:0.00}{"",12}");
    }
}
