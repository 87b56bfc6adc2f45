using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EdgeMonitor.Commands.Spares;

/// <summary>
/// The file of an export: a first line that names the form, a line of JSON (<see cref="SpareHeader"/>), the content under AES-256-GCM with its tag, and a
/// signature over everything before it. The key of the content comes from a passphrase; header and first line are authenticated with it.
/// The signature is by the private key of the box's own TLS certificate, which is in the content too: so nobody else can sign it anew.
/// </summary>
internal static class SpareEnvelope
{
    /// <summary>OWASP Password Storage Cheat Sheet (2023): 600,000 for PBKDF2-HMAC-SHA256.</summary>
    public const int Iterations = 600_000;

    /// <summary>No more is computed for whoever writes a header. Chosen: some seconds on a small box.</summary>
    private const int MostIterations = 10_000_000;

    /// <summary>NIST SP 800-132 asks for 16 bytes of salt; SP 800-38D for 12 of nonce and a whole tag.</summary>
    private const int SaltBytes = 16, NonceBytes = 12, TagBytes = 16, KeyBytes = 32;

    /// <summary>Chosen: configuration, certificates and the keys of thousands of episodes are some MiB.</summary>
    private const int MostBytes = 64 << 20;

    private static readonly byte[] Form = "edgemonitor-spare 1\n"u8.ToArray();

    /// <summary>Seals and signs.</summary>
    /// <param name="content">The content.</param>
    /// <param name="device">The device id.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="certificate">PEM of the box's certificate, its own first.</param>
    /// <param name="key">PEM of its private key.</param>
    /// <exception cref="SpareException">The certificate and its key cannot sign.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> content, string device, string passphrase, string certificate, string key)
    {
        var (salt, nonce) = (RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(NonceBytes));
        var header = new SpareHeader(device, Iterations, salt, nonce, content.Length, certificate);
        byte[] open = [.. Form, .. JsonSerializer.SerializeToUtf8Bytes(header, SpareContent.SpareJson.Default.SpareHeader), (byte)'\n'];
        var signed = new byte[open.Length + content.Length + TagBytes];
        open.CopyTo(signed, 0);
        using (var cipher = Cipher(passphrase, header))
            cipher.Encrypt(nonce, content, signed.AsSpan(open.Length, content.Length), signed.AsSpan(^TagBytes), open);
        return [.. signed, .. SpareSignature.Sign(signed, certificate, key)];
    }

    /// <summary>Checks everything and opens.</summary>
    /// <param name="file">The file.</param>
    /// <param name="passphrase">The passphrase; asked for only when the signature is good.</param>
    /// <param name="authority">PEM of the certificate authority that the importer trusts.</param>
    /// <param name="now">Now, for the certificates.</param>
    /// <exception cref="SpareException">It is tampered with, cut off, foreign or expired, or the passphrase is another.</exception>
    public static SpareContent Open(ReadOnlySpan<byte> file, Func<string> passphrase, string authority, DateTimeOffset now)
    {
        if (file.Length > MostBytes || !file.StartsWith(Form)) throw new SpareException("This is no export of edgemonitor spare export.");
        var line = file[Form.Length..].IndexOf((byte)'\n');
        if (line < 0) throw CutOff();
        var header = Header(file.Slice(Form.Length, line));
        var open = Form.Length + line + 1;
        if (file.Length - open <= (long)header.Length + TagBytes) throw CutOff();
        var signed = file[..(open + header.Length + TagBytes)];
        SpareSignature.Check(signed, file[signed.Length..], header.Certificate, authority, now);
        var content = new byte[header.Length];
        try
        {
            using var cipher = Cipher(passphrase(), header);
            cipher.Decrypt(header.Nonce, signed.Slice(open, header.Length), signed[^TagBytes..], content, signed[..open]);
            return Fitting(SpareContent.Parse(content), header);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new SpareException("The passphrase is not the one of this export.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Another device of the same authority could sign a foreign content anew, but not put its own certificate into it.</summary>
    private static SpareContent Fitting(SpareContent content, SpareHeader header)
    {
        var own = content.Tls.TryGetValue("CertificateFile", out var file) ? Encoding.UTF8.GetString(file.Bytes) : "";
        return content.Device == header.Device && own == header.Certificate
            ? content
            : throw new SpareException("The export was signed by another box than the one that it is of.");
    }

    private static SpareHeader Header(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, SpareContent.SpareJson.Default.SpareHeader) is
                {
                    Iterations: >= Iterations and <= MostIterations, Salt.Length: SaltBytes, Nonce.Length: NonceBytes, Length: >= 0 and <= MostBytes,
                } header)
                return header;
        }
        catch (JsonException)
        {
            // Said below, with every other header that cannot be.
        }

        throw new SpareException("The export was changed or damaged after it was signed: copy it again.");
    }

    private static AesGcm Cipher(string passphrase, SpareHeader header)
    {
        var key = Rfc2898DeriveBytes.Pbkdf2(passphrase, header.Salt, header.Iterations, HashAlgorithmName.SHA256, KeyBytes);
        try
        {
            return new AesGcm(key, TagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static SpareException CutOff() => new("The export is cut off: copy it again.");
}
