using EdgeMonitor.Storage.RecordFiles;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>What an opening of the journal has found: its files, with damaged ones set aside, and where the sequences go on.</summary>
internal sealed class LiteOpening
{
    private readonly LiteFiles _files;
    private readonly List<string> _notes;
    private readonly SequenceReserve _reserve;
    private bool _hasJumped;
    private bool _inDoubt; // the last sequences may be lost

    private LiteOpening(LiteFiles files, List<string> notes)
    {
        (_files, _notes) = (files, notes);
        _reserve = SequenceReserve.Read(files.Directory, LiteDbJournal.Name);
        _inDoubt = _reserve.OwnedByAnother;
    }

    /// <summary>Opens the journal in a directory.</summary>
    /// <param name="files">The files.</param>
    /// <param name="fullBytes">A file of this size is completed.</param>
    /// <param name="notes">Receives what a person must know.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static LiteStore Run(LiteFiles files, long fullBytes, List<string> notes)
    {
        var opening = new LiteOpening(files, notes);
        files.Clean();
        var numbers = LiteNames.In(files.Directory.Root);
        var marks = opening.Marks(numbers);
        var store = new LiteStore(files, opening._reserve, marks, fullBytes);
        var done = false;
        try
        {
            opening.Fill(store, numbers);
            done = true;
            return store;
        }
        finally
        {
            if (!done) store.Dispose();
        }
    }

    private TrimMarks Marks(SortedSet<int> numbers)
    {
        var path = _files.Directory.PathOf(TrimMarks.FileName);
        var marks = TrimMarks.Read(path);
        if (marks is null && numbers.Count > 0)
        {
            _inDoubt = true;
            _notes.Add("The file of what was removed is missing or damaged: removed records may be there again and are sent once more.");
        }
        else if (numbers.Count == 0 && marks?.Files.Any(number => _files.SetAsidePathOf(number) is not null) != true)
        {
            marks?.Files.Clear(); // one sentence for all
            if (_reserve.Streams.Any() && !_reserve.IsHandedOver)
                _notes.Add($"The journal in {_files.Directory.Root} is missing although it was used: a fresh one was begun; find out who removed it.");
        }

        foreach (var missing in marks is null ? [] : marks.Files.Except(numbers).ToList())
        {
            _inDoubt |= missing == marks!.Files.Max;
            marks!.Files.Remove(missing);
            _notes.Add(Missing(missing));
        }

        return marks ?? TrimMarks.Create(path);
    }

    /// <summary>Where the power failed before an opening that set a file aside was done, that file is not missing.</summary>
    private string Missing(int number) => _files.SetAsidePathOf(number) is { } aside
        ? $"A file of the journal was damaged or foreign and is set aside as {aside}: keep it, it may hold unsent records."
        : $"The journal's file {_files.Directory.PathOf(LiteNames.Of(number))} is missing: its records are lost; find out who removed it.";

    private void Fill(LiteStore store, SortedSet<int> numbers)
    {
        foreach (var number in numbers) OpenOne(store, number, newest: number == numbers.Max);
        var begun = store.Shelf.Number is null;
        if (begun && numbers.Count == 0) _inDoubt = true; // fresh: nothing is known of an earlier one but its ceilings
        if (_inDoubt) GoOnAbove(store);
        if (begun) store.Begin(LiteNames.LastUsedIn(_files.Directory.Root) + 1);
        store.Settle(reviseCeilings: _inDoubt);
    }

    private void OpenOne(LiteStore store, int number, bool newest)
    {
        try
        {
            var file = _files.Open(number, out var lost);
            store.Take(file, number, newest && File.Exists(_files.Directory.PathOf(LiteNames.LogOf(number))));
            if (!lost) return;
            _inDoubt = true;
            _notes.Add($"The log of the journal's file {LiteNames.Of(number)} was damaged: what was committed after the damage is set aside beside it; keep it.");
        }
        catch (Exception error) when (LiteFault.IsDamage(error) && LiteFault.IsFault(error))
        {
            JumpWhereUnknown(); // before the renaming: a power cut in between must not begin again at 1
            _inDoubt |= newest;
            _notes.Add(store.SetAside(number, error));
        }
    }

    private void JumpWhereUnknown()
    {
        if (_reserve.Known || _hasJumped) return;
        _reserve.JumpFar();
        _hasJumped = true;
    }

    /// <summary>Goes on above every number that may have been used.</summary>
    private void GoOnAbove(LiteStore store)
    {
        if (!_reserve.Known && _notes.Count > 0)
        {
            JumpWhereUnknown();
            _notes.Add("The last sequence numbers are not known either: all streams go on from far above.");
        }

        var jumps = 0;
        foreach (var stream in store.Streams.Union(_reserve.Streams).ToList())
        {
            if (_reserve.CeilingOf(stream) <= store.LastOf(stream)) continue;
            store.JumpTo(stream, _reserve.CeilingOf(stream));
            jumps++;
        }

        // Behind another provider, whose records are here, that is the ordinary beginning.
        if (jumps > 0 && !_reserve.IsHandedOver) _notes.Add("Sequence numbers go on from above all that may have been used: the gap holds no records.");
    }
}
