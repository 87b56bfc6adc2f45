using System.Globalization;
using System.Reflection;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Storage;

/// <summary>
/// Alarm limits as names and texts, which is how they are stored, compared and logged: a later version's limits are read by an earlier one and
/// the other way round. The names are those of the configuration's section Alarms.
/// </summary>
internal static class LimitValues
{
    private static readonly PropertyInfo[] Properties = [.. typeof(AlarmLimits).GetProperties().Where(property => property.SetMethod is not null)];

    /// <summary>All limits by name.</summary>
    public static SortedDictionary<string, string> Of(AlarmLimits limits)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in Properties) values[property.Name] = Text(property, limits);
        return values;
    }

    /// <summary>The limits that differ, each with its text before and after.</summary>
    public static IEnumerable<(string Name, string Before, string After)> Changes(AlarmLimits before, AlarmLimits after)
    {
        var old = Of(before);
        foreach (var (name, text) in Of(after))
        {
            if (old[name] != text) yield return (name, old[name], text);
        }
    }

    /// <summary>
    /// The limits that differ in one line, in their usual order, e.g. <c>HrLow 50 -> 45</c>; empty where none does; all new ones where the old ones are
    /// not known.
    /// </summary>
    public static string Describe(AlarmLimits? before, AlarmLimits after)
    {
        var changes = Properties.Select(property => (property.Name, Before: before is null ? "unknown" : Text(property, before), After: Text(property, after)));
        return string.Join(", ", changes.Where(change => change.Before != change.After).Select(change => $"{change.Name} {Shown(change.Before)} -> {Shown(change.After)}"));

        static string Shown(string text) => text.Length == 0 ? "none" : text;
    }

    /// <summary>The limits with these values; a name or a text that this version does not know leaves what stands in <paramref name="limits"/>.</summary>
    public static AlarmLimits With(AlarmLimits limits, IReadOnlyDictionary<string, string> values)
    {
        var changed = limits with { };
        foreach (var property in Properties)
        {
            if (values.TryGetValue(property.Name, out var text) && Parse(property.PropertyType, text) is { } value) property.SetValue(changed, value);
        }

        return changed;
    }

    private static string Text(PropertyInfo property, AlarmLimits limits) => Convert.ToString(property.GetValue(limits), CultureInfo.InvariantCulture) ?? "";

    private static object? Parse(Type type, string text)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(double)) return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : null;
        if (type == typeof(int)) return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;
        if (type == typeof(bool)) return bool.TryParse(text, out var flag) ? flag : null;
        return type.IsEnum && Enum.TryParse(type, text, out var named) ? named : null;
    }
}
