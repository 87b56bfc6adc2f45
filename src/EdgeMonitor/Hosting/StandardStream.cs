using System.Runtime.InteropServices;

namespace EdgeMonitor.Hosting;

/// <summary>
/// Standard output or standard error, written with write(2). The framework's own streams neither tell when the reader of a pipe has gone, nor
/// leave a terminal's key modes alone.
/// </summary>
/// <param name="descriptor">1 or 2.</param>
/// <param name="name">Its name in an error; null where an error is of no use because this is where errors are told.</param>
internal sealed unsafe partial class StandardStream(int descriptor, string? name) : Stream
{
    private const int Interrupted = 4, WouldBlock = 11, BrokenPipe = 32;
    private const short Writable = 4;
    private const nuint WindowSizeRequest = 0x5413;

    private volatile bool _readerHasLeft;

    /// <summary>True once a pipe's other end was found closed: what is written after that is dropped, for nobody reads it.</summary>
    public bool ReaderHasLeft => _readerHasLeft;

    /// <summary>The terminal's width in characters; null where this is no terminal or it does not say.</summary>
    public int? Columns
    {
        get
        {
            var size = stackalloc ushort[4]; // struct winsize: rows, columns, and both in pixels
            return ControlDevice(descriptor, WindowSizeRequest, size) == 0 && size[1] > 0 ? size[1] : null;
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes everything.</summary>
    /// <exception cref="IOException">It cannot be written and has a name; the message says why.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0 && !_readerHasLeft)
        {
            nint written;
            fixed (byte* start = buffer) written = WriteBytes(descriptor, start, (nuint)buffer.Length);
            if (written >= 0) buffer = buffer[(int)written..];
            else Handle(Marshal.GetLastPInvokeError());
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is kept back here.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void Handle(int error)
    {
        switch (error)
        {
            case Interrupted:
                break;
            case WouldBlock:
                // Another program has made the shared terminal non-blocking.
                var wait = new PollEntry { Descriptor = descriptor, Events = Writable };
                _ = Poll(&wait, 1, Timeout.Infinite);
                break;
            case BrokenPipe:
                _readerHasLeft = true;
                break;
            default:
                if (name is not null) throw new IOException($"{name} cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
                _readerHasLeft = true;
                break;
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteBytes(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int ControlDevice(int descriptor, nuint request, ushort* answer);

    /// <summary>struct pollfd (poll(2)).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Answered;
    }
}
