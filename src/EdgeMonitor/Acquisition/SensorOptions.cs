using System.ComponentModel.DataAnnotations;

namespace EdgeMonitor.Acquisition;

/// <summary>One sensor at the bed.</summary>
internal sealed class SensorOptions
{
    /// <summary>Its name in every message; unique within the box.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9._-]{1,32}", ErrorMessage = "1 to 32 letters, digits, dots, hyphens or underscores")]
    public string Name { get; init; } = "";

    /// <summary>The driver that reads it; must be given, and the check that knows all drivers says so.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Where it is connected, as the driver wants it: a serial device, an address, a recording.</summary>
    public string Link { get; init; } = "";

    /// <summary>The driver's own settings; see the README in its folder.</summary>
    public Dictionary<string, string> Settings { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}
