using System.Net.Sockets;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Guard;

/// <summary>The socket over which the guard is petted. Who may write to its file may pet: the daemon's user alone, by the file's group.</summary>
internal sealed class GuardSocket : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Strange datagrams that are passed over in one go. Chosen: more than a socket holds by default (net.unix.max_dgram_qlen, 10 to 512).</summary>
    private const int MostStrange = 1000;

    private readonly string _path;
    private readonly Socket _socket;

    /// <summary>Longer than a message, so that a longer datagram is seen as one.</summary>
    private readonly byte[] _datagram = new byte[GuardMessage.Bytes + 1];

    /// <exception cref="IOException">Another guard listens there.</exception>
    public GuardSocket(string path)
    {
        _path = path;
        _socket = UnixSocketFile.Bind(path, SocketType.Dgram, Mode);
        _socket.Blocking = false;
    }

    /// <summary>Waits for a datagram, at most so long.</summary>
    public void Wait(TimeSpan atMost) => _socket.Poll(atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero, SelectMode.SelectRead);

    /// <summary>The next message that waits; false where none does. What is no message is passed over.</summary>
    public bool TryReceive(out GuardMessage message)
    {
        // Asked by poll: an empty datagram has no bytes that could be counted. Bounded: a flood must not hold up the line.
        for (var strange = 0; strange < MostStrange && _socket.Poll(TimeSpan.Zero, SelectMode.SelectRead); strange++)
        {
            if (GuardMessage.TryRead(_datagram.AsSpan(0, _socket.Receive(_datagram)), out message)) return true;
        }

        message = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        File.Delete(_path);
    }
}
