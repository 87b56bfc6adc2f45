namespace EdgeMonitor.Receiver.Files;

/// <summary>Reads a segment's frames from its beginning, as far as they are whole; also beside the receiver that writes it.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly FileStream _file;
    private readonly byte[] _header = new byte[Frames.HeaderBytes];
    private byte[] _body = [];
    private bool _ended;

    /// <summary>Opens a segment.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public SegmentReader(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
        Span<byte> magic = stackalloc byte[Frames.Magic.Length];
        if (_file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual(Frames.Magic)) End = magic.Length;
        else _ended = true;
    }

    /// <summary>Where the last whole frame ends; 0 where even the beginning is none of a segment.</summary>
    public long End { get; private set; }

    /// <summary>The next frame; false behind the last whole one.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public bool TryRead(out StoredFrame frame)
    {
        frame = default;
        if (_ended || !TryReadBody(out var length))
        {
            _ended = true;
            return false;
        }

        frame = Frames.Read(_body.AsSpan(0, length));
        End += Frames.HeaderBytes + length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool TryReadBody(out int length)
    {
        length = 0;
        if (_file.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false) < _header.Length || Frames.BodyLength(_header) is not { } promised) return false;
        length = promised;
        if (_body.Length < length) _body = new byte[length];
        var body = _body.AsSpan(0, length);
        return _file.ReadAtLeast(body, length, throwOnEndOfStream: false) == length && Frames.IsWhole(_header, body);
    }
}
