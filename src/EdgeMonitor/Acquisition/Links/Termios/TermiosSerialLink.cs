using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static EdgeMonitor.Acquisition.Links.Termios.TermiosNative;

namespace EdgeMonitor.Acquisition.Links.Termios;

/// <summary>An open port of the kernel's own serial driver.</summary>
internal sealed class TermiosSerialLink(SafeFileHandle port, string path) : ISerialLink
{
    private readonly PortReadiness _readiness = new(port, path);
    private bool _disposed;

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var hungUp = false;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var count = Read(buffer.Span);
            if (count >= 0) return count;
            switch (-count)
            {
                case Interrupted:
                    continue;
                case InputOutput or NoSuchAddress or NoSuchDevice:
                    return 0;
                case TryAgain when hungUp:
                    return 0;
                case TryAgain:
                    // What came before the hang-up is still read.
                    hungUp = (await _readiness.ReadableAsync(stop).ConfigureAwait(false) & (HungUp | Error | Invalid)) != 0;
                    continue;
                default:
                    throw Fault("read", -count);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!bytes.IsEmpty)
        {
            stop.ThrowIfCancellationRequested();
            var count = Write(bytes.Span);
            if (count >= 0) bytes = bytes[count..];
            else if (-count == TryAgain) await _readiness.WritableAsync(stop).ConfigureAwait(false);
            else if (-count != Interrupted) throw Fault("write to", -count);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_disposed) return ValueTask.CompletedTask;
        _disposed = true;
        _readiness.Dispose();
        port.Dispose();
        return ValueTask.CompletedTask;
    }

    private unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var count = (int)TermiosNative.Read(port, start, buffer.Length);
            return count >= 0 ? count : -Marshal.GetLastPInvokeError();
        }
    }

    private unsafe int Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var count = (int)TermiosNative.Write(port, start, bytes.Length);
            return count >= 0 ? count : -Marshal.GetLastPInvokeError();
        }
    }

    private IOException Fault(string what, int error)
        => new($"Cannot {what} {path} (error {error}, {Marshal.GetPInvokeErrorMessage(error)}); check the sensor's cable.", error);
}
