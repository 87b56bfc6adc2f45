namespace EdgeMonitor.Storage.LogPages;

/// <summary>A stream of whole pages, which is all that LiteDB asks of one; it calls it from one thread at a time.</summary>
internal abstract class PageStream : Stream
{
    /// <inheritdoc/>
    public sealed override bool CanRead => true;

    /// <inheritdoc/>
    public sealed override bool CanSeek => true;

    /// <inheritdoc/>
    public sealed override bool CanWrite => true;

    /// <inheritdoc/>
    public sealed override long Position { get; set; }

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count)
    {
        if (count != Page.Bytes || Position % Page.Bytes != 0) throw new NotSupportedException("Only whole pages are read.");
        if (Position >= Length) throw new PageDamagedException($"Page {Position / Page.Bytes} is missing: the file was cut.");
        ReadPage(Position / Page.Bytes, buffer.AsSpan(offset, count));
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count)
    {
        if (count != Page.Bytes || Position % Page.Bytes != 0) throw new NotSupportedException("Only whole pages are written.");
        WritePage(Position / Page.Bytes, buffer.AsSpan(offset, count));
        Position += count;
    }

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <summary>Reads one page.</summary>
    protected abstract void ReadPage(long number, Span<byte> page);

    /// <summary>Writes one page.</summary>
    protected abstract void WritePage(long number, ReadOnlySpan<byte> page);
}
