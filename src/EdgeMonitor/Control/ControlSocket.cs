using System.Net.Sockets;
using EdgeMonitor.Hosting;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Control;

/// <summary>Where the control socket is, and how it is opened on either side.</summary>
internal static class ControlSocket
{
    /// <summary>The socket's name in the directory where it lies.</summary>
    public const string FileName = "control.sock";

    /// <summary>Where the unit of systemd/ puts it.</summary>
    private const string SystemPath = "/run/edgemonitor/" + FileName;

    /// <summary>Clients that may wait to be accepted.</summary>
    private const int Backlog = 16;

    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The daemon's socket and its mode.</summary>
    public static (string Path, UnixFileMode Mode) ForDaemon(SecurityOptions security, StorageOptions storage)
    {
        const UnixFileMode group = Own | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        if (security.ControlSocket.Length > 0) return (security.ControlSocket, group);
        if (Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY") is { Length: > 0 } runtime) return (Path.Combine(runtime.Split(':')[0], FileName), group);
        // The state directory is this user's alone (0700), so no group could come to it.
        return (Path.Combine(storage.Resolve(), FileName), Own);
    }

    /// <summary>Where a client looks for the daemon when it is not told.</summary>
    public static string ForClient()
        => Environment.GetEnvironmentVariable("EDGEMONITOR__Security__ControlSocket") is { Length: > 0 } given ? given
        : File.Exists(SystemPath) ? SystemPath
        : Path.Combine(new StorageOptions().Resolve(), FileName);

    /// <summary>Listens. The file that a dead daemon left is replaced, the socket of a living one is not.</summary>
    /// <exception cref="IOException">Another daemon has it, or something else lies there.</exception>
    public static Socket Listen(string path, UnixFileMode mode)
    {
        var socket = UnixSocketFile.Bind(path, SocketType.Stream, mode);
        socket.Listen(Backlog);
        return socket;
    }

    /// <summary>Connects to a daemon.</summary>
    public static async Task<Socket> ConnectAsync(string path, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(UnixSocketFile.EndPointOf(path), stop);
            return socket;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }
}
