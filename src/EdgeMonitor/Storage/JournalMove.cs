using System.Globalization;

namespace EdgeMonitor.Storage;

/// <summary>
/// Moves what another provider has left in the directory into the open journal, at its old numbers. It may be cut off at any moment: the next
/// opening begins again, and what is there already stays as it is. What cannot be read does not stop the rest: the files are then set aside, as every
/// damaged file of a journal is, and what else is in them is looked for there. Used by one thread at a time.
/// </summary>
/// <param name="directory">The journal's directory.</param>
/// <param name="provider">The other provider's name.</param>
/// <param name="from">Its records.</param>
internal sealed class JournalMove(string directory, string provider, IJournalReader from) : IDisposable
{
    /// <summary>Most records in one commit beside the running monitor. Chosen: an alarm that comes meanwhile waits for one commit of some milliseconds.</summary>
    private const int PortionRecords = 16;

    /// <summary>Most records in one commit of what the start waits for. Chosen: nobody else wants the journal yet.</summary>
    private const int StartPortionRecords = 512;

    private const long RestBytes = 64 << 20; // of the disk, to be left. Chosen: the largest file of a journal

    // What the centre gets later and the monitor does not ask for: moved while it runs.
    private static readonly string[] Later = [JournalStreams.Audit, JournalStreams.Telemetry];

    private readonly Dictionary<string, (long Reached, long Count)> _done = new(StringComparer.Ordinal);
    private string? _damage, _refusal;

    /// <summary>The other provider's name.</summary>
    public string Provider => provider;

    /// <summary>Asks its records something before they are moved; what cannot be read has no say.</summary>
    public T Ask<T>(Func<IJournalReader, T> question, T otherwise) => Asking(() => question(from), otherwise);

    /// <summary>Records moved so far.</summary>
    public long Moved { get; private set; }

    /// <summary>Records that the other one says it has.</summary>
    public long Total => Asking(() => First().Concat(Later).Sum(from.Count), Moved);

    /// <summary>True where the disk has room for a provider's records once more.</summary>
    public static bool Fits(string directory, string provider, Func<long?> freeBytes) =>
        freeBytes() is not { } free || free >= (ProviderFiles.BytesIn(directory, provider) * 5 / 4) + RestBytes; // a quarter for what the other one's format may take more

    /// <summary>
    /// Moves what must be there before the monitor and the uplink begin: its memory, marks, clocks and the alarm log. What is left is large, and
    /// goes by <see cref="Rest"/>.
    /// </summary>
    /// <exception cref="JournalException">The open journal refuses.</exception>
    public void MoveFirst(SealedJournal journal)
    {
        foreach (var _ in First().SelectMany(stream => Portions(journal, stream, StartPortionRecords)))
        {
        }
    }

    /// <summary>Moves audit and telemetry, and what <see cref="MoveFirst"/> has left, a portion each time it is asked for the next; after a failure it goes on where it was.</summary>
    /// <returns>The stream of each portion before it is moved, so that the caller may wait for room.</returns>
    /// <exception cref="JournalException">The open journal refuses.</exception>
    public IEnumerable<string> Rest(SealedJournal journal) => First().Concat(Later).SelectMany(stream => Portions(journal, stream, PortionRecords));

    /// <summary>
    /// Everything that can be read is moved: removes the other provider's files, or sets them aside where something could not be read.
    /// </summary>
    /// <returns>What a person must know, and whether it is a gap.</returns>
    /// <exception cref="IOException">The disk refuses; the next start tries again.</exception>
    public JournalNote Finish()
    {
        from.Dispose();
        var moved = string.Create(CultureInfo.InvariantCulture, $"{Moved} records");
        if (_refusal is not null) return new JournalNote($"Records of the provider {provider} lie in {directory} and cannot all be moved, {moved} are: {_refusal}", true);
        if (_damage is not null) return new JournalNote(SetAside(directory, provider, $"{_damage}; {moved} are moved"), true);
        MovedFiles.Remove(directory, provider);
        return new JournalNote($"{moved} of the provider {provider} were moved.", false);
    }

    /// <summary>Sets all files of a provider aside; answers the sentence that says so.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static string SetAside(string directory, string provider, string why)
    {
        var name = JournalDirectory.SetAside(directory, [.. ProviderFiles.In(directory, provider).Select(file => Path.GetFileName(file))]);
        return $"The files of the provider {provider} in {directory} are damaged ({why}) and set aside, the first as {name}: what else is in them is looked for and brought back.";
    }

    /// <inheritdoc/>
    public void Dispose() => from.Dispose();

    private IEnumerable<string> Portions(SealedJournal journal, string stream, int most)
    {
        var (reached, count) = _done.GetValueOrDefault(stream);
        for (var portion = Read(stream, reached, most); portion.Count > 0; portion = Read(stream, reached, most))
        {
            yield return stream;
            if (!Take(journal, portion)) yield break;
            (reached, count) = (portion[^1].Sequence, count + portion.Count);
            _done[stream] = (reached, count);
            Moved += portion.Count;
        }

        // The last word is the other provider's own count: nothing is removed that was not met.
        Asking(() => from.Count(stream) is var there && there == count ? count : throw new JournalException(string.Create(
            CultureInfo.InvariantCulture, $"it counts {there} records of {stream}, and {count} were met")), 0);
    }

    private List<string> First() => [.. SequenceReserve.StreamsIn(directory).Union(JournalStreams.Stored).Except(Later)];

    private bool Take(SealedJournal journal, IReadOnlyList<JournalRecord> portion)
    {
        try
        {
            journal.TakeOver(portion);
            return true;
        }
        catch (ArgumentException above)
        {
            _refusal ??= above.Message; // a number that the open journal may give to another record: they stay where they are
            return false;
        }
    }

    /// <summary>The next records; none where the stream ends, or where the other provider's files are damaged: the stream's rest is then for the salvage.</summary>
    private IReadOnlyList<JournalRecord> Read(string stream, long after, int most) => Asking(() => from.ReadFrom(stream, after, most), []);

    /// <summary>What the other provider answers, or <paramref name="otherwise"/> where it cannot: that is remembered.</summary>
    private T Asking<T>(Func<T> question, T otherwise)
    {
        try
        {
            return question();
        }
        catch (JournalException refused)
        {
            _damage ??= refused.Message;
            return otherwise;
        }
    }
}
