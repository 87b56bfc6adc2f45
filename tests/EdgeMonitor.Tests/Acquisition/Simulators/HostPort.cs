using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Tests.Acquisition.Simulators;

/// <summary>The host's end of a simulated cable, as plain as it can be.</summary>
internal sealed class HostPort(string path) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly FileStream _line = new(PtyNative.OpenSlave(path), FileAccess.ReadWrite, bufferSize: 0);

    public void Write(ReadOnlySpan<byte> bytes) => _line.Write(bytes);

    /// <summary>Waits for bytes; 0 is a hang-up.</summary>
    /// <exception cref="TimeoutException">None came: the test fails instead of hanging.</exception>
    public int ReadSome(byte[] buffer) => Task.Run(() => _line.Read(buffer)).WaitAsync(Longest).GetAwaiter().GetResult();

    /// <summary>Waits for exactly so many bytes.</summary>
    public byte[] Read(int count)
    {
        var bytes = new byte[count];
        Task.Run(() => _line.ReadExactly(bytes)).WaitAsync(Longest).GetAwaiter().GetResult();
        return bytes;
    }

    public void Dispose() => _line.Dispose();
}
