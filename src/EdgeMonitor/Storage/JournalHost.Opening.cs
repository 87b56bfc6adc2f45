using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <content>How the journal, its keys and what other providers have left are opened.</content>
internal sealed partial class JournalHost
{
    private SealedJournal OpenSealed()
    {
        try
        {
            return OpenAll();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not JournalException))
        {
            // Whatever the disk refuses on the way: nobody may end because of it, and all who ask know only this exception.
            throw new JournalException($"The journal in {Directory} cannot be opened: {e.Message} Check the disk.", e);
        }
    }

    private SealedJournal OpenAll()
    {
        var others = new OtherProviders(Records, Providers, FreeBytes);
        _journal ??= OpenJournal(others);
        _moves ??= FindMoves(others, _journal);
        if (_keys is null)
        {
            _keys = OpenKeys(_journal, _moves);
            _missing = Missing(_journal, _keys);
            foreach (var fault in KeyFaults) LogKeyFault(fault);
            foreach (var note in _keys.Notes) LogNote(note);
        }

        _seal ??= new RecordSeal(_keys, device);
        var open = new SealedJournal(_journal, _seal);
        TakeStock(open);
        foreach (var move in _moves) MoveFirst(move, open);
        LogOpen(_journal.Provider, Directory);
        return open;
    }

    private IJournal OpenJournal(OtherProviders others)
    {
        // Files that a move has emptied must be gone before anybody looks whose records are there.
        MovedFiles.FinishAll(Records);
        var order = ProviderOrder.For(provider, Records, Providers, FreeBytes);
        foreach (var note in order.Notes.Except(_orderNotes)) LogNote(note);
        _orderNotes = order.Notes;
        var choice = Choose(order.Providers);
        // A disk that refuses for a night is said once, not at every try.
        foreach (var refused in choice.Refused.Except(_refused)) LogNote(refused);
        _refused = choice.Refused;
        foreach (var (note, isGap) in others.Settle(choice.Provider.Name)) Tell(note, isGap);
        _ceilings = SequenceReserve.NumbersIn(Records).Ceilings;
        var journal = choice.Provider.Open(Records);
        foreach (var note in journal.OpeningNotes) LogNote(note);
        return journal;
    }

    /// <summary>The directory is this process's during the check: a second daemon that is started at the same moment would clear its files away.</summary>
    /// <exception cref="JournalException">Another process has it.</exception>
    private JournalChoice Choose(IReadOnlyList<JournalProviderAttribute> from)
    {
        JournalDirectory? claimed = null;
        try
        {
            claimed = JournalDirectory.Own(Records);
        }
        catch (JournalException e) when (!e.InUse)
        {
            // The provider says what the disk refuses.
        }

        using (claimed) return JournalProviders.Choose(Records, from);
    }

    /// <summary>Where the journal has gone on above all numbers that may have been used, those between are accounted for.</summary>
    private void TakeStock(SealedJournal open)
    {
        try
        {
            var floor = SequenceReserve.NumbersIn(Records).Floor;
            open.TakeStock((stream, last) => _ceilings.GetValueOrDefault(stream) == last || floor == last);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            LogNote($"Which numbers were skipped is not written down yet. {refused.Message}");
        }
    }

    /// <summary>A disk that refuses now must not keep the journal closed: what is left is moved with the rest.</summary>
    private void MoveFirst(JournalMove move, SealedJournal open)
    {
        try
        {
            move.MoveFirst(open);
        }
        catch (JournalException refused)
        {
            LogNote($"Records of the provider {move.Provider} are not all moved yet. {refused.Message}");
        }
    }

    private IReadOnlyList<JournalMove> FindMoves(OtherProviders others, IJournal journal)
    {
        var notes = new List<JournalNote>();
        var moves = others.Find(journal.Provider, notes);
        foreach (var (note, isGap) in notes) Tell(note, isGap);
        return moves;
    }

    private long? FreeBytes() => DiskSpaceWatch.FreeBytes(Records);

    private KeyRing OpenKeys(IJournal journal, IReadOnlyList<JournalMove> moves)
    {
        try
        {
            var withoutKeys = WroteWithoutKeys(journal) || moves.Any(move => move.Ask(WroteWithoutKeys, false));
            return KeyRing.Open(
                Directory, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"), withoutKeys, [.. MastersIn(journal), .. moves.SelectMany(move => move.Ask(MastersIn, []))]);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not JournalException))
        {
            throw new JournalException(e is KeyFileException ? e.Message : $"The keys in {Directory} cannot be used: {e.Message} Make it writable for this service.", e);
        }
    }

    /// <summary>
    /// True where the oldest record of a stream is of a version before data keys, under the master key itself. A box that has lost the files of its data
    /// keys must not be taken for such a one: its master key has to stay for the day on which they are put back.
    /// </summary>
    private static bool WroteWithoutKeys(IJournalReader journal) =>
        JournalStreams.Recorded.Any(stream => journal.ReadFrom(stream, 0, 1) is [var oldest] && RecordSeal.KeyOf(oldest.Bytes.Span) is { IsOfMaster: true });

    /// <summary>The master keys that sealed the oldest or the newest record of a stream themselves; the version before may have run again in between.</summary>
    private static HashSet<KeyId> MastersIn(IJournalReader journal) =>
    [
        .. from stream in JournalStreams.Recorded
           from after in (long[])[0, journal.LastSequence(stream) - 1]
           from record in journal.ReadFrom(stream, Math.Max(0, after), 1)
           let key = RecordSeal.KeyOf(record.Bytes.Span)
           where key is { IsOfMaster: true }
           select key.Value,
    ];

    /// <summary>A key whose file is not there is met only by a record that names it; the oldest and the newest of each stream tell of most.</summary>
    private static string[] Missing(IJournal journal, KeyRing keys)
    {
        var found = new List<string>();
        foreach (var stream in JournalStreams.Recorded)
        {
            foreach (var after in (long[])[0, journal.LastSequence(stream) - 1])
            {
                if (journal.ReadFrom(stream, after, 1) is not [var record, ..] || RecordSeal.KeyOf(record.Bytes.Span) is not { } key) continue;
                if (!keys.Knows(key)) found.Add($"Records of {stream} cannot be read. {keys.FaultOf(key)}");
            }
        }

        return [.. found.Distinct()];
    }
}
