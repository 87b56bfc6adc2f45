using System.Device.Gpio;

namespace EdgeMonitor.Annunciation.DeviceGpio;

/// <summary>One line of a controller that holds nothing else; disposing the controller gives it back.</summary>
internal sealed class DeviceGpioLine(GpioController controller, int offset, bool activeLow, string name) : IGpioLine
{
    /// <inheritdoc/>
    public void Set(bool active)
    {
        PinValue level = active != activeLow;
        PinValue seen;
        try
        {
            controller.Write(offset, level);
            // The libgpiod 1 driver drops the result of the write, so a lost chip shows only when the line is read back.
            seen = controller.Read(offset);
        }
        catch (InvalidOperationException failure)
        {
            throw new IOException($"{name} cannot be driven: {failure.Message}", failure);
        }

        if (seen != level) throw new IOException($"{name} cannot be driven: it is {seen} after {level} was written.");
    }

    /// <inheritdoc/>
    public void Dispose() => controller.Dispose();
}
