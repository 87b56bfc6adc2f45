using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Tests.Acquisition.Simulators;

/// <summary>The host's end of a simulated cable, as plain as it can be.</summary>
internal sealed class HostPort(string path) : IDisposable
{
    private readonly FileStream _line = new(PtyNative.OpenSlave(path), FileAccess.ReadWrite, bufferSize: 0);

    public void Write(ReadOnlySpan<byte> bytes) => _line.Write(bytes);

    /// <summary>Waits for bytes; 0 is a hang-up.</summary>
    public int ReadSome(Span<byte> buffer) => _line.Read(buffer);

    /// <summary>Waits for exactly so many bytes.</summary>
    public byte[] Read(int count)
    {
        var bytes = new byte[count];
        _line.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose() => _line.Dispose();
}
