using System.Device.I2c;
using System.Globalization;

namespace EdgeMonitor.Acquisition.Links.DeviceI2c;

/// <summary>I2C buses by the package System.Device.Gpio (namespace System.Device.I2c), which uses i2c-dev too: the first choice where the feed serves it.</summary>
internal sealed class DeviceI2cBusProvider : II2cBusProvider
{
    private const string BusPrefix = "/dev/i2c-";

    /// <inheritdoc/>
    public string Name => "System.Device.I2c";

    /// <inheritdoc/>
    public II2cBus Open(string path)
    {
        if (!path.StartsWith(BusPrefix, StringComparison.Ordinal)
            || !int.TryParse(path.AsSpan(BusPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new IOException($"{path} has no bus number; the sensor's Link must be a path such as /dev/i2c-1.");
        }

        try
        {
            return new DeviceI2cBus(I2cBus.Create(number), path);
        }
        catch (IOException failure)
        {
            throw new IOException($"{path} cannot be opened; switch the bus on (hardware/README.md), and add the user to group i2c ({failure.Message})", failure);
        }
    }
}
