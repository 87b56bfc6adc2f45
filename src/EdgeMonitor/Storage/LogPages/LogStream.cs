namespace EdgeMonitor.Storage.LogPages;

/// <summary>
/// The log as LiteDB sees it: pages one after the other. The page that ends a transaction returns from here when the transaction is on the
/// disk. A write that fails is not thrown into LiteDB, whose transaction would be left half undone (its finalizer then ends the process):
/// it is kept in <see cref="Fault"/>, after which nothing more is written, and the owner gives the engine up.
/// </summary>
internal sealed class LogStream : PageStream
{
    private readonly IStoreFile _file;
    private readonly List<long> _frames;
    private readonly byte[] _frame = new byte[LogFrame.Bytes];
    private ulong _generation;
    private long _end;
    private int _first;

    private LogStream(IStoreFile file, LogContent content)
    {
        _file = file;
        _frames = [.. content.Frames];
        (_generation, _end, _first) = (content.Generation, content.End, content.Frames.Count);
    }

    /// <summary>Why nothing more is written; null while all went well.</summary>
    public IOException? Fault { get; private set; }

    /// <summary>True where the page that ends a transaction was being brought to the disk when it failed: it may be there or not.</summary>
    public bool MayHaveCommitted { get; private set; }

    /// <summary>Bytes of the log in use.</summary>
    public long UsedBytes => _end;

    /// <inheritdoc/>
    public override long Length => (long)_frames.Count * Page.Bytes;

    /// <summary>Makes an empty log in an empty file and brings it to the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Create(IStoreFile file)
    {
        LogHead.Write(file, 1);
        LogHead.Write(file, 2);
    }

    /// <summary>
    /// Opens a log. What is committed in it is written over itself and synced, because after a failed sync or a killed process it may look
    /// complete only since the kernel still remembers it; what is not committed is cut off.
    /// </summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static LogStream Open(IStoreFile file, LogContent content)
    {
        LogHead.Write(file, content.Generation);
        var frame = new byte[LogFrame.Bytes];
        foreach (var position in content.Frames)
        {
            if (file.Read(position, frame) != frame.Length) throw new PageDamagedException("The log was cut while it was read.");
            file.Write(position, frame);
        }

        if (file.Length > content.End) file.SetLength(content.End);
        LogHead.WithdrawNotice(file, content.Generation); // whoever reads beside has the same pages as the data file gets now
        file.Sync();
        return new LogStream(file, content);
    }

    /// <summary>The log's frames for reading only, without touching the file.</summary>
    public static LogStream OpenForReading(IStoreFile file, LogContent content) => new(file, content) { Fault = new IOException("This log is only read.") };

    /// <summary>Tells readers in other processes that the data file will be written now.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void GiveNotice() => LogHead.GiveNotice(_file, _generation);

    /// <summary>Empties the log, once its pages are in the data file and on the disk there.</summary>
    /// <exception cref="IOException">The disk refuses, and the log is as it was, or empty.</exception>
    public override void SetLength(long value)
    {
        if (value == Length) return;
        if (value != 0) throw new NotSupportedException("The log is only emptied.");
        if (Fault is not null) return;
        try
        {
            LogHead.Write(_file, _generation + 1);
        }
        catch (IOException refused)
        {
            Fault = refused;
        }

        _generation++;
        _frames.Clear();
        (_end, _first) = (LogHead.Bytes, 0);
    }

    /// <summary>Does nothing: what must be on the disk is there already.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    protected override void ReadPage(long number, Span<byte> page)
    {
        if (_file.Read(_frames[(int)number], _frame) != _frame.Length || !LogFrame.TryOpen(_frame, _generation, out var index, out _) || index != number)
            throw Fault ?? new PageDamagedException($"Page {number} of the log is damaged.");
        LogFrame.PageOf(_frame).CopyTo(page);
    }

    /// <inheritdoc/>
    protected override void WritePage(long number, ReadOnlySpan<byte> page)
    {
        if (number != _frames.Count) throw new NotSupportedException("The log only grows.");
        _frames.Add(_end);
        if (Fault is not null) return;
        page.CopyTo(LogFrame.PageOf(_frame));
        LogFrame.Seal(_frame, _generation, (int)number, _first);
        var ends = Page.EndsTransaction(page);
        try
        {
            MayHaveCommitted = ends;
            _file.Write(_end, _frame);
            if (ends) _file.Sync();
            MayHaveCommitted = false;
        }
        catch (IOException refused)
        {
            Fault = refused;
        }

        _end += LogFrame.Bytes;
        if (ends) (_end, _first) = (LogFrame.NextBlock(_end), _frames.Count);
    }
}
