using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static EdgeMonitor.Acquisition.Links.Termios.TermiosNative;

namespace EdgeMonitor.Acquisition.Links.Termios;

/// <summary>Serial ports by the kernel's own interface, termios2: any baud rate, no package, and a wait costs nothing.</summary>
internal sealed class TermiosSerialLinkProvider : ISerialLinkProvider
{
    /// <inheritdoc/>
    public string Name => "termios";

    /// <inheritdoc/>
    public ISerialLink Open(string path, SerialSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Baud);
        var descriptor = TermiosNative.Open(path, ReadWrite | NoControllingTerminal | CloseOnExec | NonBlocking);
        if (descriptor < 0) throw CannotOpen(path, Marshal.GetLastPInvokeError());
        var port = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            Claim(port, path);
            Configure(port, path, settings);
            return new TermiosSerialLink(port, path);
        }
        catch (IOException)
        {
            port.Dispose();
            throw;
        }
    }

    /// <summary>Reads a port's settings back.</summary>
    /// <exception cref="IOException">It is no serial port.</exception>
    internal static unsafe Termios2 SettingsOf(SafeFileHandle port, string path)
    {
        Termios2 settings;
        return TermiosNative.Control(port, GetTermios2, &settings) == 0 ? settings : throw CannotOpen(path, Marshal.GetLastPInvokeError());
    }

    /// <summary>TIOCEXCL keeps other users' programs out, the lock root's and our own second session.</summary>
    private static void Claim(SafeFileHandle port, string path)
    {
        if (LockFile(port, LockExclusive | LockWithoutWaiting) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw CannotOpen(path, error == TryAgain ? Busy : error);
        }

        if (TermiosNative.Control(port, SetExclusive, 0) != 0) throw CannotOpen(path, Marshal.GetLastPInvokeError());
    }

    private static unsafe void Configure(SafeFileHandle port, string path, SerialSettings settings)
    {
        _ = SettingsOf(port, path);
        var wanted = Termios2.For(settings);
        if (TermiosNative.Control(port, SetTermios2, &wanted) != 0) throw Refused(path, settings);

        var lines = DataTerminalReady | RequestToSend;
        var hasWire = TermiosNative.Control(port, GetModemLines, &lines) == 0;
        lines = DataTerminalReady | RequestToSend;
        if (hasWire) _ = TermiosNative.Control(port, RaiseModemLines, &lines); // Some devices draw their power from them; one that lacks them works too.
        if (!wanted.WereTaken(SettingsOf(port, path), hasWire)) throw Refused(path, settings);
        if (TermiosNative.Control(port, Flush, FlushInput) != 0) throw CannotOpen(path, Marshal.GetLastPInvokeError());
    }

    private static IOException Refused(string path, SerialSettings settings)
        => new($"{path} cannot do {settings}; use another serial adapter, or correct the sensor's settings.");

    private static IOException CannotOpen(string path, int error)
    {
        var why = error switch
        {
            NotFound or NoSuchAddress or NoSuchDevice => "is not there; plug the sensor's cable in, or correct the sensor's Link",
            AccessDenied => "may not be opened by this user; add the user to group dialout",
            Busy => "is in use by another program; stop that program, or correct the sensor's Link",
            NotATerminal => "is not a serial port; correct the sensor's Link",
            _ => "cannot be opened; check the sensor's cable and its Link",
        };
        return new IOException($"{path} {why} (error {error}, {Marshal.GetPInvokeErrorMessage(error)}).", error);
    }
}
