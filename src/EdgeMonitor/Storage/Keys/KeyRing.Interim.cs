using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <content>
/// A master key that is missing, cannot be used or is another box's. It may be back at the next start: nothing that it opens is touched, records go on being
/// stored under an interim key, and the first start with the right one takes over what was made meanwhile.
/// </content>
internal sealed partial class KeyRing
{
    private string Interim => $"Until then new records are sealed under an interim master key, {_files.Interim}; restart when the right one is there, which then takes them over.";

    /// <summary>True for a key that is there and cannot be opened now: what it sealed may be read again when the right master key is back.</summary>
    public bool IsLocked(KeyId id)
    {
        lock (_gate) return _wraps.ContainsKey(id) && Unwrapped(id) is null;
    }

    /// <summary>True where nothing that is stored needs a master key other than the interim one, so that a box without one may make one.</summary>
    private static bool NeedsNone(KeyFiles files, IReadOnlyCollection<KeyId> masters)
    {
        if (masters.Count > 0) return false;
        using var interim = KeyFile.TryRead(files.Interim);
        return files.Wraps(new HashSet<KeyId>()).Values.All(wrap => wrap is not null && interim is not null && wrap.Master == WrappedKey.IdOf(interim));
    }

    /// <summary>
    /// True where the box's master key opens nothing of what is there, and something needs another: it was put there by mistake. A key that has opened one wrap
    /// is the box's own, and what it does not open is of another time.
    /// </summary>
    private bool IsAnothersMaster()
    {
        if (_master.IsInterim) return false;
        var wraps = _wraps.Values.OfType<WrappedKey>().ToList();
        if (wraps.Exists(wrap => IsOf(wrap, _master.Current) || (_master.Former is { } former && IsOf(wrap, former)))) return false;
        if (_wraps.Count == 0) return _needed.Count > 0 && !_needed.Contains(KeyId.OfMaster(_master.Current.Id));
        return wraps.Exists(wrap => !_master.Others.Any(other => IsOf(wrap, other)));
    }

    private static bool IsOf(WrappedKey wrap, SecretKey master)
    {
        if (wrap.Unwrap(master) is not { } opened) return false;
        opened.Key.Dispose();
        return true;
    }

    /// <summary>
    /// The right master key is there: what was wrapped without it is wrapped by it. May be cut off anywhere; the interim key goes last, and only when no wrap
    /// is unreadable that might still need it.
    /// </summary>
    private void Adopt()
    {
        var count = 0;
        foreach (var wrap in _master.Others.Count == 0 ? [] : _wraps.Values.OfType<WrappedKey>().ToList())
        {
            if (IsOf(wrap, _master.Current) || _master.Others.Select(wrap.Unwrap).FirstOrDefault(opened => opened is not null) is not { } key) continue;
            using var secret = key.Key;
            var rewritten = WrappedKey.Wrap(wrap.Id, key, wrap.Made, _master.Current);
            _files.Store(rewritten);
            _wraps[wrap.Id] = rewritten;
            count++;
        }

        if (count > 0) _notes.Add($"The right master key is there again: {count} data keys that were made without it are now under it.");
        if (_wraps.Values.All(wrap => wrap is not null)) KeyFiles.Destroy(_files.Interim);
    }

    /// <summary>A key was shredded and the change cut off, or the file of the master key could be read by others.</summary>
    private void ChangeOwed()
    {
        Change(null);
        _notes.Add("The master key was changed: an episode was shredded, or the key's file could be read by others, which it cannot any more.");
    }
}
