using System.Security.Cryptography;

namespace EdgeMonitor.Security;

/// <summary>A 256-bit key in memory, wiped when disposed, and the id by which it is named.</summary>
internal sealed class SecretKey : IDisposable
{
    /// <summary>Length of a key, bytes (AES-256).</summary>
    public const int KeyBytes = 32;

    /// <summary>Length of a key's id, bytes: the first ones of the key's SHA-256, which say nothing about the key.</summary>
    public const int IdBytes = 4;

    private readonly byte[] _bytes;
    private readonly byte[] _id;

    /// <summary>Copies the key.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    public SecretKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != KeyBytes) throw new ArgumentException($"A key has {KeyBytes} bytes.", nameof(bytes));
        _bytes = bytes.ToArray();
        _id = SHA256.HashData(bytes)[..IdBytes];
    }

    /// <summary>The key itself.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Its id.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
