namespace EdgeMonitor.Storage.LogPages;

/// <summary>
/// The data file as LiteDB sees it. Each page carries a check sum (<see cref="Page"/>), so that a damaged one is an error and never
/// taken for content. Writing is refused but while a checkpoint copies the log here: LiteDB would also mark the file when it fails.
/// </summary>
internal sealed class DataStream(IStoreFile file) : PageStream
{
    private readonly byte[] _page = new byte[Page.Bytes];

    /// <summary>True while the owner lets LiteDB write.</summary>
    public bool MayWrite { get; set; }

    /// <inheritdoc/>
    public override long Length => file.Length / Page.Bytes * Page.Bytes; // a page that was being added when the power failed is not there

    /// <inheritdoc/>
    public override void SetLength(long value)
    {
        if (value != Length) throw new NotSupportedException("The data file only grows by pages.");
    }

    /// <summary>Returns when all that was written is on the disk.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public override void Flush() => file.Sync();

    /// <inheritdoc/>
    protected override void ReadPage(long number, Span<byte> page)
    {
        if (file.Read(number * Page.Bytes, page) != page.Length || !Page.TryOpen(page))
            throw new PageDamagedException($"Page {number} of the file is damaged.");
    }

    /// <inheritdoc/>
    protected override void WritePage(long number, ReadOnlySpan<byte> page)
    {
        if (!MayWrite) throw new IOException("The data file is written by checkpoints only.");
        page.CopyTo(_page);
        if (!Page.TrySeal(_page)) throw new IOException($"Page {number} belongs into the log.");
        file.Write(number * Page.Bytes, _page);
    }
}
