using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeMonitor.Acquisition.Links.Ble;

/// <summary>Which device: one address, or whatever offers a service.</summary>
/// <param name="Address">Its address in capitals, e.g. <c>C0:FF:EE:12:34:56</c>; null where any device that offers the service will do.</param>
/// <param name="Service">The service that it must offer.</param>
internal sealed partial record BleTarget(string? Address, Guid Service)
{
    /// <summary>What the configuration may say.</summary>
    public const string Allowed = "a Bluetooth address, e.g. C0:FF:EE:12:34:56, or service:180d for the only device in reach that offers that service";

    private const string ServicePrefix = "service:";

    /// <summary>Reads a sensor's <c>Link</c>.</summary>
    /// <param name="link">The setting.</param>
    /// <param name="service">The service that the driver reads: another one is refused.</param>
    /// <exception cref="SensorSettingException">It is neither an address nor the driver's service.</exception>
    public static BleTarget Parse(string link, Guid service)
    {
        if (AddressForm().IsMatch(link)) return new BleTarget(link.ToUpperInvariant(), service);
        if (!link.StartsWith(ServicePrefix, StringComparison.OrdinalIgnoreCase)) throw new SensorSettingException("Link", link, Allowed);
        var isService = ushort.TryParse(link.AsSpan(ServicePrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number);
        return isService && BleUuid.Of(number) == service
            ? new BleTarget(null, service)
            : throw new SensorSettingException("Link", link, $"a Bluetooth address or {ServicePrefix}{BleUuid.Text(service)}");
    }

    /// <summary>For people.</summary>
    public override string ToString() => Address ?? ServicePrefix + BleUuid.Text(Service);

    [GeneratedRegex("^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$")]
    private static partial Regex AddressForm();
}
