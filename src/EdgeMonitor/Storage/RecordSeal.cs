using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <summary>
/// Seals records with AES-256-GCM before they are stored. A sealed record is: version (1 byte), data key's id (8), salt (16), counter (8), tag (16),
/// ciphertext. Authenticated but not stored beside it: device id, stream and sequence, so that a record cannot be moved to another place.
/// <para>
/// No nonce comes twice under one key, by construction: each opening of a data key draws 128 random bits, derives a key of its own from them (HKDF-SHA256), and
/// counts its nonces from 1. A restart, a restored backup or a copied box opens anew, and so draws anew: nothing has to be remembered.
/// </para>
/// <para>Version 1 was sealed by the master key itself: version, the key's id (4), random nonce (12), tag (16), ciphertext. It is read and no longer written.</para>
/// </summary>
internal sealed class RecordSeal : IDisposable
{
    /// <summary>By how many bytes a sealed record is longer than the plain one.</summary>
    public const int Overhead = HeaderBytes + TagBytes;

    private const byte Version = 2, FormerVersion = 1;
    private const int SaltAt = 1 + KeyId.Bytes, CounterAt = SaltAt + KeyRing.SaltBytes, HeaderBytes = CounterAt + sizeof(ulong);
    private const int FormerHeaderBytes = 1 + SecretKey.IdBytes, FormerOverhead = FormerHeaderBytes + NonceBytes + TagBytes;
    private const int NonceBytes = 12, TagBytes = 16;
    private const int MaxNameBytes = 256; // of the device id and of a stream's name, UTF-8

    /// <summary>Openings whose ciphers are kept for reading. Chosen: each start of the daemon is one for each episode.</summary>
    private const int MostOpeners = 32;

    private readonly KeyRing _keys;
    private readonly byte[] _device;

    // One object is one cipher context, which two threads must not share: those for sealing and those for opening, each behind their lock.
    private readonly Lock _sealing = new();
    private readonly Lock _opening = new();
    private readonly Dictionary<KeyId, Sealer> _sealers = [];
    private readonly Dictionary<(KeyId Key, UInt128 Salt), AesGcm> _openers = [];
    private int _sealersOf, _openersOf;

    /// <summary>Makes the seal of one device.</summary>
    /// <param name="keys">Its data keys; to be disposed after this.</param>
    /// <param name="deviceId">The device id, at most 256 bytes as UTF-8.</param>
    public RecordSeal(KeyRing keys, string deviceId)
    {
        _keys = keys;
        _device = Encoding.UTF8.GetBytes(deviceId);
        if (_device.Length > MaxNameBytes) throw new ArgumentException($"A device id has at most {MaxNameBytes} bytes.", nameof(deviceId));
    }

    /// <summary>Seals a record for its place; only the result is allocated.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="sequence">Its number there.</param>
    /// <param name="plain">Its bytes.</param>
    /// <param name="episode">The patient's episode whose key seals it; null for what belongs to no patient.</param>
    /// <exception cref="JournalException">The episode's key could not be stored.</exception>
    public byte[] Seal(string stream, long sequence, ReadOnlySpan<byte> plain, Episode? episode = null)
    {
        var result = new byte[Overhead + plain.Length];
        result[0] = Version;
        Span<byte> place = stackalloc byte[PlaceBytes];
        Span<byte> nonce = stackalloc byte[NonceBytes];
        lock (_sealing)
        {
            var sealer = SealerOf(episode);
            sealer.Write(result);
            WriteNonce(result, nonce);
            var length = WritePlace(result.AsSpan(0, HeaderBytes), stream, sequence, place);
            sealer.Cipher.Encrypt(nonce, plain, result.AsSpan(Overhead), result.AsSpan(HeaderBytes, TagBytes), place[..length]);
        }

        return result;
    }

    /// <summary>Opens a sealed record of that place; only the result is allocated.</summary>
    /// <exception cref="RecordUnreadableException">
    /// The key is not there, another place, or the bytes have changed; <see cref="RecordShreddedException"/> where its key was destroyed on purpose.
    /// </exception>
    public byte[] Open(string stream, long sequence, ReadOnlySpan<byte> sealedRecord)
    {
        if (sealedRecord.Length < FormerOverhead) throw new RecordUnreadableException("It is too short for a sealed record.");
        if (sealedRecord[0] == FormerVersion) return OpenFormer(stream, sequence, sealedRecord);
        if (sealedRecord[0] != Version) throw new RecordUnreadableException($"It has the unknown format {sealedRecord[0]}.");
        if (sealedRecord.Length < Overhead) throw new RecordUnreadableException("It is too short for a sealed record.");
        var header = sealedRecord[..HeaderBytes];
        Span<byte> nonce = stackalloc byte[NonceBytes];
        WriteNonce(header, nonce);
        lock (_opening) return Decrypt(OpenerOf(header), stream, sequence, header, nonce, sealedRecord.Slice(HeaderBytes, TagBytes), sealedRecord[Overhead..]);
    }

    /// <summary>The name of the key that a record says it is sealed under; null where it is too short or of an unknown format.</summary>
    public static KeyId? KeyOf(ReadOnlySpan<byte> sealedRecord) => sealedRecord switch
    {
        { Length: >= FormerOverhead } when sealedRecord[0] == FormerVersion => KeyId.OfMaster(sealedRecord[1..FormerHeaderBytes]),
        { Length: >= Overhead } when sealedRecord[0] == Version => KeyId.Read(sealedRecord[1..]),
        _ => null,
    };

