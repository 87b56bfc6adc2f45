using System.Globalization;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Annunciation.PwmSysfs;

[assembly: PwmProvider<PwmSysfsProvider>(GpioProviderAttribute.Kernel)]

namespace EdgeMonitor.Annunciation.PwmSysfs;

/// <summary>PWM through the kernel's files under <c>/sys/class/pwm</c>: needs nothing but the kernel.</summary>
/// <param name="root">The folder of the chips.</param>
/// <param name="files">How its files are used.</param>
internal sealed class PwmSysfsProvider(string root, ISysfsFiles files) : IPwmProvider
{
    /// <summary>The provider of this machine.</summary>
    public PwmSysfsProvider()
        : this("/sys/class/pwm", new SysfsFiles())
    {
    }

    /// <inheritdoc/>
    public string Name => "pwm sysfs";

    /// <inheritdoc/>
    public IPwm Open(int chip, int channel, int frequencyHz)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frequencyHz);
        string folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"pwmchip{chip}"));
        if (!files.Has(folder)) throw new IOException($"{folder} is not there: the board's PWM needs an overlay (hardware/README.md), and ls {root} shows the chips.");
        string number = channel.ToString(CultureInfo.InvariantCulture);
        string own = Path.Combine(folder, $"pwm{number}");
        // A channel that a process left behind when it died is still exported.
        if (!files.Has(own)) Export(folder, number);
        var pwm = new PwmSysfsChannel(files, folder, own, number, PwmSysfsChannel.Period(frequencyHz));
        try
        {
            pwm.Begin();
            return pwm;
        }
        catch (IOException failure)
        {
            throw new IOException($"Channel {number} of {folder} cannot be set to {frequencyHz} Hz: {failure.Message}", failure);
        }
    }

    private void Export(string folder, string number)
    {
        try
        {
            files.Write(Path.Combine(folder, "export"), number);
        }
        catch (IOException failure)
        {
            throw new IOException($"Channel {number} of {folder} cannot be taken, it may be missing or held by a driver: {failure.Message}", failure);
        }
    }
}
