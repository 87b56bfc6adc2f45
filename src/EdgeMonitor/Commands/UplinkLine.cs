using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeMonitor.Commands;

/// <summary>What the daemon says of its uplink, as a line for a person.</summary>
internal static class UplinkLine
{
    /// <summary>The line.</summary>
    /// <param name="uplink">The part <c>uplink</c> of the daemon's status.</param>
    public static string Of(JsonObject uplink)
    {
        if (uplink["connected"]?.GetValue<bool>() != true) return $"Uplink: not connected, everything is kept. {uplink["lastError"]}".TrimEnd();
        var where = $"Uplink: connected to the broker at {uplink["broker"]}";
        var away = uplink["confirmedBy"]?.GetValue<string>() == "centre" && uplink["centrePresent"]?.GetValue<bool>() != true;
        if (away) return $"{where}; the centre that confirms is away, everything is kept.";
        if (uplink["confirmedBy"]?.GetValue<string>() == "broker" && uplink["unsubscribed"] is JsonArray { Count: > 0 } streams)
        {
            where += $"; nobody is subscribed at the broker to {string.Join(", ", streams)}";
            if (uplink["thrownAway"]?.GetValue<long>() is not > 0)
                return $"{where}: everything of it is kept and sent again ({uplink["unconsumed"]} records so far).";
            where += ": it throws away what it confirms";
        }

        if (uplink["left"]?.GetValue<double>() is not { } seconds) return $"{where}; the backlog does not become less.";
        if (seconds <= 0) return $"{where}; no backlog.";
        var rate = uplink["rate"]?.GetValue<double>() ?? 0;
        return string.Create(CultureInfo.InvariantCulture, $"{where}; the backlog will be gone in {Length(TimeSpan.FromSeconds(seconds))} at {rate:0} records a second.");
    }

    /// <summary>A length of time in the unit that a person would use.</summary>
    public static string Length(TimeSpan length) => length.Duration() switch
    {
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalMinutes:0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalHours:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{length.TotalDays:0.0} d"),
    };
}
