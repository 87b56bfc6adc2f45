using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Tests.Storage.LogPages;

/// <summary>A file in memory, which can be told to refuse.</summary>
internal sealed class MemoryFile(byte[] bytes) : IStoreFile
{
    private byte[] _bytes = bytes;

    public long Length => _bytes.Length;

    public byte[] Bytes => _bytes;

    /// <summary>Calls of write and sync that succeed before one fails, and all after it.</summary>
    public int Succeeds { get; set; } = int.MaxValue;

    public int Read(long position, Span<byte> bytes)
    {
        var length = (int)Math.Clamp(_bytes.Length - position, 0, bytes.Length);
        _bytes.AsSpan((int)Math.Min(position, _bytes.Length), length).CopyTo(bytes);
        return length;
    }

    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        Refuse();
        if (position + bytes.Length > _bytes.Length) Array.Resize(ref _bytes, (int)position + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan((int)position));
    }

    public void SetLength(long length) => Array.Resize(ref _bytes, (int)length);

    public void Sync() => Refuse();

    public void Dispose()
    {
    }

    private void Refuse()
    {
        if (Succeeds-- <= 0) throw new IOException("The disk refuses.");
    }
}
