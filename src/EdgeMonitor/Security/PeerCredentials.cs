using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EdgeMonitor.Security;

/// <summary>Who is at the other end of a Unix socket, as the kernel noted it when that end connected: nobody can pretend.</summary>
/// <param name="Process">Process id.</param>
/// <param name="User">Effective user id.</param>
/// <param name="Groups">Effective and supplementary group ids.</param>
internal sealed partial record PeerCredentials(int Process, uint User, IReadOnlyList<uint> Groups)
{
    // Values of asm-generic/socket.h: the same on x86-64, arm64 and arm.
    private const int SocketLevel = 1, PeerCredentialsOption = 17, PeerGroupsOption = 59;

    /// <summary>Chosen: far more groups than a person has (the kernel's own limit is 65,536, and most systems stop at 32).</summary>
    private const int MostGroups = 1024;

    /// <summary>The peer of a connected socket.</summary>
    /// <exception cref="IOException">The kernel does not say; then the peer may do nothing.</exception>
    public static unsafe PeerCredentials Of(Socket socket)
    {
        Credentials credentials;
        var length = (uint)sizeof(Credentials);
        if (GetOption(socket.SafeHandle, SocketLevel, PeerCredentialsOption, &credentials, ref length) != 0) throw Failed("SO_PEERCRED");
        var groups = new uint[MostGroups];
        length = MostGroups * sizeof(uint);
        fixed (uint* start = groups)
        {
            if (GetOption(socket.SafeHandle, SocketLevel, PeerGroupsOption, start, ref length) != 0) throw Failed("SO_PEERGROUPS");
        }

        return new PeerCredentials(credentials.Process, credentials.User, [credentials.Group, .. groups[..((int)length / sizeof(uint))]]);
    }

    private static IOException Failed(string option)
        => new($"The kernel does not say who is at the other end of the socket ({option}: {Marshal.GetLastPInvokeErrorMessage()}).");

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static unsafe partial int GetOption(SafeSocketHandle socket, int level, int option, void* value, ref uint length);

    /// <summary>struct ucred (unix(7)).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Credentials
    {
        public int Process;
        public uint User;
        public uint Group;
    }
}
