using System.Security.Cryptography;
using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <content>
/// Records of version 1 are under a master key itself: it becomes a data key, which is only read with. That is so at the first start of this version, and
/// whenever such records turn up later: from a salvaged journal, or because the version before has run in between.
/// </content>
internal sealed partial class KeyRing
{
    /// <summary>The cipher of records of version 1, which the master key of their time sealed itself.</summary>
    /// <inheritdoc cref="Opener"/>
    public AesGcm FormerOpener(ReadOnlySpan<byte> masterId)
    {
        lock (_gate)
        {
            // A reader beside a daemon that was not yet started in this version finds the key where it always was.
            foreach (var master in (ReadOnlySpan<SecretKey?>)[_master.Current, _master.Former])
            {
                if (master is null || !master.Id.SequenceEqual(masterId)) continue;
                if (_reload is null) Keep(master);
                return new AesGcm(master.Bytes, TagBytes);
            }

            return new AesGcm(Found(KeyId.OfMaster(masterId)).Key.Bytes, TagBytes);
        }
    }

    /// <summary>Takes a master key over at once; where the disk refuses now, no change of keys is made before it is done.</summary>
    private void Keep(SecretKey master)
    {
        if (!_needed.Add(KeyId.OfMaster(master.Id))) return;
        try
        {
            TakeOverNeeded();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _faults.Add($"A master key that has sealed records itself could not be kept for them yet, the next change of keys tries it again: {error.Message}");
        }
    }

    /// <summary>No record may become unreadable by a change: the master keys of today that have sealed some themselves are taken over first.</summary>
    private void TakeOverNeeded()
    {
        lock (_gate)
        {
            foreach (var master in (ReadOnlySpan<SecretKey?>)[_master.Current, _master.Former])
            {
                if (master is not null && KeyId.OfMaster(master.Id) is var id && _needed.Contains(id) && !_wraps.ContainsKey(id)) TakeOver(master);
            }
        }
    }

    private void TakeOver(SecretKey master)
    {
        var wrap = WrappedKey.Wrap(KeyId.OfMaster(master.Id), new DataKey(KeyKind.Former, "", master), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), _master.Current);
        _files.Make();
        _files.Store(wrap);
        _wraps[wrap.Id] = wrap;
    }
}
