using EdgeMonitor.Security;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Control;

/// <summary>The acts that go to the box's keys and not to the monitor.</summary>
/// <param name="desk">Does them, and writes them down.</param>
internal sealed class KeyActs(KeyDesk desk)
{
    /// <summary>The act that changes the master key.</summary>
    public const string Rotate = "rotate-key";

    /// <summary>The act that destroys a patient's episodes.</summary>
    public const string Shred = "shred";

    /// <summary>Who may do an act; null where it is none of these.</summary>
    public static Permission? PermissionOf(string act) => act switch
    {
        Rotate => Permissions.RotateKey,
        Shred => Permissions.ShredEpisode,
        _ => null,
    };

    /// <summary>Does it; a person who may not do it must not come here.</summary>
    /// <exception cref="FormatException">A key of the request is wrong.</exception>
    public async Task<ControlReply> DoAsync(Person person, string act, RequestKeys keys)
    {
        var (who, why) = ($"{person.Name} by socket", keys.Text("reason") ?? "");
        using var next = keys.Text("new") is { } given ? KeyOf(given) : null;
        KeyAnswer answer;
        if (act == Rotate)
        {
            keys.End();
            answer = await desk.RotateAsync(who, why, next);
        }
        else
        {
            var (patient, unsent) = (keys.Needed("patient"), keys.Flag("unsent") ?? false);
            keys.End();
            answer = await desk.ShredAsync(who, why, patient, unsent, next);
        }

        return new ControlReply(answer.Done ? ControlOutcome.Done : ControlOutcome.Refused, answer.Sentence);
    }

    private static SecretKey KeyOf(string text)
    {
        Span<byte> bytes = stackalloc byte[SecretKey.KeyBytes];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length
            ? new SecretKey(bytes)
            : throw new FormatException($"new: allowed is a key of {SecretKey.KeyBytes} bytes in base64.");
    }
}