    /// <summary>True for a record whose key is there and cannot be opened now, so that nobody knows yet whether it is true.</summary>
    public bool IsLocked(ReadOnlySpan<byte> sealedRecord) => KeyOf(sealedRecord) is { } key && _keys.IsLocked(key);

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetSealers();
        ForgetOpeners();
    }

    private const int PlaceBytes = HeaderBytes + sizeof(long) + sizeof(ushort) + (2 * MaxNameBytes);

    /// <summary>The counter is the nonce: eight bytes of it, behind four that are zero.</summary>
    private static void WriteNonce(ReadOnlySpan<byte> header, Span<byte> nonce)
    {
        nonce.Clear();
        header.Slice(CounterAt, sizeof(ulong)).CopyTo(nonce[(NonceBytes - sizeof(ulong))..]);
    }

    private byte[] OpenFormer(string stream, long sequence, ReadOnlySpan<byte> sealedRecord)
    {
        using var cipher = _keys.FormerOpener(sealedRecord[1..FormerHeaderBytes]);
        return Decrypt(
            cipher, stream, sequence, sealedRecord[..FormerHeaderBytes], sealedRecord.Slice(FormerHeaderBytes, NonceBytes),
            sealedRecord.Slice(FormerHeaderBytes + NonceBytes, TagBytes), sealedRecord[FormerOverhead..]);
    }

    private byte[] Decrypt(
        AesGcm cipher, string stream, long sequence, ReadOnlySpan<byte> header, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> sealedBytes)
    {
        var result = new byte[sealedBytes.Length];
        Span<byte> place = stackalloc byte[PlaceBytes];
        var length = WritePlace(header, stream, sequence, place);
        try
        {
            cipher.Decrypt(nonce, sealedBytes, tag, result, place[..length]);
            return result;
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new RecordUnreadableException("Its bytes have changed, or it belongs to another device, stream or sequence.", error);
        }
    }

    private Sealer SealerOf(Episode? episode)
    {
        if (_sealersOf != _keys.Version)
        {
            ForgetSealers();
            _sealersOf = _keys.Version;
        }

        // No key has the name 0 but that of no patient, here: a random one of eight bytes does not hit it.
        var wanted = episode?.Key ?? default;
        if (_sealers.TryGetValue(wanted, out var known)) return known;
        // The one before is over: at an admission there are two, that of the patient and that of nobody.
        if (_sealers.Count > 2) ForgetSealers();
        Span<byte> salt = stackalloc byte[KeyRing.SaltBytes];
        var cipher = _keys.Sealer(episode, salt, out var id);
        return _sealers[wanted] = new Sealer(cipher, id, salt);
    }

    private AesGcm OpenerOf(ReadOnlySpan<byte> header)
    {
        if (_openersOf != _keys.Version)
        {
            ForgetOpeners();
            _openersOf = _keys.Version;
        }

        var salt = header.Slice(SaltAt, KeyRing.SaltBytes);
        var wanted = (KeyId.Read(header[1..]), BinaryPrimitives.ReadUInt128BigEndian(salt));
        if (_openers.TryGetValue(wanted, out var known)) return known;
        var cipher = _keys.Opener(wanted.Item1, salt);
        if (_openers.Count >= MostOpeners) ForgetOpeners();
        return _openers[wanted] = cipher;
    }

    private void ForgetSealers()
    {
        foreach (var sealer in _sealers.Values) sealer.Cipher.Dispose();
        _sealers.Clear();
    }

    private void ForgetOpeners()
    {
        foreach (var cipher in _openers.Values) cipher.Dispose();
        _openers.Clear();
    }

    /// <summary>Header, sequence, length of the device id, device id, stream: no two places give the same bytes.</summary>
    private int WritePlace(ReadOnlySpan<byte> header, string stream, long sequence, Span<byte> place)
    {
        header.CopyTo(place);
        BinaryPrimitives.WriteInt64BigEndian(place[header.Length..], sequence);
        BinaryPrimitives.WriteUInt16BigEndian(place[(header.Length + sizeof(long))..], (ushort)_device.Length);
        var at = header.Length + sizeof(long) + sizeof(ushort);
        _device.CopyTo(place[at..]);
        at += _device.Length;
        return Encoding.UTF8.TryGetBytes(stream, place.Slice(at, MaxNameBytes), out var written)
            ? at + written
            : throw new ArgumentException($"A stream's name has at most {MaxNameBytes} bytes.", nameof(stream));
    }

    /// <summary>One opening of a data key for sealing.</summary>
    private sealed class Sealer(AesGcm cipher, KeyId id, ReadOnlySpan<byte> salt)
    {
        private readonly byte[] _salt = salt.ToArray();
        private ulong _counter;

        public AesGcm Cipher { get; } = cipher;

        /// <summary>Writes the next record's header behind its version.</summary>
        public void Write(Span<byte> header)
        {
            id.Write(header[1..]);
            _salt.CopyTo(header[SaltAt..]);
            BinaryPrimitives.WriteUInt64BigEndian(header[CounterAt..], ++_counter);
        }
    }
}

/// <summary>A stored record could not be opened; the others are not concerned.</summary>
internal class RecordUnreadableException(string message, Exception? inner = null) : CryptographicException(message, inner);

/// <summary>A stored record's key was destroyed on purpose: that is no fault, and it will never be read again.</summary>
internal sealed class RecordShreddedException(string message, KeyId key) : RecordUnreadableException(message)
{
    /// <summary>The key's name.</summary>
    public KeyId Key { get; } = key;
}
