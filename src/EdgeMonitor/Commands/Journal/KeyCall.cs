using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using EdgeMonitor.Control;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands.Journal;

/// <summary>
/// What the verbs on the keys have in common: which box, a new key from a file, and the way. A running daemon does the act over its control socket; where none
/// runs this process takes the journal's directory and does it itself.
/// </summary>
internal sealed class KeyCall
{
    private readonly BoxOptions _box = new();
    private readonly ControlCall _call;

    private readonly Option<string?> _new = new("--new")
    {
        Description = "The new master key, a file of 32 bytes: needed where the key is a systemd credential, else the box makes one.",
        HelpName = "file",
    };

    /// <param name="command">The verb; it gets the options.</param>
    public KeyCall(Command command)
    {
        _new.Validators.Add(UsageError.RefuseEmpty);
        command.Add(_new);
        command.Add(_box.Config);
        command.Add(_box.State);
        command.Add(_box.Device);
        _call = new ControlCall(command);
    }

    /// <summary>Does the act, by the daemon or by itself.</summary>
    public async Task<int> RunAsync(
        ParseResult result, JsonObject request, Func<KeyDesk, string, string, SecretKey?, Task<KeyAnswer>> act, CancellationToken stop)
    {
        using var next = NewKey(result);
        var state = result.GetValue(_box.State);
        var socket = _call.SocketOf(result) ?? (state is { Length: > 0 } ? Path.Combine(Path.GetFullPath(state), ControlSocket.FileName) : ControlSocket.ForClient());
        if (await IsAnsweredAsync(socket, stop))
        {
            if (next is not null) request["new"] = Convert.ToBase64String(next.Bytes);
            return await _call.RunAsync(result, request, stop, path: socket);
        }

        return await _call.SayAsync(result, await OfflineAsync(_box.Of(result), _call.ReasonOf(result) ?? "", act, next), print: null);
    }

    private SecretKey? NewKey(ParseResult result)
    {
        if (result.GetValue(_new) is not { } path) return null;
        return KeyFile.TryRead(path) ?? throw new KeyFileException($"{path} is not there, or does not hold exactly {SecretKey.KeyBytes} bytes: make a key with head -c {SecretKey.KeyBytes} /dev/urandom.");
    }

    private static async Task<bool> IsAnsweredAsync(string socket, CancellationToken stop)
    {
        if (!File.Exists(socket)) return false;
        try
        {
            (await ControlSocket.ConnectAsync(socket, stop)).Dispose();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false; // a daemon that was killed has left its socket's file
        }
        catch (SocketException)
        {
            return true; // not for this user: the call itself says so
        }
    }

    private static async Task<ControlReply> OfflineAsync(Box box, string why, Func<KeyDesk, string, string, SecretKey?, Task<KeyAnswer>> act, SecretKey? next)
    {
        RequireOwner(box.State);
        using var journal = OfflineJournal.Open(box);
        using var desk = journal.Desk();
        var user = UnixAccounts.OwnUser;
        var answer = await act(desk, $"{UnixAccounts.NameOf(user)}({user}) by command line", why, next);
        return new ControlReply(answer.Done ? ControlOutcome.Done : ControlOutcome.Refused, answer.Sentence);
    }

    /// <summary>Files that root makes in the daemon's directory the daemon could not read: the box would come up without its keys.</summary>
    private static void RequireOwner(string state)
    {
        if (!Directory.Exists(state)) throw new JournalException($"There is no state directory {state}: name the box's with --state, or its configuration with --config.");
        if (UnixAccounts.OwnerOf(state) is { } owner && owner != UnixAccounts.OwnUser)
            throw new JournalException($"{state} belongs to {UnixAccounts.NameOf(owner)}: run this as that user, e.g. with sudo -u {UnixAccounts.NameOf(owner)}, or start the daemon.");
        var credentials = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        if (!File.Exists(Path.Combine(state, KeyFile.CredentialName)) && (credentials is null || !File.Exists(Path.Combine(credentials, KeyFile.CredentialName))))
            throw new JournalException($"The master key is not in {state}: it is a credential of the service, so start the daemon and let it do this.");
    }
}
