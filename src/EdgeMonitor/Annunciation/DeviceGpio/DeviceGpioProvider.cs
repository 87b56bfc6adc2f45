#pragma warning disable SDGPIO0001 // LibGpiodV2Driver is marked experimental up to 4.1, yet it is the only driver for Debian 13 (libgpiod.so.3).
using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Globalization;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Annunciation.DeviceGpio;

[assembly: GpioProvider<DeviceGpioProvider>(GpioProviderAttribute.Package)]

namespace EdgeMonitor.Annunciation.DeviceGpio;

/// <summary>
/// GPIO lines through the package System.Device.Gpio, which uses the library libgpiod: its first interface where <c>libgpiod.so.2</c> is
/// installed (Debian 12), else its second (<c>libgpiod.so.3</c>, Debian 13). It differs from the kernel's own provider in two ways: the
/// lines carry the process's name, not ours, and a line is low for some microseconds before its first level is written.
/// </summary>
internal sealed class DeviceGpioProvider : IGpioProvider
{
    private const string ChipPrefix = "/dev/gpiochip";

    /// <inheritdoc/>
    public string Name => "System.Device.Gpio";

    /// <inheritdoc/>
    public IGpioLine OpenOutput(string chip, int offset, bool activeLow, string consumer, bool active)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        GpioController controller = OpenChip(chip);
        try
        {
            PinValue level = active != activeLow;
            _ = controller.OpenPin(offset, PinMode.Output, level);
            return new DeviceGpioLine(controller, offset, activeLow, $"Line {offset} of {chip}");
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            // The libgpiod 1 driver answers a line that the chip lacks with ObjectDisposedException, which is an InvalidOperationException.
            controller.Dispose();
            throw new IOException($"Line {offset} of {chip} cannot be an output, it may be held by another program: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public IGpioInput OpenInput(string chip, int offset, bool activeLow, string consumer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        GpioController controller = OpenChip(chip);
        try
        {
            _ = controller.OpenPin(offset, activeLow ? PinMode.InputPullUp : PinMode.InputPullDown);
            return new DeviceGpioInput(controller, offset, activeLow, $"Line {offset} of {chip}");
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            controller.Dispose();
            throw new IOException($"Line {offset} of {chip} cannot be an input, it may be held by another program: {failure.Message}", failure);
        }
    }

    private static GpioController OpenChip(string chip)
    {
        if (!chip.StartsWith(ChipPrefix, StringComparison.Ordinal)
            || !int.TryParse(chip.AsSpan(ChipPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw new IOException($"{chip} has no chip number; System.Device.Gpio needs a path such as /dev/gpiochip0.");
        }

        try
        {
            return new GpioController(NewDriver(number));
        }
        catch (IOException failure)
        {
            throw new IOException($"{chip} cannot be opened, is it there and is this user in the group gpio? {failure.Message}", failure);
        }
    }

    private static UnixDriver NewDriver(int number)
    {
        try
        {
            return new LibGpiodDriver(number);
        }
        catch (Exception missing) when (missing is PlatformNotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            // libgpiod.so.2 is not installed. Where libgpiod.so.3 is missing too, the next driver says so by an IOException.
            return new LibGpiodV2Driver(number);
        }
    }
}
