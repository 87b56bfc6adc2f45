using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeMonitor.Hosting;

/// <summary>Tells systemd how the daemon is, by datagrams to <c>$NOTIFY_SOCKET</c> (sd_notify(3)); does nothing where there is none.</summary>
internal sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly EndPoint? _endPoint;

    public SystemdNotifier(string? socketPath)
    {
        if (string.IsNullOrEmpty(socketPath)) return;
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        // A leading @ is systemd's way to write an abstract socket name.
        _endPoint = new UnixDomainSocketEndPoint(socketPath[0] == '@' ? '\0' + socketPath[1..] : socketPath);
    }

    /// <summary>Everything is started.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>The monitor loop is alive.</summary>
    public void PetWatchdog() => Send("WATCHDOG=1");

    /// <summary>An orderly stop has begun.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private void Send(string state)
    {
        if (_socket is null) return;
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(state), _endPoint!);
        }
        catch (SocketException)
        {
            // systemd notices the missing message by itself and restarts the unit: there is nobody else to tell.
        }
    }
}
