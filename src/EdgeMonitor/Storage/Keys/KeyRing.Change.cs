using System.Security.Cryptography;
using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <content>How keys are changed and destroyed. A power cut at any point leaves what the next start goes on with.</content>
internal sealed partial class KeyRing
{
    /// <summary>One change at a time; records are sealed and opened meanwhile.</summary>
    private readonly Lock _changing = new();

    private const string RestartFirst = "The master key was changed and the credential is still the former one: put the new one into the credential and restart first.";

    /// <summary>
    /// Gives the box a new master key: every wrap is rewritten, no record is, and the former key is destroyed where it is a file. A credential can only
    /// be changed by a person: until that is done the new key lies in the state directory, sealed with the former one.
    /// </summary>
    /// <param name="next">The new key; null makes one, where the master key is a file.</param>
    /// <returns>How many wraps were rewritten.</returns>
    /// <exception cref="JournalException">It could not be done wholly; the message says what holds now.</exception>
    public int Rotate(SecretKey? next)
    {
        lock (_changing)
        {
            if (_master.AwaitsCredential) throw new JournalException(RestartFirst);
            if (_master.IsCredential && next is null) throw new JournalException("The master key is a credential, which only a person can change: give the new key with --new.");
            return Guarded("The master key's change is not finished; the next start finishes it.", () =>
            {
                Require(next);
                var count = Change(next);
                FindFaultsAnew();
                return count;
            });
        }
    }

    /// <summary>Refuses a change that would lose a key whose file cannot be read now, or that this new master key makes none.</summary>
    /// <param name="next">The new master key; null where the box makes it.</param>
    /// <exception cref="JournalException">The change is refused; the message says what to do.</exception>
    public void RequireChangeable(SecretKey? next)
    {
        lock (_changing) Guarded("Nothing was changed.", () => Require(next));
    }

    /// <summary>How many data keys no change rewrites: their files are damaged, or need another master key.</summary>
    public int LeftOut
    {
        get { lock (_gate) return _wraps.Keys.Count(id => Unwrapped(id) is null); }
    }

    /// <summary>
    /// Destroys data keys for ever, and rotates the master key so that a copy of their wraps, as flash may keep one, opens nothing. Where the master
    /// key is a credential and no new one is given, that part is left to a person.
    /// </summary>
    /// <returns>True where the master key was rotated.</returns>
    /// <exception cref="JournalException">It could not be done wholly; the message says what holds now.</exception>
    public bool Shred(IReadOnlyCollection<KeyId> ids, SecretKey? next)
    {
        lock (_changing)
        {
            return Guarded("Where the key counts as shredded already, the next start finishes it.", () =>
            {
                Require(next);
                _files.Condemn(ids);
                lock (_gate) LetGo(ids);
                _files.DestroyCondemned();
                if (_master.AwaitsCredential || (_master.IsCredential && next is null)) return false;
                Change(next);
                FindFaultsAnew();
                return true;
            });
        }
    }

    /// <summary>Ends what was begun before a power cut, and takes over what version 1 has left. A disk that refuses is a fault and keeps nobody from reading.</summary>
    private void GoOn(bool holdsRecords)
    {
        try
        {
            _files.DestroyCondemned();
            if (_master.IsInterim) return; // what was begun under the right key is finished when that is back
            _master.Clear();
            if (holdsRecords && _wraps.Count == 0 && _shredded.Count == 0)
            {
                if (!_master.IsCredential) _files.OweRotation();
                TakeOver(_master.Current);
            }

            TakeOverNeeded();
            FinishEarlier();
            Adopt();
            if (IsStale()) _master.Finish();
            if (_files.RotationOwed && !_master.IsCredential) ChangeOwed();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _faults.Add($"A change of keys could not be finished, the next start tries it again: {error.Message}");
        }

        if (_master.AwaitsCredential) _notes.Add("The master key was changed: put the new one into the credential and restart, so that the former one is of no more use.");
        else if (_files.RotationOwed) _notes.Add("An episode was shredded and the master key has not been changed since: edgemonitor journal rotate-key.");
    }

    /// <summary>The credential is the new key already, and the file that held it meanwhile is of no more use.</summary>
    private bool IsStale() => _unread.Count == 0 && _master.IsCredential && !_master.AwaitsCredential && File.Exists(_files.NextMaster)
        && _wraps.Values.All(wrap => wrap is null || wrap.Master == WrappedKey.IdOf(_master.Current));

