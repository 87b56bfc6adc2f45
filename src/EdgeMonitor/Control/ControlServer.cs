using System.Net.Sockets;
using EdgeMonitor.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Control;

/// <summary>
/// The control socket. A connection has a bounded time and there is a bounded number of them, so that a client that hangs holds up nobody;
/// nothing here can hold up the monitor. Where the socket cannot be opened the box monitors without it, and tries again.
/// </summary>
internal sealed partial class ControlServer(string path, UnixFileMode mode, ControlDesk desk, PersonFinder persons, TimeProvider time, ILogger<ControlServer> logger)
    : IHostedService, IDisposable
{
    /// <summary>How long one connection may last. Chosen: a person's act takes milliseconds, the monitor's patience is 3 s.</summary>
    public static readonly TimeSpan ConnectionTime = TimeSpan.FromSeconds(10);

    /// <summary>Connections at once. Chosen: more people than stand at one bed.</summary>
    public const int MostConnections = 16;

    private static readonly TimeSpan RetryWait = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(MostConnections);
    private Task _running = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _places.Dispose();
    }

    private async Task RunAsync()
    {
        string? refusal = null;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var listener = ControlSocket.Listen(path, mode);
                refusal = null;
                LogOpen(path);
                await AcceptAsync(listener);
            }
            catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
            {
                if (e.Message != refusal) LogNotOpen(path, e.Message);
                refusal = e.Message;
                await Task.Delay(RetryWait, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // Whoever is still served is told to end by the same stop.
        for (var place = 0; place < MostConnections; place++) await _places.WaitAsync();
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                // Taken before the next client is accepted: the others wait in the kernel's own short queue.
                await _places.WaitAsync(_stop.Token);
                try
                {
                    var client = await listener.AcceptAsync(_stop.Token);
                    _ = Task.Run(() => ServeAsync(client), CancellationToken.None);
                }
                catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
                {
                    _places.Release();
                    throw;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
            listener.Dispose();
            File.Delete(path);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var limit = new CancellationTokenSource(ConnectionTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            using (client) await ConverseAsync(client, limit, either.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            LogBroken(e.Message);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task ConverseAsync(Socket client, CancellationTokenSource limit, CancellationToken stop)
    {
        var person = persons.Find(PeerCredentials.Of(client));
        ControlReply reply;
        do
        {
            try
            {
                if (await ControlLines.ReadAsync(client, stop) is not { } line) return;
                if (ControlLines.ActOf(line) is { } act && ControlActs.LongestOf(act) is { } longest) limit.CancelAfter(longest);
                reply = await desk.AnswerAsync(person, line, stop);
            }
            catch (FormatException e)
            {
                reply = desk.Malformed(person, e.Message);
            }

            await ControlLines.WriteAsync(client, ControlLines.ToJson(reply), stop);
        }
        while (reply.Outcome is ControlOutcome.Done or ControlOutcome.Refused);
    }

    [LoggerMessage(6100, LogLevel.Information, "The control socket is {Path}")]
    private partial void LogOpen(string path);

    [LoggerMessage(6101, LogLevel.Error, "There is no control socket at {Path}, tried again every 10 s; alarms and buttons work without it: {Cause}")]
    private partial void LogNotOpen(string path, string cause);

    [LoggerMessage(6102, LogLevel.Debug, "A control connection ended early: {Cause}")]
    private partial void LogBroken(string cause);
}
