namespace EdgeMonitor.Storage.LiteDb;

/// <summary>Which of the journal's files are open: the newest, which is appended to, and the complete one that was read last.</summary>
internal sealed class LiteShelf(LiteFiles files) : IDisposable
{
    private (LiteFile File, int Number)? _current;
    private (LiteFile File, int Number)? _reading;

    /// <summary>Number of the file that is appended to; null where there is none yet.</summary>
    public int? Number => _current?.Number;

    /// <summary>The file that is appended to.</summary>
    public LiteFile Current => _current!.Value.File;

    /// <summary>Takes up a file that was opened: to append to it, or, where it is complete, to do away with its log.</summary>
    public void Put(LiteFile file, int number, bool isCurrent)
    {
        if (isCurrent)
        {
            _current = (file, number);
            return;
        }

        var complete = file.IsComplete;
        file.Dispose();
        if (complete) files.RemoveLog(number);
    }

    /// <summary>Begins a file that is appended to from now on.</summary>
    /// <exception cref="IOException">The disk refuses, and the one before still is.</exception>
    public void Begin(int number)
    {
        files.Create(number);
        _current = (files.Open(number, out _), number);
    }

    /// <summary>Completes the file that is appended to and begins the next one.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Complete()
    {
        var (file, number) = _current!.Value;
        file.Checkpoint();
        if (file.Fault is { } fault) throw fault;
        Begin(number + 1);
        file.Dispose();
        files.RemoveLog(number);
    }

    /// <summary>Begins the next file; the one before, with what its log holds, is only read from now on.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Follow()
    {
        var before = _current;
        Begin(before!.Value.Number + 1);
        CloseReading();
        _reading = before;
    }

    /// <summary>The file, opened where it is not.</summary>
    /// <exception cref="IOException">The disk refuses, or a page is damaged.</exception>
    public LiteFile Open(int number)
    {
        if (_current is { } current && current.Number == number) return current.File;
        if (_reading is { } reading && reading.Number == number) return reading.File;
        CloseReading();
        var file = files.Open(number, out _);
        _reading = (file, number);
        return file;
    }

    /// <summary>Bytes of a file.</summary>
    public long SizeOf(int number) => number == Number ? Current.Size : files.SizeOf(number);

    /// <summary>Closes a file, where it is open.</summary>
    public void Close(int number)
    {
        if (_reading?.Number == number) CloseReading();
        if (_current?.Number == number) CloseCurrent();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseReading();
        CloseCurrent();
    }

    private void CloseCurrent()
    {
        _current?.File.Dispose();
        _current = null;
    }

    private void CloseReading()
    {
        _reading?.File.Dispose();
        _reading = null;
    }
}