    /// <summary>
    /// A change that was cut off: its former key must not be forgotten before no wrap needs it. Where that key's file was being overwritten already, no wrap does.
    /// </summary>
    private void FinishEarlier()
    {
        if (!_master.IsUnfinished) return;
        LookAgain();
        if (_master.Former is not null) RewriteAll();
        lock (_gate) _master.Finish();
    }

    private bool Require(SecretKey? next)
    {
        if (_master.IsInterim) throw new JournalException("The box's own master key is not at hand, and no key is changed or destroyed meanwhile: put the right one back and restart.");
        if (next is not null && _master.AwaitsCredential) throw new JournalException(RestartFirst);
        if (next is not null && next.Bytes.SequenceEqual(_master.Current.Bytes)) throw new JournalException("The new master key is the present one: make another.");
        LookAgain();
        return true;
    }

    /// <summary>
    /// A wrap that a change leaves out is lost with the former master key, so those that could not be opened are looked at once more: a file may be readable by
    /// now, or may have been put back.
    /// </summary>
    private void LookAgain()
    {
        lock (_gate)
        {
            _unread.Clear();
            foreach (var (id, wrap) in _files.Wraps(_unread))
            {
                if (!_shredded.Contains(id) && Unwrapped(id) is null) _wraps[id] = wrap;
            }

            _unread.RemoveWhere(id => _shredded.Contains(id) || Unwrapped(id) is not null);
            if (_unread.Count > 0) throw new JournalException($"A data key's file cannot be read now, {_files.PathOf(_unread.First())}: the master key stays.");
        }
    }

    private int Change(SecretKey? next)
    {
        LookAgain();
        TakeOverNeeded();
        FinishEarlier();
        lock (_gate) _master.Begin(next is null ? new SecretKey(RandomNumberGenerator.GetBytes(SecretKey.KeyBytes)) : new SecretKey(next.Bytes));
        var count = RewriteAll();
        lock (_gate) _master.Finish();
        _files.SettleRotation();
        return count;
    }

    private int RewriteAll()
    {
        WrappedKey?[] wraps;
        lock (_gate) wraps = [.. _wraps.Values];
        var count = 0;
        foreach (var wrap in wraps)
        {
            if (wrap is null || wrap.Unwrap(_master.Former!) is not { } key) continue;
            using var secret = key.Key;
            var rewritten = WrappedKey.Wrap(wrap.Id, key, wrap.Made, _master.Current);
            _files.Store(rewritten);
            lock (_gate) _wraps[wrap.Id] = rewritten;
            count++;
        }

        return count;
    }

    private void LetGo(IReadOnlyCollection<KeyId> ids)
    {
        foreach (var id in ids)
        {
            _wraps.Remove(id);
            _shredded.Add(id);
            if (_opened.Remove(id, out var key)) key.Key.Dispose();
        }

        Interlocked.Increment(ref _version);
    }

    private void FindFaultsAnew()
    {
        lock (_gate)
        {
            _faults.Clear();
            FindFaults();
        }
    }

    private void FindFaults()
    {
        if (_master.Fault is { } fault) _faults.Add($"{fault} {Interim}");
        foreach (var foreign in _wraps.Values.Where(wrap => wrap is not null && Unwrapped(wrap.Id) is null).GroupBy(wrap => wrap!.Master))
        {
            _faults.Add(
                $"{foreign.Count()} data keys need the master key {foreign.Key:x8}, and the box has {_master.OwnName}: what they sealed cannot be read until the right one is put back{(_master.IsInterim && _master.Fault is null ? ". " + Interim : "; new records get new keys.")}");
        }

        foreach (var (id, wrap) in _wraps)
        {
            if (_unread.Contains(id)) _faults.Add($"The data key file {_files.PathOf(id)} cannot be read now: what it sealed cannot be read until it can; new records get a new key, and the master key stays.");
            else if (wrap is null) _faults.Add($"The data key file {_files.PathOf(id)} is damaged: what it sealed cannot be read until a copy is put back; new records get a new key.");
        }
    }

    private static T Guarded<T>(string holds, Func<T> change)
    {
        try
        {
            return change();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not JournalException))
        {
            throw new JournalException($"The keys could not be changed: {error.Message} {holds}", error);
        }
    }
}
