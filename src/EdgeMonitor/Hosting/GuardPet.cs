using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace EdgeMonitor.Hosting;

/// <summary>
/// Pets the guard unit: the monitor loop alone calls it, while the box can sound an alarm. One system call that never waits, nothing is
/// allocated and nothing thrown; a guard that is not there, or does not read, costs as little.
/// </summary>
internal sealed unsafe partial class GuardPet : IDisposable
{
    /// <summary>Chosen: ten pets may be lost before the guard sounds, and five wake-ups a second cost it nothing.</summary>
    public static readonly TimeSpan PetEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>The kernel's numbers of what can be wrong with the way to the guard (errno(3)); Linux, the same on x86-64, arm64 and arm.</summary>
    internal const int NoEntry = 2, TryAgain = 11, AccessDenied = 13, NameTooLong = 36, ConnectionRefused = 111;

    // Linux, the same on x86-64, arm64 and arm.
    private const int UnixFamily = 1, Datagram = 2, CloseOnExec = 0x80000, DoNotWait = 0x40, NoSignal = 0x4000;

    /// <summary>sizeof(sun_path) in struct sockaddr_un (unix(7)), with the zero at its end.</summary>
    private const int PathBytes = 108;

    private readonly TimeProvider _time;
    private readonly long _interval;
    private readonly byte[] _address = GC.AllocateArray<byte>(2 + PathBytes, pinned: true);
    private readonly byte[] _message = GC.AllocateArray<byte>(GuardMessage.Bytes, pinned: true);
    private readonly ulong _boot = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private readonly int _socket;
    private ulong _count;
    private long _lastPet;
    private volatile int _error;

    /// <param name="path">The guard's socket; empty where none is to be petted.</param>
    /// <param name="time">The clock.</param>
    public GuardPet(string path, TimeProvider time)
    {
        _time = time;
        _interval = (long)(PetEvery.TotalSeconds * time.TimestampFrequency);
        var length = Encoding.UTF8.GetByteCount(path);
        if (length is 0 or >= PathBytes)
        {
            _socket = -1;
            _error = length == 0 ? 0 : NameTooLong;
            return;
        }

        BitConverter.TryWriteBytes(_address, (ushort)UnixFamily);
        Encoding.UTF8.GetBytes(path, _address.AsSpan(2));
        _socket = OpenSocket(UnixFamily, Datagram | CloseOnExec, 0);
        if (_socket < 0) _error = Marshal.GetLastPInvokeError();
    }

    /// <summary>Pets that were handed over so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Why the newest pet was not handed over, as the kernel's number; 0 where it was, or where none was tried. Any thread may ask.</summary>
    public int Error => _error;

    /// <summary>This box can sound an alarm now; said at most once in <see cref="PetEvery"/>.</summary>
    public void Pet()
    {
        var now = _time.GetTimestamp();
        if (_socket < 0 || (_count > 0 && now - _lastPet < _interval)) return;
        _lastPet = now;
        new GuardMessage(_boot, ++_count, now).Write(_message);
        // The address is named anew each time: a guard that was started again has a new socket.
        var sent = Send(_socket, Start(_message), GuardMessage.Bytes, DoNotWait | NoSignal, Start(_address), (uint)_address.Length) >= 0;
        _error = sent ? 0 : Marshal.GetLastPInvokeError();
        if (sent) Sent++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_socket >= 0) _ = Close(_socket);
    }

    private static byte* Start(byte[] pinned) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static partial nint Send(int socket, byte* message, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int socket);
}
