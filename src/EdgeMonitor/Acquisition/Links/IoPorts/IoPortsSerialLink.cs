using System.IO.Ports;

namespace EdgeMonitor.Acquisition.Links.IoPorts;

/// <summary>
/// An open <see cref="SerialPort"/>. Its stream stays silently open after a USB unplug (dotnet/runtime#121627), so a waiting read looks every
/// second whether the device is still there.
/// </summary>
internal sealed class IoPortsSerialLink(SerialPort port, string path) : ISerialLink
{
    /// <summary>How often a waiting read looks for the device (chosen: because a nurse sees a pulled cable within the sensor's own silence limit, 2 s).</summary>
    private static readonly TimeSpan PresenceCheck = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closed = new();
    private bool _disposed;

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _closed.Token);
        var reading = port.BaseStream.ReadAsync(buffer, ending.Token).AsTask();
        while (true)
        {
            try
            {
                return await reading.WaitAsync(PresenceCheck, TimeProvider.System, ending.Token).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                if (!File.Exists(path)) return 0;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await port.BaseStream.WriteAsync(bytes, stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _closed.CancelAsync().ConfigureAwait(false);
        port.Dispose();
        _closed.Dispose();
    }
}
