using System.Device.Pwm;
using System.Globalization;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Annunciation.DevicePwm;

[assembly: PwmProvider<DevicePwmProvider>(GpioProviderAttribute.Package)]

namespace EdgeMonitor.Annunciation.DevicePwm;

/// <summary>PWM through the package System.Device.Gpio (namespace System.Device.Pwm), which uses the kernel's files under <c>/sys/class/pwm</c> too.</summary>
internal sealed class DevicePwmProvider : IPwmProvider
{
    /// <inheritdoc/>
    public string Name => "System.Device.Pwm";

    /// <inheritdoc/>
    public IPwm Open(int chip, int channel, int frequencyHz)
    {
        try
        {
            PwmChannel taken = PwmChannel.Create(chip, channel, frequencyHz, 0);
            taken.Start();
            return new DevicePwmChannel(taken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A chip or channel that is not there is an ArgumentException.
            throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"Channel {channel} of pwmchip{chip} cannot be taken at {frequencyHz} Hz: {failure.Message}"), failure);
        }
    }
}
