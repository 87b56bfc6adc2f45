namespace EdgeMonitor.Acquisition.Links;

/// <summary>What a transfer may be, whatever the provider: anything else is a defect of the caller.</summary>
internal static class I2cLimits
{
    /// <summary>First and last address of a chip: those outside are reserved by the I2C specification.</summary>
    public const int FirstAddress = 0x08, LastAddress = 0x77;

    /// <summary>Most bytes of a part of a transfer: the limit of the kernel's i2c-dev.</summary>
    public const int MostBytes = 8192;

    /// <summary>Refuses a transfer that cannot be.</summary>
    public static void Check(int address, int write, int read)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(address, FirstAddress);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address, LastAddress);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(write, MostBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(read, MostBytes);
        ArgumentOutOfRangeException.ThrowIfZero(write + read);
    }
}
