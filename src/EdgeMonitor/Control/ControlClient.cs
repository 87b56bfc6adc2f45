using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace EdgeMonitor.Control;

/// <summary>The other side: hands one request to the daemon and brings its reply.</summary>
internal static class ControlClient
{
    /// <summary>Longer than the daemon's own patience with its monitor. Chosen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Asks the daemon.</summary>
    /// <exception cref="IOException">It is not reachable, or does not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not use the socket.</exception>
    public static async Task<ControlReply> AskAsync(string path, JsonObject request, CancellationToken stop)
    {
        if (!File.Exists(path)) throw new IOException($"No daemon has its control socket at {path}: start it, or name its socket with --socket.");
        var longest = Patience + (ControlActs.LongestOf(request["act"]?.ToString()) ?? TimeSpan.Zero);
        using var patience = new CancellationTokenSource(longest, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            using var socket = await ControlSocket.ConnectAsync(path, either.Token);
            await ControlLines.WriteAsync(socket, request, either.Token);
            var line = await ControlLines.ReadAsync(socket, either.Token) ?? throw new IOException("The daemon has ended without an answer: look at the bedside whether it was done.");
            return ControlLines.ParseReply(line);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new UnauthorizedAccessException($"You may not use {path}: ask to be put into the group edgemonitor and the group of your role.", e);
        }
        catch (SocketException e)
        {
            throw new IOException($"No daemon answers at {path} ({e.Message}): start it, or name its socket with --socket.", e);
        }
        catch (FormatException e)
        {
            throw new IOException($"What answers at {path} is no EdgeMonitor daemon of this version. {e.Message}", e);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new IOException($"The daemon at {path} has not answered within {longest.TotalSeconds:0} s: look at the bedside whether it was done, and act there.");
        }
    }
}
