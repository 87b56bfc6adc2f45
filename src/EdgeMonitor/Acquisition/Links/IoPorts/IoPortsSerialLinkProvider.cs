using System.IO.Ports;

namespace EdgeMonitor.Acquisition.Links.IoPorts;

/// <summary>Serial ports by the package System.IO.Ports: the first choice where the feed serves it.</summary>
internal sealed class IoPortsSerialLinkProvider : ISerialLinkProvider
{
    private const int DataBits = 8;

    /// <inheritdoc/>
    public string Name => "System.IO.Ports";

    /// <inheritdoc/>
    public ISerialLink Open(string path, SerialSettings settings)
    {
        var port = new SerialPort(path, settings.Baud, ParityOf(settings.Parity), DataBits, StopBits.One)
        {
            Handshake = HandshakeOf(settings),
            ReadTimeout = SerialPort.InfiniteTimeout,
            WriteTimeout = SerialPort.InfiniteTimeout,
        };
        try
        {
            port.Open();
            RaiseDataTerminalReady(port);
            port.DiscardInBuffer();
            return new IoPortsSerialLink(port, path);
        }
        catch (UnauthorizedAccessException refused)
        {
            port.Dispose();
            throw new IOException($"{path} may not be opened, or is in use; add the user to group dialout, or stop the other program.", refused);
        }
        catch (ArgumentException unsuited)
        {
            port.Dispose();
            throw new IOException($"{path} is not a serial port, or cannot do {settings}; correct the sensor's Link.", unsuited);
        }
        catch (IOException broken)
        {
            port.Dispose();
            throw new IOException($"{path} cannot be opened; plug the sensor's cable in, or correct the sensor's Link ({broken.Message})", broken);
        }
    }

    /// <summary>Some devices draw their power from DTR; a port without modem lines answers an error, which is none.</summary>
    private static void RaiseDataTerminalReady(SerialPort port)
    {
        try
        {
            port.DtrEnable = true;
        }
        catch (IOException)
        {
            // A pseudo-terminal or a gadget: there is no such line.
        }
    }

    private static Parity ParityOf(SerialParity parity) => parity switch
    {
        SerialParity.Odd => Parity.Odd,
        SerialParity.Even => Parity.Even,
        _ => Parity.None,
    };

    private static Handshake HandshakeOf(SerialSettings settings) => (settings.XonXoff, settings.RtsCts) switch
    {
        (true, true) => Handshake.RequestToSendXOnXOff,
        (true, false) => Handshake.XOnXOff,
        (false, true) => Handshake.RequestToSend,
        _ => Handshake.None,
    };
}
