using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeMonitor.Commands;

/// <summary>A vital sign of the answer to <c>status</c> as a line for people: what must be said with the value stands beside it.</summary>
internal static class VitalLine
{
    /// <summary>The line, e.g. <c>MDC_RESP_RATE (ecg)   15 /min  derived, marginal</c>.</summary>
    public static string Of(JsonNode vital)
    {
        var value = vital["value"] is { } number ? number.GetValue<double>().ToString("0.##", CultureInfo.InvariantCulture) : "--";
        string[] remarks = [Text("mark").Replace('-', ' '), Text("quality"), Text("missing").Replace('-', ' ')];
        var said = string.Join(", ", remarks.Where(remark => remark is not ("" or "good")));
        return $"{$"{Text("name")} ({Text("sensor")})",-44} {value,7} {Text("unit"),-5} {said}".TrimEnd();

        string Text(string key) => vital[key]?.ToString() ?? "";
    }
}
