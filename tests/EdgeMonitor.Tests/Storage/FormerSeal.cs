using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeMonitor.Security;

namespace EdgeMonitor.Tests.Storage;

/// <summary>Seals as version 1 did, written down from its format: version, key id (4), nonce (12), tag (16), ciphertext, under the master key itself.</summary>
internal static class FormerSeal
{
    public static byte[] Seal(SecretKey master, string device, string stream, long sequence, ReadOnlySpan<byte> plain)
    {
        var result = new byte[33 + plain.Length];
        result[0] = 1;
        master.Id.CopyTo(result.AsSpan(1));
        RandomNumberGenerator.Fill(result.AsSpan(5, 12));
        var place = new byte[5 + 8 + 2];
        result.AsSpan(0, 5).CopyTo(place);
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(5), sequence);
        BinaryPrimitives.WriteUInt16BigEndian(place.AsSpan(13), (ushort)Encoding.UTF8.GetByteCount(device));
        using var cipher = new AesGcm(master.Bytes, 16);
        cipher.Encrypt(result.AsSpan(5, 12), plain, result.AsSpan(33), result.AsSpan(17, 16), [.. place, .. Encoding.UTF8.GetBytes(device + stream)]);
        return result;
    }
}
