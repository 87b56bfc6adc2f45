using System.Globalization;
using System.Text.Json;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>The errors of pulse and respiration rate, as a table for people and as one JSON object with each record for scripts.</summary>
internal static class BidmcReport
{
    private static readonly JsonWriterOptions Options = new() { Indented = true };

    /// <summary>Writes the table: a line a record, then all seconds together.</summary>
    public static void WriteTable(IReadOnlyList<BidmcVerdict> verdicts, TextWriter output)
    {
        output.WriteLine("Mean absolute error and its 95th percentile, per minute, and the part of the seconds that have a value. device: the bedside monitor's own respiration rate.");
        output.WriteLine("record     pulse: MAE   p95  shown %   respiration: MAE   p95  shown %   device: MAE   p95");
        foreach (var verdict in verdicts) Line(verdict.Record, verdict.Pulse, verdict.Respiration, verdict.Device);
        var (pulse, respiration, device) = Gross(verdicts);
        Line("all", pulse, respiration, device);

        void Line(string name, BidmcErrors pulse, BidmcErrors respiration, BidmcErrors device) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-12} {pulse.Mean,8:0.00} {pulse.Percentile95,5:0.0} {pulse.Coverage,8:0.0} {respiration.Mean,18:0.00} {respiration.Percentile95,5:0.0} {respiration.Coverage,8:0.0} {device.Mean,13:0.00} {device.Percentile95,5:0.0}"));
    }

    /// <summary>Writes the JSON file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteJson(IReadOnlyList<BidmcVerdict> verdicts, string path)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, Options);
        var (pulse, respiration, device) = Gross(verdicts);
        json.WriteStartObject();
        Errors("pulse", pulse);
        Errors("respiration", respiration);
        Errors("device", device);
        json.WriteStartArray("records");
        foreach (var verdict in verdicts)
        {
            json.WriteStartObject();
            json.WriteString("record", verdict.Record);
            Errors("pulse", verdict.Pulse);
            Errors("respiration", verdict.Respiration);
            Errors("device", verdict.Device);
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

    private static (BidmcErrors Pulse, BidmcErrors Respiration, BidmcErrors Device) Gross(IReadOnlyList<BidmcVerdict> verdicts) => (
        BidmcErrors.Of(verdicts.Select(verdict => verdict.Pulse)),
        BidmcErrors.Of(verdicts.Select(verdict => verdict.Respiration)),
        BidmcErrors.Of(verdicts.Select(verdict => verdict.Device)));
}
