using System.Net.Sockets;

namespace EdgeMonitor.Hosting;

/// <summary>A Unix socket's file: the one that a dead process left is replaced, that of a living one is not.</summary>
internal static class UnixSocketFile
{
    /// <summary>Binds a socket to a path, whose folder is made for this user alone where it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">Stream or datagrams.</param>
    /// <param name="mode">Who may write to it.</param>
    /// <exception cref="IOException">A living process has it, something else lies there, or the path is too long.</exception>
    public static Socket Bind(string path, SocketType type, UnixFileMode mode)
    {
        var endPoint = EndPointOf(path);
        if (Path.GetDirectoryName(path) is { } folder) Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        RemoveStale(path, type, endPoint);
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endPoint);
            File.SetUnixFileMode(path, mode);
            return socket;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The address of a path.</summary>
    /// <exception cref="IOException">It is too long.</exception>
    public static UnixDomainSocketEndPoint EndPointOf(string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentException)
        {
            throw new IOException($"{path} is no path for a socket, at most 107 bytes: name a shorter one.");
        }
    }

    private static void RemoveStale(string path, SocketType type, UnixDomainSocketEndPoint endPoint)
    {
        if (!File.Exists(path)) return;
        using var trial = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            trial.Connect(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            if (!IsSocket(path)) throw new IOException($"{path} is not a socket: move it away, or name another path.");
            File.Delete(path);
            return;
        }

        throw new IOException($"{path} is the socket of another process, which lives: end that one, or name another path.");
    }

    /// <summary>A connection is refused by a plain file as well, and that is somebody's: only a socket cannot be opened as a file (ENXIO).</summary>
    private static bool IsSocket(string path)
    {
        try
        {
            File.OpenRead(path).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
