using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static EdgeMonitor.Acquisition.Links.I2cDev.I2cDevNative;

namespace EdgeMonitor.Acquisition.Links.I2cDev;

/// <summary>I2C buses by the kernel's own interface, i2c-dev: needs nothing but the kernel.</summary>
internal sealed class I2cDevBusProvider : II2cBusProvider
{
    /// <summary>How long a transfer may take, in 10 ms. Chosen: 100 ms, three times the 35 ms for which SMBus lets a chip hold the clock; the kernel's own second would hold up all sensors of the bus.</summary>
    private const nuint TimeoutTens = 10;

    /// <inheritdoc/>
    public string Name => "i2c-dev";

    /// <inheritdoc/>
    public unsafe II2cBus Open(string path)
    {
        var descriptor = I2cDevNative.Open(path, ReadWrite | CloseOnExec);
        if (descriptor < 0) throw CannotOpen(path, Marshal.GetLastPInvokeError());
        var bus = new SafeFileHandle(descriptor, ownsHandle: true);
        nuint functions;
        if (I2cDevNative.Control(bus, GetFunctions, &functions) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            bus.Dispose();
            throw CannotOpen(path, error);
        }

        if ((functions & PlainTransfers) == 0)
        {
            bus.Dispose();
            throw new IOException($"{path} knows SMBus commands only; connect the sensor to a bus that can do plain I2C transfers.");
        }

        _ = I2cDevNative.Control(bus, SetTimeout, TimeoutTens); // An adapter that refuses keeps its own limit.
        return new I2cDevBus(bus, path);
    }

    private static IOException CannotOpen(string path, int error)
    {
        var why = error switch
        {
            NotFound or NoSuchAddress or NoSuchDevice => "is not there; switch the bus on (hardware/README.md), load the module i2c-dev, or correct the sensor's Link",
            AccessDenied => "may not be opened by this user; add the user to group i2c",
            UnknownRequest => "is not an I2C bus; correct the sensor's Link",
            _ => "cannot be opened; check the adapter and the sensor's Link",
        };
        return new IOException($"{path} {why} (error {error}, {Marshal.GetPInvokeErrorMessage(error)}).", error);
    }
}
