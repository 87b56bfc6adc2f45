using System.Globalization;
using System.Reflection;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Uplink;

/// <summary>What a change of limits changed.</summary>
internal static class LimitDifference
{
    private static readonly PropertyInfo[] Limits =
        [.. typeof(AlarmLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null)];

    /// <summary>Each limit that differs with its old and its new value, e.g. <c>HrLow 50 -> 45</c>; all new values where the old ones are not known.</summary>
    public static string Describe(AlarmLimits? before, AlarmLimits after)
    {
        var changes = Limits
            .Select(limit => (limit.Name, Old: before is null ? "unknown" : Text(limit, before), New: Text(limit, after)))
            .Where(change => change.Old != change.New)
            .Select(change => $"{change.Name} {change.Old} -> {change.New}")
            .ToList();
        return changes.Count == 0 ? "no limit differs" : string.Join(", ", changes);
    }

    private static string Text(PropertyInfo limit, AlarmLimits limits) => Convert.ToString(limit.GetValue(limits), CultureInfo.InvariantCulture) ?? "none";
}
