using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeMonitor.Storage;

/// <summary>A small file that must be whole or known to be damaged: JSON, a line end, and its SHA-256 in hexadecimal.</summary>
internal static class ChecksummedJson
{
    /// <summary>The file's bytes.</summary>
    public static byte[] Write<T>(T content, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(content, type);
        return [.. json, (byte)'\n', .. SumOf(json)];
    }

    /// <summary>What the file holds; null where it is damaged.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> file, JsonTypeInfo<T> type)
        where T : class
    {
        var end = file.IndexOf((byte)'\n');
        if (end < 0) return null;
        var json = file[..end];
        return file[(end + 1)..].SequenceEqual(SumOf(json)) ? JsonSerializer.Deserialize(json, type) : null;
    }

    private static byte[] SumOf(ReadOnlySpan<byte> json) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json)));
}
