using System.Net;
using System.Net.Sockets;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A TCP proxy in front of a broker, on the loopback interface; what becomes of a connection is its heir's.</summary>
internal abstract class LoopbackProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Where it listens, on the loopback interface.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cancelled at the proxy's end.</summary>
    protected CancellationToken Stop => _stop.Token;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    /// <summary>Listens; the heir is whole by then.</summary>
    protected void Listen()
    {
        _listener.Start();
        _running = AcceptAsync();
    }

    /// <summary>Carries one connection until it ends; what it does before it first waits is done in the order of the connections.</summary>
    protected abstract Task CarryAsync(TcpClient client);

    private async Task AcceptAsync()
    {
        var carried = new List<Task>();
        try
        {
            while (true) carried.Add(CarryAsync(await _listener.AcceptTcpClientAsync(Stop)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(carried);
        }
    }
}
