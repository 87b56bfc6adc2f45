namespace EdgeMonitor.Storage;

/// <summary>What a person must know, one sentence.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="IsGap">True where it tells of missing records.</param>
internal readonly record struct JournalNote(string Text, bool IsGap);

/// <summary>What is done with the files of other providers that lie in the journal's directory.</summary>
/// <param name="directory">The journal's directory.</param>
/// <param name="providers">The providers built in.</param>
/// <param name="freeBytes">Room on the directory's disk.</param>
internal sealed class OtherProviders(string directory, IReadOnlyList<JournalProviderAttribute> providers, Func<long?> freeBytes)
{
    /// <summary>
    /// Lets the provider that wrote last put its own files in order, before another one takes the directory: a reader would silently pass over commits
    /// that stand behind a damaged place of its log. Those, and damaged files, it sets aside.
    /// </summary>
    /// <param name="chosen">The provider that will be used.</param>
    /// <exception cref="JournalException">Another process owns the directory.</exception>
    public IReadOnlyList<JournalNote> Settle(string chosen)
    {
        // After a move that was cut off the chosen one has written last: the other was in order before.
        var owner = SequenceReserve.OwnerIn(directory);
        return
        [
            .. providers.Where(provider => provider.Name != chosen && (owner ?? provider.Name) == provider.Name && ProviderFiles.DataIn(directory, provider.Name).Count > 0)
                .SelectMany(Settle),
        ];
    }

    /// <summary>The moves that are to be made, with what can be settled at once settled.</summary>
    /// <param name="chosen">The provider of the open journal.</param>
    /// <param name="notes">Receives what a person must know.</param>
    public IReadOnlyList<JournalMove> Find(string chosen, ICollection<JournalNote> notes)
    {
        var moves = new List<JournalMove>();
        foreach (var other in ProviderFiles.ProvidersIn(directory).Where(name => name != chosen).ToList())
        {
            try
            {
                if (ProviderFiles.DataIn(directory, other).Count == 0) notes.Add(SettleLeftOvers(other));
                else if (providers.FirstOrDefault(provider => provider.Name == other) is not { } known)
                    notes.Add(new JournalNote($"Records of the provider {other} lie in {directory}, and this program was built without it: they stay there, unsent, until one with it is started.", true));
                else if (!JournalMove.Fits(directory, other, freeBytes))
                    notes.Add(new JournalNote($"Records of the provider {other} lie in {directory}, and the disk has no room to move them: free space and restart.", true));
                else if (Open(known, notes) is { } move) moves.Add(move);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                notes.Add(new JournalNote($"Files of the provider {other} lie in {directory} and could not be dealt with: {refused.Message} The next start tries again.", true));
            }
        }

        return moves;
    }

    private List<JournalNote> Settle(JournalProviderAttribute other)
    {
        try
        {
            using var journal = other.Open(directory);
            return [.. journal.OpeningNotes.Select(note => new JournalNote(note, journal.Gaps.Contains(note)))];
        }
        catch (JournalException refused) when (!refused.InUse)
        {
            return [new JournalNote($"The provider {other.Name} could not open its journal, from which records are to be moved: {refused.Message}", false)]; // its reader may still read it
        }
    }

    private JournalMove? Open(JournalProviderAttribute other, ICollection<JournalNote> notes)
    {
        try
        {
            return new JournalMove(directory, other.Name, other.OpenReader(directory));
        }
        catch (JournalException refused) when (refused.InnerException is not UnauthorizedAccessException)
        {
            notes.Add(new JournalNote(JournalMove.SetAside(directory, other.Name, refused.Message), true));
            return null;
        }
    }

    /// <summary>Files of which those with the records are gone. A log may hold some: it is set aside; the others hold none.</summary>
    private JournalNote SettleLeftOvers(string other)
    {
        var logs = ProviderFiles.LogsIn(directory, other).Where(log => new FileInfo(log).Length > 0).Select(log => Path.GetFileName(log)).ToList();
        foreach (var file in ProviderFiles.In(directory, other).Where(file => !logs.Contains(Path.GetFileName(file)))) File.Delete(file);
        if (logs.Count > 0)
            return new JournalNote($"Of the provider {other} only a log was left in {directory}. It is set aside as {JournalDirectory.SetAside(directory, [.. logs])}: what is in it is looked for and brought back.", true);
        DurableFile.SyncDirectory(directory);
        return new JournalNote($"What was left of the provider {other} in {directory} held no records and is removed.", false);
    }
}
