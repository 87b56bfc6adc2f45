namespace EdgeMonitor.Storage.LiteDb;

/// <summary>
/// The journal of another process, for reading, without a lock: the committed part of its log as it is now, laid over the data file. That is what
/// it was until a checkpoint begins, which the log's head tells; what was read meanwhile is then read anew. Used by one thread.
/// </summary>
internal sealed class LiteDbReader : IJournalReader
{
    private const int Attempts = 100; // a checkpoint takes tens of milliseconds, every minute
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string _directory;
    private LiteView? _view;

    private LiteDbReader(string directory) => _directory = directory;

    /// <inheritdoc/>
    public string Provider => LiteDbJournal.Name;

    /// <inheritdoc cref="IJournalProvider.OpenReader"/>
    public static IJournalReader Open(string directory)
    {
        var reader = new LiteDbReader(Path.GetFullPath(directory));
        reader.RefuseNone();
        reader.Ask(view => true);
        return reader;
    }

    /// <inheritdoc/>
    public IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit) => Ask(view => view.ReadFrom(stream, after, limit));

    /// <inheritdoc/>
    public long LastSequence(string stream) => Ask(view => view.LastOf(stream));

    /// <inheritdoc/>
    public long? FirstSequence(string stream) => Ask(view => view.Index.EndsOf(stream)?.First);

    /// <inheritdoc/>
    public long Count(string stream) => Ask(view => view.Index.TotalsOf(stream).Count);

    /// <inheritdoc/>
    public long Bytes(string stream) => Ask(view => view.Index.TotalsOf(stream).Bytes);

    /// <inheritdoc/>
    public void Dispose() => Forget();

    private T Ask<T>(Func<LiteView, T> question)
    {
        for (var left = Attempts; ; left--)
        {
            try
            {
                if (_view is { IsCurrent: false }) Forget();
                _view ??= LiteView.Open(_directory);
                var answer = question(_view);
                if (_view.WasUndisturbed) return answer;
                if (left <= 0) throw new JournalException($"The journal in {_directory} changes too fast to be read: try again.");
            }
            catch (UnauthorizedAccessException refused)
            {
                throw new JournalException($"The journal in {_directory} cannot be read by this user: run this as the service's user or as root.", refused);
            }
            catch (Exception error) when (LiteFault.IsFault(error))
            {
                var owners = _view is not { WasUndisturbed: true }; // over a file that is being written anything may be found
                Forget();
                if (!owners || left <= 0) throw LiteFault.Explain(error, _directory, "Nothing was read.");
            }

            Forget();
            SpinWait.SpinUntil(() => false, Pause);
        }
    }

    private void Forget()
    {
        _view?.Dispose();
        _view = null;
    }

    private void RefuseNone()
    {
        if (LiteNames.In(_directory).Count == 0) throw new JournalException($"There is no journal in {_directory}: name the state directory of a box that has run.");
    }
}
