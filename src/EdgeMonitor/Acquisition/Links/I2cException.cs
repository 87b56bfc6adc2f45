using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>Why a transfer on an I2C bus failed.</summary>
internal enum I2cFault
{
    /// <summary>No chip acknowledged: it is not there, has no supply, or is busy.</summary>
    NoAcknowledge,

    /// <summary>It was not over in time: a chip holds the clock, or a line of the bus is held low.</summary>
    TimedOut,

    /// <summary>The bus never came free: SDA or SCL is held low.</summary>
    Stuck,

    /// <summary>Somebody else drove the data line: another master, or noise.</summary>
    Disturbed,

    /// <summary>The answer's checksum is wrong.</summary>
    BadChecksum,

    /// <summary>The adapter is gone.</summary>
    Gone,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>A transfer on an I2C bus failed. The same sentences whatever the provider.</summary>
internal sealed class I2cException : IOException
{
    // errno(3), Linux asm-generic; what the kernel's adapters mean by them: Documentation/i2c/fault-codes.rst. EREMOTEIO stands beside ENXIO in many adapters.
    private const int NoSuchAddress = 6, BadDescriptor = 9, TryAgain = 11, Busy = 16, NoSuchDevice = 19, BadMessage = 74, ShutDown = 108, TimedOut = 110, RemoteInputOutput = 121;

    /// <summary>Makes the exception.</summary>
    public I2cException(I2cFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>Why.</summary>
    public I2cFault Fault { get; }

    /// <summary>The failure of a transfer, from the kernel's error number.</summary>
    public static I2cException Of(string path, int address, int error) => Of(path, address, FaultOf(error), error);

    /// <summary>The failure of a transfer, in one sentence that says what to do.</summary>
    /// <param name="path">The bus.</param>
    /// <param name="address">The chip.</param>
    /// <param name="fault">Why.</param>
    /// <param name="error">The kernel's error number; 0 where there is none.</param>
    public static I2cException Of(string path, int address, I2cFault fault, int error = 0)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{path}, address 0x{address:X2}");
        return new I2cException(fault, fault switch
        {
            I2cFault.NoAcknowledge => $"{place}: no chip answers; check the sensor's wires and supply, or correct its Link and Address.",
            I2cFault.TimedOut => $"{place}: the transfer was not over in time, SCL or SDA is held low; switch the sensor's supply off and on, and check wires and pull-up resistors.",
            I2cFault.Stuck => $"{path} is stuck, SDA or SCL is held low; switch the sensors' supply off and on, and check wires and pull-up resistors.",
            I2cFault.Disturbed => $"{place}: the bus is disturbed by noise or by another master; shorten the sensor's wires, and check its ground.",
            I2cFault.BadChecksum => $"{place}: the answer's checksum is wrong; shorten the sensor's wires, and run the bus at 100 kHz.",
            I2cFault.Gone => $"{path} is gone; plug the adapter in again, or restart the box.",
            _ => string.Create(CultureInfo.InvariantCulture, $"{place}: the transfer failed; check the sensor's wires and supply (error {error}, {Marshal.GetPInvokeErrorMessage(error)})."),
        });
    }

    private static I2cFault FaultOf(int error) => error switch
    {
        NoSuchAddress or RemoteInputOutput => I2cFault.NoAcknowledge,
        TimedOut => I2cFault.TimedOut,
        Busy => I2cFault.Stuck,
        TryAgain => I2cFault.Disturbed,
        BadMessage => I2cFault.BadChecksum,
        NoSuchDevice or ShutDown or BadDescriptor => I2cFault.Gone,
        _ => I2cFault.Other,
    };
}
