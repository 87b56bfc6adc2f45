using System.Globalization;
using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Max30102;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<Max30102Driver>("max30102")]

namespace EdgeMonitor.Acquisition.Drivers.Max30102;

/// <summary>The MAX30102 (and MAX30101) light sensor: raw red and infrared, no certified oximeter. Registers: README.md.</summary>
internal sealed class Max30102Driver : ISensorDriver
{
    /// <summary>Name of the setting.</summary>
    public const string CurrentSetting = "LedMilliampere";

    private const double LowestCurrent = 0.2, HighestCurrent = 51;

    private readonly SensorContext _sensor;
    private readonly I2cPlace _place;
    private readonly double _milliampere;

    private Max30102Driver(SensorContext sensor, I2cPlace place, double milliampere) => (_sensor, _place, _milliampere) = (sensor, place, milliampere);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.I2c, "Analog Devices (Maxim) MAX30102, MAX30101 light sensor (development grade)",
    [
        Delivery.Wave(Mdc.PulsOximPleth, MdcUnit.Dimensionless, Max30102Sensor.SamplesPerSecond),
        Delivery.Number(Mdc.TempDevice, MdcUnit.DegreeCelsius, 0.1),
    ]);

    /// <inheritdoc/>
    /// <remarks>2 s: it collects 100 samples a second, finger or none.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(I2cPlace.AddressSetting, CurrentSetting);
        var text = context.Settings.GetValueOrDefault(CurrentSetting, "7");
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliampere) || milliampere is < LowestCurrent or > HighestCurrent)
            throw new SensorSettingException($"Settings:{CurrentSetting}", text, "a number from 0.2 to 51, the current of both LEDs in mA");
        return new Max30102Driver(context, I2cPlace.Of(context, 0x57), milliampere);
    }

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => I2cSession.RunAsync(_sensor, _place, new Max30102Sensor(_sensor.Name, _milliampere), inputs, stop);
}
