using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Tests.Storage.LogPages;

/// <summary>
/// A file over another one whose power can be cut: it knows what was synced and what was written since. What a cut leaves of the latter is any choice of
/// blocks, each whole, half (torn) or not at all, and any of the sizes that the file had.
/// </summary>
internal sealed class CutFile(IStoreFile inner) : IStoreFile
{
    private readonly List<(long Position, byte[] Bytes)> _written = [];
    private readonly List<long> _lengths = [];
    private byte[] _synced = ReadAll(inner);

    public long Length => inner.Length;

    /// <summary>Syncs so far.</summary>
    public int Syncs { get; private set; }

    /// <summary>Writes since the last sync.</summary>
    public int Pending => _written.Count;

    /// <summary>Called before each write and each sync: a test cuts there.</summary>
    public Action Before { get; set; } = () => { };

    public int Read(long position, Span<byte> bytes) => inner.Read(position, bytes);

    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        Before();
        inner.Write(position, bytes);
        _written.Add((position, bytes.ToArray()));
        _lengths.Add(inner.Length);
    }

    public void SetLength(long length)
    {
        Before();
        inner.SetLength(length);
        _lengths.Add(length);
    }

    public void Sync()
    {
        Before();
        inner.Sync();
        _synced = ReadAll(inner);
        _written.Clear();
        _lengths.Clear();
        Syncs++;
    }

    public void Dispose() => inner.Dispose();

    /// <summary>What the disk may hold if the power fails now.</summary>
    public byte[] Cut(Random random, int blockBytes)
    {
        var mode = random.Next(4); // each block by lot, mostly kept, mostly dropped, or all of the first writes and none of the others
        var prefix = random.Next(_written.Count + 1);
        long[] lengths = [_synced.Length, .. _lengths];
        var image = new byte[Math.Max(lengths[random.Next(lengths.Length)], 0)];
        _synced.AsSpan(0, Math.Min(_synced.Length, image.Length)).CopyTo(image);
        for (var write = 0; write < _written.Count; write++)
        {
            var (position, bytes) = _written[write];
            for (var at = position; at < position + bytes.Length;)
            {
                var end = Math.Min(((at / blockBytes) + 1) * blockBytes, position + bytes.Length);
                var keeps = mode switch { 0 => random.Next(2) == 0, 1 => random.Next(20) != 0, 2 => random.Next(20) == 0, _ => write < prefix };
                if (keeps) Keep(image, bytes.AsSpan((int)(at - position), (int)(end - at)), at, random);
                at = end;
            }
        }

        return image;
    }

    /// <summary>One block in ten is torn: its first half is new, the rest is noise where something was being written.</summary>
    private static void Keep(byte[] image, ReadOnlySpan<byte> bytes, long at, Random random)
    {
        if (at >= image.Length) return;
        var part = bytes[..(int)Math.Min(bytes.Length, image.Length - at)];
        part.CopyTo(image.AsSpan((int)at));
        if (random.Next(10) == 0) random.NextBytes(image.AsSpan((int)at + (part.Length / 2), part.Length - (part.Length / 2)));
    }

    private static byte[] ReadAll(IStoreFile file)
    {
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }
}
