using System.Device.Pwm;

namespace EdgeMonitor.Annunciation.DevicePwm;

/// <summary>One running channel of the package.</summary>
internal sealed class DevicePwmChannel(PwmChannel channel) : IPwm
{
    /// <inheritdoc/>
    public void Set(double duty)
    {
        try
        {
            channel.DutyCycle = duty;
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"The PWM channel cannot be driven: {refused.Message}", refused);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            channel.DutyCycle = 0;
            channel.Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The chip is gone: there is nothing left to make silent.
        }
    }
}
