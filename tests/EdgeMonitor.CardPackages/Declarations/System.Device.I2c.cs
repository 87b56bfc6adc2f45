#nullable enable
// The members of System.Device.Gpio 4.x (namespace System.Device.I2c) that Acquisition/Links/DeviceI2c and Acquisition/Links/IotBindings call.
namespace System.Device.I2c
{
    public sealed class I2cConnectionSettings
    {
        public I2cConnectionSettings(int busId, int deviceAddress) => throw new NotSupportedException();
    }

    public abstract class I2cDevice : IDisposable
    {
        public abstract I2cConnectionSettings ConnectionSettings { get; }

        public virtual byte ReadByte() => throw new NotSupportedException();

        public abstract void Read(Span<byte> buffer);

        public virtual void WriteByte(byte value) => throw new NotSupportedException();

        public abstract void Write(ReadOnlySpan<byte> buffer);

        public abstract void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer);

        public void Dispose() => throw new NotSupportedException();

        protected virtual void Dispose(bool disposing) => throw new NotSupportedException();
    }

    public abstract class I2cBus : IDisposable
    {
        public static I2cBus Create(int busId) => throw new NotSupportedException();

        public abstract I2cDevice CreateDevice(int deviceAddress);

        public void Dispose() => throw new NotSupportedException();
    }
}
