using System.Runtime.InteropServices;

namespace EdgeMonitor.Uplink.Mosquitto;

/// <summary>
/// Whether a socket is dead. libmosquitto 2.0.11 takes a connection reset during the TLS handshake for "try again" and would spin on it.
/// </summary>
internal static partial class SocketState
{
    private const short Error = 0x8, HungUp = 0x10;

    /// <summary>True where the peer has reset the connection or the socket carries an error.</summary>
    public static bool HasFailed(int socket)
    {
        if (socket < 0) return false;
        var asked = new PollRequest { Descriptor = socket };
        return Poll(ref asked, 1, 0) > 0 && (asked.Returned & (Error | HungUp)) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollRequest requests, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Requested;
        public short Returned;
    }
}
