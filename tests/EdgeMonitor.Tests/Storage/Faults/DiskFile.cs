namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>A file of the simulated disk: what is on it for certain, and all that was written since and may be there or not.</summary>
internal sealed class DiskFile
{
    private const int Sector = 512;
    private readonly SortedDictionary<long, List<(long At, byte[] Bytes)>> _unsynced = [];
    private readonly List<(long At, long Size)> _sizes = [];
    private byte[] _live = new byte[4096], _durable = new byte[4096];
    private long _liveSize, _durableSize;

    /// <summary>Bytes written at a moment.</summary>
    public void Write(long at, long place, byte[] data)
    {
        Grow(ref _live, place + data.Length);
        data.CopyTo(_live, place);
        if (place + data.Length > _liveSize) _sizes.Add((at, _liveSize = place + data.Length));
        Note(at, place, place + data.Length);
    }

    /// <summary>Cut or grown at a moment.</summary>
    public void Resize(long at, long size)
    {
        if (size < _liveSize)
        {
            Array.Clear(_live, (int)size, (int)(_liveSize - size));
            Note(at, size, _liveSize);
        }

        Grow(ref _live, size);
        _sizes.Add((at, _liveSize = size));
    }

    /// <summary>Everything so far is on the disk.</summary>
    public void Sync()
    {
        Grow(ref _durable, _live.Length);
        foreach (var sector in _unsynced.Keys) Array.Copy(_live, sector * Sector, _durable, sector * Sector, Sector);
        _durableSize = _liveSize;
        _unsynced.Clear();
        _sizes.Clear();
    }

    /// <summary>What a power cut leaves of it.</summary>
    public byte[] After(CutChoice choice)
    {
        var size = _durableSize;
        if (_sizes.Count > 0)
        {
            var upto = choice.Upto([.. _sizes.Select(change => change.At)]);
            foreach (var (_, changed) in _sizes.TakeWhile(change => change.At <= upto)) size = changed;
        }

        var image = new byte[size];
        Array.Copy(_durable, image, Math.Min(size, _durableSize));
        foreach (var block in _unsynced.GroupBy(pair => pair.Key * Sector / choice.SectorBytes))
        {
            var upto = choice.Upto([.. block.SelectMany(pair => pair.Value).Select(version => version.At).Distinct().Order()]);
            foreach (var (sector, versions) in block)
            {
                var place = sector * Sector;
                if (place >= size) continue;
                var target = image.AsSpan((int)place, (int)Math.Min(Sector, size - place));
                if (versions.FindLastIndex(version => version.At <= upto) is >= 0 and var found) versions[found].Bytes.AsSpan(0, target.Length).CopyTo(target);
                else if (choice.LeavesNoise && place >= _durableSize) choice.Random.NextBytes(target);
            }
        }

        return image;
    }

    private static void Grow(ref byte[] buffer, long size)
    {
        if (size + Sector > buffer.Length) Array.Resize(ref buffer, (int)Math.Max(size + Sector, buffer.Length * 2L));
    }

    private void Note(long at, long from, long to)
    {
        for (var sector = from / Sector; sector * Sector < to; sector++)
        {
            if (!_unsynced.TryGetValue(sector, out var versions)) _unsynced[sector] = versions = [];
            var bytes = _live.AsSpan((int)(sector * Sector), Sector).ToArray();
            if (versions.Count > 0 && versions[^1].At == at) versions[^1] = (at, bytes);
            else versions.Add((at, bytes));
        }
    }
}
