using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Acquisition.Links.I2cDev;

/// <summary>A bus opened through i2c-dev. The kernel locks the adapter for the whole of a transfer.</summary>
internal sealed unsafe class I2cDevBus(SafeFileHandle bus, string path) : II2cBus
{
    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public void Transfer(int address, ReadOnlySpan<byte> write, Span<byte> read)
    {
        ObjectDisposedException.ThrowIf(bus.IsClosed, this);
        I2cLimits.Check(address, write.Length, read.Length);
        fixed (byte* written = write)
        fixed (byte* received = read)
        {
            var messages = stackalloc I2cMessage[2];
            var count = 0u;
            if (write.Length > 0) messages[count++] = new I2cMessage { Address = (ushort)address, Length = (ushort)write.Length, Buffer = written };
            if (read.Length > 0) messages[count++] = new I2cMessage { Address = (ushort)address, Flags = I2cDevNative.Read, Length = (ushort)read.Length, Buffer = received };
            var transfer = new I2cTransfer { Messages = messages, Count = count };
            if (I2cDevNative.Control(bus, I2cDevNative.Transfer, &transfer) >= 0) return;
        }

        throw I2cException.Of(path, address, Marshal.GetLastPInvokeError());
    }

    /// <inheritdoc/>
    public void Dispose() => bus.Dispose();
}
