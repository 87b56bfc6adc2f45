using System.Globalization;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>Where a chip is, from a sensor's settings.</summary>
/// <param name="Path">The bus.</param>
/// <param name="Address">The chip's address.</param>
internal readonly record struct I2cPlace(string Path, int Address)
{
    /// <summary>Name of the setting.</summary>
    public const string AddressSetting = "Address";

    /// <summary>Reads <c>Link</c> and <c>Settings:Address</c>.</summary>
    /// <param name="context">The sensor.</param>
    /// <param name="addresses">The addresses that the chip can have, the usual one, which is the default, first.</param>
    /// <exception cref="SensorSettingException">One of them is missing or wrong.</exception>
    public static I2cPlace Of(SensorContext context, params ReadOnlySpan<int> addresses)
    {
        var path = context.RequireLink("the I2C bus's path, e.g. /dev/i2c-1");
        if (!context.Settings.TryGetValue(AddressSetting, out var text)) return new I2cPlace(path, addresses[0]);
        var digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
        if (int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address) && addresses.Contains(address)) return new I2cPlace(path, address);
        var allowed = new List<string>();
        foreach (var one in addresses) allowed.Add(string.Create(CultureInfo.InvariantCulture, $"0x{one:X2}"));
        throw new SensorSettingException($"Settings:{AddressSetting}", text, "one of " + string.Join(", ", allowed));
    }
}
