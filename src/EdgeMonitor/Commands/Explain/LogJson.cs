using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Explain;

/// <summary>An entry of the alarm log as one JSON object, with the names of <c>replay --alarms</c> where both have the same.</summary>
internal static class LogJson
{
    private const double MicrosecondsPerSecond = 1e6;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The entry's line.</summary>
    public static string Line(Record entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("t", Math.Round(entry.MonotonicUs / MicrosecondsPerSecond, 6));
            json.WriteString("time", DateTimeOffset.FromUnixTimeMilliseconds(entry.WallMs));
            json.WriteBoolean("synchronised", entry.ClockSynchronised);
            json.WriteString("boot", entry.Boot);
            json.WriteNumber("sequence", entry.Sequence);
            if (entry.Alarm is { } alarm) Write(json, alarm);
            if (entry.AlarmSystem is { } system) Write(json, system);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, AlarmEvent alarm)
    {
        json.WriteString("id", alarm.Id);
        json.WriteString("condition", alarm.Condition);
        json.WriteString("kind", alarm.Kind);
        json.WriteString("priority", alarm.Priority);
        json.WriteString("phase", alarm.Phase);
        Number(json, "value", alarm.HasValue, alarm.Value);
        Number(json, "limit", alarm.HasLimit, alarm.Limit);
        Number(json, "delay", alarm.HasDelayS, alarm.DelayS);
        json.WriteString("quality", alarm.Quality);
        if (alarm.Faults.Count > 0)
        {
            json.WriteStartArray("faults");
            foreach (var fault in alarm.Faults) json.WriteStringValue(fault);
            json.WriteEndArray();
        }

        json.WriteString("reason", alarm.Reason);
        if (alarm.Sensor.Length > 0) json.WriteString("sensor", alarm.Sensor);
        By(json, alarm.Actor, alarm.Origin, alarm.Why);
    }

    private static void Write(Utf8JsonWriter json, AlarmSystemEvent system)
    {
        json.WriteString("system", system.Kind);
        json.WriteString("state", system.State);
        if (system.HasUntilUs) json.WriteNumber("until", Math.Round(system.UntilUs / MicrosecondsPerSecond, 6));
        if (system.Limits.Count > 0)
        {
            json.WriteStartObject("limits");
            foreach (var change in system.Limits)
            {
                json.WriteStartArray(change.Name);
                json.WriteStringValue(change.Before);
                json.WriteStringValue(change.After);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteString("reason", system.Reason);
        By(json, system.Actor, system.Origin, system.Why);
    }

    private static void By(Utf8JsonWriter json, string who, string origin, string why)
    {
        if (who.Length == 0) return;
        json.WriteString("who", who);
        json.WriteString("origin", origin);
        json.WriteString("why", why);
    }

    private static void Number(Utf8JsonWriter json, string name, bool has, double value)
    {
        if (has) json.WriteNumber(name, Math.Round(value, 6));
        else json.WriteNull(name);
    }
}
