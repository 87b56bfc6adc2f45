#nullable enable
// The members of System.Device.Gpio 4.x that Annunciation/DeviceGpio and Annunciation/DevicePwm call.
using System.Diagnostics.CodeAnalysis;

namespace System.Device.Gpio
{
    public enum PinMode
    {
        Input,
        Output,
        InputPullDown,
        InputPullUp,
    }

    public readonly struct PinValue : IEquatable<PinValue>
    {
        public static implicit operator PinValue(bool value) => throw new NotSupportedException();

        public static bool operator ==(PinValue a, PinValue b) => throw new NotSupportedException();

        public static bool operator !=(PinValue a, PinValue b) => throw new NotSupportedException();

        public bool Equals(PinValue other) => throw new NotSupportedException();

        public override bool Equals(object? obj) => throw new NotSupportedException();

        public override int GetHashCode() => throw new NotSupportedException();
    }

    public class GpioPin : MarshalByRefObject, IDisposable
    {
        protected internal GpioPin(int pinNumber, GpioController controller) => throw new NotSupportedException();

        public void Dispose() => throw new NotSupportedException();
    }

    public class GpioController : IDisposable
    {
        public GpioController(GpioDriver driver) => throw new NotSupportedException();

        public GpioPin OpenPin(int pinNumber, PinMode mode) => throw new NotSupportedException();

        public GpioPin OpenPin(int pinNumber, PinMode mode, PinValue initialValue) => throw new NotSupportedException();

        public virtual PinValue Read(int pinNumber) => throw new NotSupportedException();

        public virtual void Write(int pinNumber, PinValue value) => throw new NotSupportedException();

        public void Dispose() => throw new NotSupportedException();
    }

    public abstract class GpioDriver : IDisposable
    {
        public void Dispose() => throw new NotSupportedException();
    }
}

namespace System.Device.Gpio.Drivers
{
    public abstract class UnixDriver : GpioDriver
    {
    }

    public class LibGpiodDriver : UnixDriver
    {
        public LibGpiodDriver(int gpioChip = 0) => throw new NotSupportedException();
    }

    // Experimental up to 4.1, no longer in 4.2.
    [Experimental("SDGPIO0001")]
    public sealed class LibGpiodV2Driver : UnixDriver
    {
        public LibGpiodV2Driver(int chipNumber) => throw new NotSupportedException();
    }
}

namespace System.Device.Pwm
{
    public abstract class PwmChannel : IDisposable
    {
        public abstract double DutyCycle { get; set; }

        public static PwmChannel Create(int chip, int channel, int frequency = 400, double dutyCyclePercentage = 0.5) => throw new NotSupportedException();

        public abstract void Start();

        public void Dispose() => throw new NotSupportedException();
    }
}
