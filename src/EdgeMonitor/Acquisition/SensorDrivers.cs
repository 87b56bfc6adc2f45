using System.Reflection;

namespace EdgeMonitor.Acquisition;

/// <summary>The drivers compiled in, by name.</summary>
internal static class SensorDrivers
{
    /// <summary>All drivers, in the order of their names.</summary>
    public static IReadOnlyList<SensorDriverAttribute> All { get; } =
        [.. typeof(SensorDrivers).Assembly.GetCustomAttributes<SensorDriverAttribute>().OrderBy(driver => driver.Name, StringComparer.Ordinal)];

    /// <summary>All names, for messages: <c>healthypi, nonin, wfdb</c>.</summary>
    public static string Names => string.Join(", ", All.Select(driver => driver.Name));

    /// <summary>The driver of that name, or null.</summary>
    public static SensorDriverAttribute? Find(string name) => All.FirstOrDefault(driver => driver.Name == name);
}
