namespace EdgeMonitor.Acquisition.Links;

/// <summary>Parity of a serial line.</summary>
internal enum SerialParity
{
    /// <summary>No parity bit.</summary>
    None,

    /// <summary>Odd parity.</summary>
    Odd,

    /// <summary>Even parity.</summary>
    Even,
}

/// <summary>Line settings, always 8 data bits and one stop bit.</summary>
/// <param name="Baud">Bits per second; any rate the hardware can make.</param>
/// <param name="Parity">Parity of a character.</param>
/// <param name="XonXoff">Software flow control.</param>
/// <param name="RtsCts">Hardware flow control.</param>
internal readonly record struct SerialSettings(int Baud, SerialParity Parity = SerialParity.None, bool XonXoff = false, bool RtsCts = false)
{
    /// <summary>As it is written on a device's label, e.g. <c>9600 8N1</c>.</summary>
    public override string ToString() => $"{Baud} 8{Parity.ToString()[0]}1";
}

/// <summary>
/// An open serial port: a stream of bytes with line settings. A read waits until at least one byte is there and answers 0 when the line
/// hung up (the cable was pulled); reads and writes throw <see cref="IOException"/> on a line error and <see cref="OperationCanceledException"/>
/// when stopped. Disposing it frees the port and ends a waiting read.
/// </summary>
internal interface ISerialLink : IAsyncDisposable
{
    /// <summary>The device path, e.g. <c>/dev/ttyUSB0</c>.</summary>
    string Path { get; }

    /// <summary>Waits for bytes; 0 means that the line hung up.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop);

    /// <summary>Writes all bytes.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop);
}

/// <summary>One way to open serial ports: a provider of the port <see cref="ISerialLink"/>.</summary>
internal interface ISerialLinkProvider
{
    /// <summary>The provider's name as <c>edgemonitor version</c> prints it.</summary>
    string Name { get; }

    /// <summary>Opens a port for exclusive use.</summary>
    /// <exception cref="IOException">It is not there, is in use, or refuses the settings; the message says which and what to do.</exception>
    ISerialLink Open(string path, SerialSettings settings);
}
