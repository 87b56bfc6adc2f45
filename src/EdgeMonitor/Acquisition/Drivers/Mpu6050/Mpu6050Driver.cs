using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Mpu6050;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<Mpu6050Driver>("mpu6050")]

namespace EdgeMonitor.Acquisition.Drivers.Mpu6050;

/// <summary>Accelerometers of the MPU-6050's kind: three waves, how much the patient moves, suspected falls. Registers: README.md.</summary>
internal sealed class Mpu6050Driver : ISensorDriver
{
    private readonly SensorContext _sensor;
    private readonly I2cPlace _place;

    private Mpu6050Driver(SensorContext sensor, I2cPlace place) => (_sensor, _place) = (sensor, place);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.I2c, "TDK InvenSense MPU-6050, MPU-6500, MPU-9250 accelerometer (development grade)",
    [
        Delivery.Wave(Mdc.AccelerationX, MdcUnit.StandardGravity, Mpu6050Sensor.SamplesPerSecond),
        Delivery.Wave(Mdc.AccelerationY, MdcUnit.StandardGravity, Mpu6050Sensor.SamplesPerSecond),
        Delivery.Wave(Mdc.AccelerationZ, MdcUnit.StandardGravity, Mpu6050Sensor.SamplesPerSecond),
        Delivery.Number(Mdc.Movement, MdcUnit.StandardGravity, 1),
        Delivery.Number(Mdc.FallsSuspected, MdcUnit.Dimensionless, 1),
    ]);

    /// <inheritdoc/>
    /// <remarks>2 s: it collects 50 samples a second, whatever happens.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(I2cPlace.AddressSetting);
        return new Mpu6050Driver(context, I2cPlace.Of(context, 0x68, 0x69));
    }

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => I2cSession.RunAsync(_sensor, _place, new Mpu6050Sensor(_sensor.Name), inputs, stop);
}
