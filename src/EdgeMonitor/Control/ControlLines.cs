using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Control;

/// <summary>
/// The control socket's protocol: each request and each reply is one JSON object on one line, UTF-8. A request names its <c>act</c>
/// (<see cref="ControlActs"/>), may give a <c>reason</c>, and holds that act's keys; a reply holds <c>outcome</c>, <c>answer</c> and perhaps
/// <c>details</c>.
/// </summary>
internal static class ControlLines
{
    /// <summary>Longest line, bytes. Chosen: all limits together are under 4 KiB, a status with every alarm, twelve leads and forty vital signs under 32.</summary>
    public const int MostBytes = 64 * 1024;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A request is flat but for a list of limits; a report has lists in its details, of objects with lists.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 }, StrictReply = Strict with { MaxDepth = 8 };

    /// <summary>An object as a line.</summary>
    public static byte[] Encode(JsonObject line) => [.. JsonSerializer.SerializeToUtf8Bytes(line, Readable), (byte)'\n'];

    /// <summary>A reply as an object.</summary>
    public static JsonObject ToJson(ControlReply reply)
    {
        var line = new JsonObject { ["outcome"] = Names.Of(reply.Outcome), ["answer"] = reply.Answer };
        if (reply.Details is not null) line["details"] = reply.Details.DeepClone();
        return line;
    }

    /// <summary>A reply as a line of text.</summary>
    public static string ToText(ControlReply reply) => ToJson(reply).ToJsonString(Readable);

    /// <summary>The object of a line.</summary>
    /// <exception cref="FormatException">The line is none; the message says so in one sentence.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> line) => Parse(line, Strict);

    /// <summary>The act that a request names; null where the line is no request.</summary>
    public static string? ActOf(ReadOnlySpan<byte> line)
    {
        try
        {
            return Text(Parse(line), "act");
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The reply of a line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ControlReply ParseReply(ReadOnlySpan<byte> line)
    {
        var reply = Parse(line, StrictReply);
        var name = Text(reply, "outcome");
        foreach (var outcome in Enum.GetValues<ControlOutcome>())
        {
            if (Names.Of(outcome) == name) return new ControlReply(outcome, Text(reply, "answer"), reply["details"] as JsonObject);
        }

        throw new FormatException("The reply has no outcome that this version knows.");
    }

    /// <summary>Reads one line; null at the end of the connection.</summary>
    /// <exception cref="FormatException">It is too long.</exception>
    public static async ValueTask<byte[]?> ReadAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[MostBytes];
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
            var end = buffer.AsSpan(length, received).IndexOf((byte)'\n');
            // One request waits for its reply: what may stand behind the line is of nobody who keeps to the protocol.
            if (end >= 0) return buffer[..(length + end)];
            length += received;
            if (received == 0) return length == 0 ? null : buffer[..length];
            if (length == MostBytes) throw new FormatException($"A line may hold {MostBytes} bytes; this one is longer.");
        }
    }

    /// <summary>Writes one line.</summary>
    public static async ValueTask WriteAsync(Socket socket, JsonObject line, CancellationToken stop)
    {
        ReadOnlyMemory<byte> rest = Encode(line);
        while (!rest.IsEmpty) rest = rest[await socket.SendAsync(rest, stop)..];
    }

    private static JsonObject Parse(ReadOnlySpan<byte> line, JsonDocumentOptions options)
    {
        try
        {
            return JsonNode.Parse(line, null, options) as JsonObject ?? throw new FormatException("A request is one JSON object on one line.");
        }
        catch (JsonException)
        {
            throw new FormatException("A request is one JSON object on one line; this one is no JSON.");
        }
    }

    private static string Text(JsonObject line, string key)
        => line[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
