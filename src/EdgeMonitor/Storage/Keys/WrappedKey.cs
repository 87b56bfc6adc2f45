using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <summary>What a data key seals.</summary>
internal enum KeyKind : byte
{
    /// <summary>What belongs to no patient.</summary>
    NoPatient = 0,

    /// <summary>One patient's episode.</summary>
    Episode = 1,

    /// <summary>Records of version 1, which a master key sealed itself: kept to read them, nothing new is sealed under it.</summary>
    Former = 2,
}

/// <summary>What is inside a wrap.</summary>
/// <param name="Kind">What the key seals.</param>
/// <param name="Pseudonym">The episode's; empty where it has none.</param>
/// <param name="Key">The data key.</param>
internal sealed record DataKey(KeyKind Kind, string Pseudonym, SecretKey Key);

/// <summary>
/// A data key wrapped by the master key, as it lies in its file: magic (4 bytes), version (1), key id (8), master key's id (4), when it was made (8,
/// ms since 1970), nonce (12), tag (16), then sealed with AES-256-GCM the kind (1), the length of the pseudonym (2), the key (32) and the pseudonym,
/// filled up so that its length cannot be seen; last a SHA-256 of everything, by which a damaged file is told from another master key.
/// <para>
/// The pseudonym is inside the seal: who has the files and not the master key learns of no patient. What lies before the nonce is authenticated. The wrapping
/// key is derived from the master key for this purpose only.
/// </para>
/// </summary>
/// <param name="Id">The data key's name.</param>
/// <param name="Master">Id of the master key.</param>
/// <param name="Made">When the key was made, ms since 1970; written down, never decided by, except which of two is newer.</param>
/// <param name="File">The file's bytes.</param>
internal sealed record WrappedKey(KeyId Id, uint Master, long Made, byte[] File)
{
    /// <summary>Longest pseudonym, bytes as UTF-8; an admission takes 64 characters of ASCII.</summary>
    public const int MostPseudonymBytes = 256;

    private const byte Version = 1;
    private const int MasterAt = 5 + KeyId.Bytes;
    private const int MadeAt = MasterAt + SecretKey.IdBytes;
    private const int HeaderBytes = MadeAt + sizeof(long);
    private const int NonceBytes = 12, TagBytes = 16;
    private const int InsideBytes = 1 + sizeof(ushort) + SecretKey.KeyBytes + MostPseudonymBytes;
    private const int SealedAt = HeaderBytes + NonceBytes + TagBytes;
    private const int FileBytes = SealedAt + InsideBytes + SHA256.HashSizeInBytes;
    private static readonly byte[] Magic = "EMDK"u8.ToArray();
    private static readonly byte[] Purpose = "edgemonitor data key wrap 1"u8.ToArray();

    /// <summary>Wraps a key.</summary>
    public static WrappedKey Wrap(KeyId id, DataKey key, long made, SecretKey master)
    {
        var file = new byte[FileBytes];
        Magic.CopyTo(file, 0);
        file[4] = Version;
        id.Write(file.AsSpan(5));
        master.Id.CopyTo(file.AsSpan(MasterAt));
        BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(MadeAt), made);
        RandomNumberGenerator.Fill(file.AsSpan(HeaderBytes, NonceBytes));
        Span<byte> inside = stackalloc byte[InsideBytes];
        inside.Clear();
        try
        {
            inside[0] = (byte)key.Kind;
            BinaryPrimitives.WriteUInt16BigEndian(inside[1..], (ushort)Encoding.UTF8.GetByteCount(key.Pseudonym));
            key.Key.Bytes.CopyTo(inside[3..]);
            Encoding.UTF8.GetBytes(key.Pseudonym, inside[(3 + SecretKey.KeyBytes)..]);
            using var cipher = Cipher(master);
            cipher.Encrypt(
                file.AsSpan(HeaderBytes, NonceBytes), inside, file.AsSpan(SealedAt, InsideBytes), file.AsSpan(HeaderBytes + NonceBytes, TagBytes), file.AsSpan(0, HeaderBytes));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(inside);
        }

        SHA256.HashData(file.AsSpan(0, SealedAt + InsideBytes), file.AsSpan(SealedAt + InsideBytes));
        return new WrappedKey(id, IdOf(master), made, file);
    }

    /// <summary>The wrap of a file's bytes; null where they are damaged or of another version.</summary>
    public static WrappedKey? Parse(byte[] file)
    {
        if (file.Length != FileBytes || !file.AsSpan(0, 4).SequenceEqual(Magic) || file[4] != Version) return null;
        if (!SHA256.HashData(file.AsSpan(0, SealedAt + InsideBytes)).AsSpan().SequenceEqual(file.AsSpan(SealedAt + InsideBytes))) return null;
        return new WrappedKey(
            KeyId.Read(file.AsSpan(5)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(MasterAt)), BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(MadeAt)), file);
    }

    /// <summary>The key inside; null where this master key does not open it.</summary>
    public DataKey? Unwrap(SecretKey master)
    {
        if (IdOf(master) != Master) return null;
        Span<byte> inside = stackalloc byte[InsideBytes];
        try
        {
            using var cipher = Cipher(master);
            cipher.Decrypt(File.AsSpan(HeaderBytes, NonceBytes), File.AsSpan(SealedAt, InsideBytes), File.AsSpan(HeaderBytes + NonceBytes, TagBytes), inside, File.AsSpan(0, HeaderBytes));
            var length = BinaryPrimitives.ReadUInt16BigEndian(inside[1..]);
            return new DataKey((KeyKind)inside[0], Encoding.UTF8.GetString(inside.Slice(3 + SecretKey.KeyBytes, length)), new SecretKey(inside.Slice(3, SecretKey.KeyBytes)));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(inside);
        }
    }

    /// <summary>A master key's id as a number.</summary>
    public static uint IdOf(SecretKey master) => BinaryPrimitives.ReadUInt32BigEndian(master.Id);

    private static AesGcm Cipher(SecretKey master)
    {
        Span<byte> key = stackalloc byte[SecretKey.KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master.Bytes, key, salt: [], Purpose);
        var cipher = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }
}
