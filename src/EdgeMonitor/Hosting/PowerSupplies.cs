using System.Globalization;

namespace EdgeMonitor.Hosting;

/// <summary>What the batteries of this machine say together.</summary>
/// <param name="Discharging">True while the box runs on them.</param>
/// <param name="Percent">Charge of the fullest one; null where none says.</param>
/// <param name="Left">How long it will last; null where none says.</param>
internal readonly record struct BatteryState(bool Discharging, int? Percent, TimeSpan? Left);

/// <summary>Reads the kernel's power supplies (Documentation/ABI/testing/sysfs-class-power).</summary>
/// <param name="path">Their directory.</param>
internal sealed class PowerSupplies(string path = PowerSupplies.KernelPath)
{
    /// <summary>Where the kernel shows them.</summary>
    public const string KernelPath = "/sys/class/power_supply";

    /// <summary>The batteries that feed the box; null where there is none. (Those of a mouse or keyboard say <c>Device</c> as their scope.)</summary>
    public BatteryState? Read()
    {
        if (!Directory.Exists(path)) return null;
        BatteryState? all = null;
        foreach (var supply in Directory.EnumerateDirectories(path))
        {
            if (Text(supply, "type") is not ("Battery" or "UPS") || Text(supply, "scope") == "Device" || Text(supply, "present") == "0") continue;
            var one = new BatteryState(
                Text(supply, "status") == "Discharging", Number(supply, "capacity"), Number(supply, "time_to_empty_now") is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
            // One that is not discharging carries the box, or will when the others are empty; of several the fullest lasts longest.
            all = all is not { } before ? one : new(before.Discharging && one.Discharging, Larger(before.Percent, one.Percent), Larger(before.Left, one.Left));
        }

        return all;
    }

    private static T? Larger<T>(T? one, T? other)
        where T : struct, IComparable<T> => one is not { } first ? other : other is not { } second || first.CompareTo(second) >= 0 ? one : other;

    private static int? Number(string supply, string name)
        => int.TryParse(Text(supply, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(string supply, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(supply, name)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // this supply does not say, or has just been pulled out
        }
    }
}
