namespace EdgeMonitor.Acquisition.Links;

/// <summary>An open I2C bus: several sensors may use one, each through its own opening; a transfer is never mixed with another one's. Disposing it gives it back.</summary>
internal interface II2cBus : IDisposable
{
    /// <summary>The device path, e.g. <c>/dev/i2c-1</c>.</summary>
    string Path { get; }

    /// <summary>One transfer with one chip: writes, then reads after a repeated start, without letting the bus go in between. Either part may be empty, not both.</summary>
    /// <param name="address">The chip's address, 7 bits.</param>
    /// <param name="write">What the chip is told, e.g. a register's number; at most 8192 bytes, the kernel's limit.</param>
    /// <param name="read">Receives what the chip answers, whole; at most as many.</param>
    /// <exception cref="I2cException">The transfer failed; what <paramref name="read"/> holds means nothing.</exception>
    void Transfer(int address, ReadOnlySpan<byte> write, Span<byte> read);
}

/// <summary>One way to use I2C buses: a provider of the port <see cref="II2cBus"/>.</summary>
internal interface II2cBusProvider
{
    /// <summary>The provider's name as <c>edgemonitor version</c> prints it.</summary>
    string Name { get; }

    /// <summary>Opens a bus; no chip is spoken to.</summary>
    /// <exception cref="IOException">It is not there, is no I2C bus, or may not be used; the message says which and what to do.</exception>
    II2cBus Open(string path);
}
