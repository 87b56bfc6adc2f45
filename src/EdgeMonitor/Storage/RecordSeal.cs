using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <summary>
/// Seals records with AES-256-GCM before they are stored. A sealed record is: version (1 byte), key id (4), nonce (12), tag (16),
/// ciphertext. Authenticated but not stored beside it: device id, stream and sequence, so that a record cannot be moved to another place.
/// <para>
/// The nonce is 96 random bits. A counter would have to survive power cuts, restored backups and copied boxes to be safe, and one
/// repetition under one key gives both records away; random nonces need no memory. NIST SP 800-38D section 8.3 allows 2^32 random nonces for one
/// key (chance of a repetition below 2^-32): at ten records a second, thirteen years.
/// </para>
/// </summary>
internal sealed class RecordSeal : IDisposable
{
    /// <summary>By how many bytes a sealed record is longer than the plain one.</summary>
    public const int Overhead = HeaderBytes + NonceBytes + TagBytes;

    private const byte Version = 1;
    private const int HeaderBytes = 1 + SecretKey.IdBytes;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int MaxNameBytes = 256; // of the device id and of a stream's name, UTF-8
    private readonly byte[] _device;
    private readonly byte[] _keyId;

    // One object is one cipher context, which two threads must not share: one for sealing, one for opening, each behind its lock.
    private readonly Lock _sealing = new();
    private readonly Lock _opening = new();
    private readonly AesGcm _sealer;
    private readonly AesGcm _opener;

    /// <summary>Makes the seal of one device under one key.</summary>
    /// <param name="key">The key; it may be disposed afterwards.</param>
    /// <param name="deviceId">The device id, at most 256 bytes as UTF-8.</param>
    public RecordSeal(SecretKey key, string deviceId)
    {
        _device = Encoding.UTF8.GetBytes(deviceId);
        if (_device.Length > MaxNameBytes) throw new ArgumentException($"A device id has at most {MaxNameBytes} bytes.", nameof(deviceId));
        _keyId = key.Id.ToArray();
        _sealer = new AesGcm(key.Bytes, TagBytes);
        _opener = new AesGcm(key.Bytes, TagBytes);
    }

    /// <summary>Seals a record for its place; only the result is allocated.</summary>
    public byte[] Seal(string stream, long sequence, ReadOnlySpan<byte> plain)
    {
        var result = new byte[Overhead + plain.Length];
        result[0] = Version;
        _keyId.CopyTo(result, 1);
        var nonce = result.AsSpan(HeaderBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        Span<byte> place = stackalloc byte[PlaceBytes];
        var length = WritePlace(result.AsSpan(0, HeaderBytes), stream, sequence, place);
        lock (_sealing) _sealer.Encrypt(nonce, plain, result.AsSpan(Overhead), result.AsSpan(HeaderBytes + NonceBytes, TagBytes), place[..length]);
        return result;
    }

    /// <summary>Opens a sealed record of that place; only the result is allocated.</summary>
    /// <exception cref="RecordUnreadableException">Another key, another place, or the bytes have changed.</exception>
    public byte[] Open(string stream, long sequence, ReadOnlySpan<byte> sealedRecord)
    {
        if (sealedRecord.Length < Overhead) throw new RecordUnreadableException("It is too short for a sealed record.");
        if (sealedRecord[0] != Version) throw new RecordUnreadableException($"It has the unknown format {sealedRecord[0]}.");
        var keyId = sealedRecord[1..HeaderBytes];
        if (!keyId.SequenceEqual(_keyId))
            throw new RecordUnreadableException($"It was sealed with the key {Convert.ToHexStringLower(keyId)}, not with {Convert.ToHexStringLower(_keyId)}.");
        var result = new byte[sealedRecord.Length - Overhead];
        Span<byte> place = stackalloc byte[PlaceBytes];
        var length = WritePlace(sealedRecord[..HeaderBytes], stream, sequence, place);
        try
        {
            lock (_opening)
            {
                var tag = sealedRecord.Slice(HeaderBytes + NonceBytes, TagBytes);
                _opener.Decrypt(sealedRecord.Slice(HeaderBytes, NonceBytes), sealedRecord[Overhead..], tag, result, place[..length]);
            }
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new RecordUnreadableException("Its bytes have changed, or it belongs to another device, stream or sequence.", error);
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sealer.Dispose();
        _opener.Dispose();
    }

    private const int PlaceBytes = HeaderBytes + sizeof(long) + sizeof(ushort) + (2 * MaxNameBytes);

    /// <summary>Header, sequence, length of the device id, device id, stream: no two places give the same bytes.</summary>
    private int WritePlace(ReadOnlySpan<byte> header, string stream, long sequence, Span<byte> place)
    {
        header.CopyTo(place);
        BinaryPrimitives.WriteInt64BigEndian(place[HeaderBytes..], sequence);
        BinaryPrimitives.WriteUInt16BigEndian(place[(HeaderBytes + sizeof(long))..], (ushort)_device.Length);
        var at = HeaderBytes + sizeof(long) + sizeof(ushort);
        _device.CopyTo(place[at..]);
        at += _device.Length;
        return Encoding.UTF8.TryGetBytes(stream, place.Slice(at, MaxNameBytes), out var written)
            ? at + written
            : throw new ArgumentException($"A stream's name has at most {MaxNameBytes} bytes.", nameof(stream));
    }
}

/// <summary>A stored record could not be opened; the others are not concerned.</summary>
internal sealed class RecordUnreadableException(string message, Exception? inner = null) : CryptographicException(message, inner);
