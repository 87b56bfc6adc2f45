using System.Text.Json.Nodes;

namespace EdgeMonitor.Commands;

/// <summary>A sensor of the status report as one line for a person.</summary>
internal static class SensorLine
{
    /// <summary>The line, e.g. <c>Sensor spo2: up for 12 s; Nonin 3150, serial 501493200</c>.</summary>
    public static string Of(JsonNode sensor)
    {
        var parts = new List<string> { $"{sensor["link"]} for {sensor["for"]} s{Behind(": ", sensor["cause"])}" };
        var identity = string.Join(", ", new[] { Text(sensor["model"]), Behind("serial ", sensor["serial"]), Behind("firmware ", sensor["firmware"]) }.Where(part => part.Length > 0));
        if (identity.Length > 0) parts.Add(identity);
        if (Text(sensor["off"]) is { Length: > 0 } off) parts.Add($"off the patient: {off}");
        return $"Sensor {sensor["sensor"]}: {string.Join("; ", parts)}";
    }

    private static string Text(JsonNode? value) => value?.ToString() ?? "";

    private static string Behind(string word, JsonNode? value) => Text(value) is { Length: > 0 } text ? word + text : "";
}
