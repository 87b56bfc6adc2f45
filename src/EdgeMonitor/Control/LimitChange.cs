using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Control;

/// <summary>Some limits laid over all of them, by their names in the configuration. Whether the result is within its rails the monitor says.</summary>
internal static class LimitChange
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <summary>The names that can be set: as in the configuration's section <c>Alarms</c>. Who is monitored only an admission says.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. typeof(AlarmLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is not null && property.Name != nameof(AlarmLimits.Profile)).Select(property => property.Name)];

    /// <summary>All limits as JSON, by their names.</summary>
    public static JsonObject ToJson(AlarmLimits limits)
    {
        var all = new JsonObject();
        var whole = JsonSerializer.SerializeToNode(limits, Strict)!.AsObject();
        foreach (var name in Names) all[name] = whole[name]?.DeepClone();
        return all;
    }

    /// <summary>The limits with some of them changed.</summary>
    /// <exception cref="FormatException">A name is not known, or a value is of the wrong type.</exception>
    public static AlarmLimits Merge(AlarmLimits limits, JsonObject changes)
    {
        var all = ToJson(limits);
        foreach (var (given, value) in changes)
        {
            var name = Names.FirstOrDefault(known => known.Equals(given, StringComparison.OrdinalIgnoreCase))
                ?? throw new FormatException($"A limit is not known: the names are {string.Join(", ", Names)}.");
            all[name] = value?.DeepClone();
        }

        try
        {
            return all.Deserialize<AlarmLimits>(Strict)! with { Profile = limits.Profile };
        }
        catch (JsonException e)
        {
            throw new FormatException($"{e.Path?.TrimStart('$', '.')}: the value is of the wrong type, limits are numbers unless edgemonitor limits show says otherwise.");
        }
    }
}
