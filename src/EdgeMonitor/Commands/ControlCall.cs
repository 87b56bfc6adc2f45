using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeMonitor.Control;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary>What all operator verbs have in common: the options, the way to the daemon, how its reply is said, and the exit code.</summary>
internal sealed class ControlCall
{
    private readonly Option<string?> _socket = new("--socket") { Description = "The daemon's control socket.", HelpName = "path" };

    private readonly Option<bool> _json = new("--json") { Description = "Print the reply as one JSON object." };

    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for the audit log; never a patient's name.", HelpName = "text" };

    /// <param name="command">The verb; it gets the options.</param>
    /// <param name="asks">True where it only asks, so that there is no reason to give.</param>
    public ControlCall(Command command, bool asks = false)
    {
        _socket.Validators.Add(UsageError.RefuseEmpty);
        command.Add(_socket);
        command.Add(_json);
        if (!asks) command.Add(_reason);
    }

    /// <summary>Hands one request to the daemon and says what became of it.</summary>
    public async Task<int> RunAsync(ParseResult result, JsonObject request, CancellationToken stop, Action<ControlReply>? print = null, string? path = null)
    {
        path ??= SocketOf(result) ?? ControlSocket.ForClient();
        if (ReasonOf(result) is { } reason) request["reason"] = reason;
        ControlReply reply;
        try
        {
            reply = await ControlClient.AskAsync(path, request, stop);
        }
        catch (UnauthorizedAccessException e)
        {
            await Terminal.Error.WriteLineAsync(e.Message);
            return ExitCodes.NoPermission;
        }

        return await SayAsync(result, reply, print);
    }

    /// <summary>The control socket that was told; null where none was.</summary>
    public string? SocketOf(ParseResult result) => result.GetValue(_socket);

    /// <summary>The reason that was told; null where none was.</summary>
    public string? ReasonOf(ParseResult result) => result.GetResult(_reason) is not null ? result.GetValue(_reason) : null;

    /// <summary>Says what became of a request; answers the exit code.</summary>
    public async Task<int> SayAsync(ParseResult result, ControlReply reply, Action<ControlReply>? print)
    {
        if (result.GetValue(_json)) await Terminal.Out.WriteLineAsync(ControlLines.ToText(reply));
        else if (reply.Outcome != ControlOutcome.Done) await Terminal.Error.WriteLineAsync(reply.Answer);
        else if (print is not null) print(reply);
        else await Terminal.Out.WriteLineAsync(reply.Answer);
        await Terminal.Out.FlushAsync(CancellationToken.None);
        return CodeOf(reply.Outcome);
    }

    /// <summary>A number as JSON has it.</summary>
    public static JsonNode? Number(double? number) => number is { } value ? JsonValue.Create(value) : null;

    /// <summary>A text in which a number stands, as JSON has it; what is neither number, true nor false stays a text.</summary>
    public static JsonNode Value(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
        : bool.TryParse(text, out var flag) ? JsonValue.Create(flag)
        : JsonValue.Create(text);

    private static int CodeOf(ControlOutcome outcome) => outcome switch
    {
        ControlOutcome.Done => ExitCodes.Ok,
        ControlOutcome.Refused => ExitCodes.Refused,
        ControlOutcome.Forbidden => ExitCodes.NoPermission,
        ControlOutcome.Malformed => ExitCodes.Usage,
        _ => ExitCodes.NoAnswer,
    };
}
