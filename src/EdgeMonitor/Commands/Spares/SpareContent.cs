using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeMonitor.Commands.Spares;

/// <summary>What a spare is given: everything that makes it this device.</summary>
/// <param name="Device">The device id.</param>
/// <param name="Takeover">The exporting box's own number.</param>
/// <param name="Region">The highest region of sequence numbers that the exporting box uses.</param>
/// <param name="Configuration">The configuration file.</param>
/// <param name="Tls">The files that the section Uplink names, by their key below it, e.g. <c>CertificateFile</c> or <c>Brokers:1:CaFile</c>.</param>
/// <param name="State">Keys, by their path below the state directory.</param>
internal sealed partial record SpareContent(
    string Device, uint Takeover, int Region, SpareFile Configuration, Dictionary<string, SpareFile> Tls, Dictionary<string, SpareFile> State)
{
    /// <summary>Its bytes.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SpareJson.Default.SpareContent);

    /// <summary>The content of bytes that an envelope held.</summary>
    /// <exception cref="SpareException">It is of another version.</exception>
    public static SpareContent Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, SpareJson.Default.SpareContent) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new SpareException("The export is of another version of EdgeMonitor: export and import with the same one.");
        }
    }

    // Generated, because a trimmed build cannot serialise by reflection.
    [JsonSerializable(typeof(SpareContent))]
    [JsonSerializable(typeof(SpareHeader))]
    [JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    internal sealed partial class SpareJson : JsonSerializerContext;
}

/// <summary>A file of the export.</summary>
/// <param name="Bytes">What it holds.</param>
/// <param name="Mode">Its permissions.</param>
internal sealed record SpareFile(byte[] Bytes, UnixFileMode Mode)
{
    /// <summary>A file of this box.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SpareFile Read(string path) => new(File.ReadAllBytes(path), File.GetUnixFileMode(path));
}

/// <summary>What stands readable before the sealed content.</summary>
/// <param name="Device">The device id, for whoever sorts files.</param>
/// <param name="Iterations">Of PBKDF2-HMAC-SHA256.</param>
/// <param name="Salt">Of PBKDF2.</param>
/// <param name="Nonce">Of AES-256-GCM.</param>
/// <param name="Length">Bytes of the sealed content, without its tag.</param>
/// <param name="Certificate">PEM: the certificate whose key has signed, and those between it and its authority.</param>
internal sealed record SpareHeader(string Device, int Iterations, byte[] Salt, byte[] Nonce, int Length, string Certificate);

/// <summary>An export cannot be made or taken; the message says why in one sentence. Nothing was changed.</summary>
internal sealed class SpareException(string message, Exception? inner = null) : IOException(message, inner);
