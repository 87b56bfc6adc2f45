#nullable enable
// The members of Iot.Device.Bindings 4.x, and of the units of UnitsNet 5 that they answer, that Acquisition/Links/IotBindings calls.
using System.Device.I2c;
using UnitsNet;

namespace UnitsNet
{
    public readonly struct Temperature
    {
        public double DegreesCelsius => throw new NotSupportedException();
    }

    public readonly struct Pressure
    {
        public double Kilopascals => throw new NotSupportedException();
    }

    public readonly struct RelativeHumidity
    {
        public double Percent => throw new NotSupportedException();
    }
}

namespace Iot.Device.Mcp9808
{
    public class Mcp9808 : IDisposable
    {
        public Mcp9808(I2cDevice i2cDevice) => throw new NotSupportedException();

        public Temperature Temperature => throw new NotSupportedException();

        public void Dispose() => throw new NotSupportedException();
    }
}

namespace Iot.Device.Mlx90614
{
    public sealed class Mlx90614 : IDisposable
    {
        public Mlx90614(I2cDevice i2cDevice) => throw new NotSupportedException();

        public Temperature ReadAmbientTemperature() => throw new NotSupportedException();

        public Temperature ReadObjectTemperature() => throw new NotSupportedException();

        public void Dispose() => throw new NotSupportedException();
    }
}

namespace Iot.Device.Bmxx80.PowerMode
{
    public enum Bmx280PowerMode : byte
    {
        Sleep = 0,
        Forced = 2,
        Normal = 3,
    }
}

namespace Iot.Device.Bmxx80
{
    public abstract class Bmxx80Base : IDisposable
    {
        public abstract bool TryReadTemperature(out Temperature temperature);

        public abstract bool TryReadPressure(out Pressure pressure);

        public void Dispose() => throw new NotSupportedException();
    }

    public abstract class Bmx280Base : Bmxx80Base
    {
        public override bool TryReadTemperature(out Temperature temperature) => throw new NotSupportedException();

        public override bool TryReadPressure(out Pressure pressure) => throw new NotSupportedException();

        public void SetPowerMode(PowerMode.Bmx280PowerMode powerMode) => throw new NotSupportedException();
    }

    public class Bme280 : Bmx280Base
    {
        public Bme280(I2cDevice i2cDevice) => throw new NotSupportedException();

        public bool TryReadHumidity(out RelativeHumidity humidity) => throw new NotSupportedException();
    }
}
