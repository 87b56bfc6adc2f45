using System.Net;
using System.Net.Sockets;

namespace EdgeMonitor.Hosting;

/// <summary>Tells systemd how the daemon is, by datagrams to <c>$NOTIFY_SOCKET</c> (sd_notify(3)); does nothing where there is none.</summary>
internal sealed class SystemdNotifier : IDisposable
{
    /// <summary>Chosen: the monitor loop turns a hundred times a second, and the first process of the box need not wake for each.</summary>
    public static readonly TimeSpan PetEvery = TimeSpan.FromSeconds(1);

    private readonly Socket? _socket;
    private readonly EndPoint? _endPoint;
    private readonly TimeProvider _time;
    private long? _lastPet;

    /// <param name="socketPath">The value of <c>$NOTIFY_SOCKET</c>; null or empty where systemd did not start this process.</param>
    /// <param name="time">The clock.</param>
    public SystemdNotifier(string? socketPath, TimeProvider time)
    {
        _time = time;
        if (string.IsNullOrEmpty(socketPath)) return;
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        // A leading @ is systemd's way to write an abstract socket name.
        _endPoint = new UnixDomainSocketEndPoint(socketPath[0] == '@' ? '\0' + socketPath[1..] : socketPath);
    }

    /// <summary>Everything is started. From here on nothing that is said may wait: the monitor loop says it.</summary>
    public void Ready()
    {
        Send("READY=1"u8);
        if (_socket is not null) _socket.Blocking = false;
    }

    /// <summary>The monitor loop is alive; told at most once in <see cref="PetEvery"/>.</summary>
    public void PetWatchdog()
    {
        if (_socket is null || (_lastPet is { } last && _time.GetElapsedTime(last) < PetEvery)) return;
        _lastPet = _time.GetTimestamp();
        Send("WATCHDOG=1"u8);
    }

    /// <summary>An orderly stop has begun.</summary>
    public void Stopping() => Send("STOPPING=1"u8);

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private void Send(ReadOnlySpan<byte> state)
    {
        if (_socket is null) return;
        try
        {
            _socket.SendTo(state, SocketFlags.None, _endPoint!);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // systemd notices the missing message by itself and restarts the unit: there is nobody else to tell.
        }
    }
}
