using System.Net;
using System.Net.Sockets;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A TCP proxy in front of a broker that a test takes down, which resets every connection, and up again.</summary>
internal sealed class SwitchedProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _brokerPort;
    private readonly Task _running;
    private volatile CancellationTokenSource _up;

    /// <summary>Listens, and is up.</summary>
    public SwitchedProxy(int brokerPort)
    {
        _brokerPort = brokerPort;
        _up = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _listener.Start();
        _running = AcceptAsync();
    }

    /// <summary>Where it listens, on the loopback interface.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets all connections, and every new one.</summary>
    public Task DownAsync() => _up.CancelAsync();

    /// <summary>Lets new connections through.</summary>
    public void Up() => _up = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var carried = new List<Task>();
        try
        {
            while (true) carried.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token), _up.Token));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(carried);
        }
    }

    private async Task CarryAsync(TcpClient client, CancellationToken up)
    {
        using var near = client;
        using var far = new TcpClient();
        (near.NoDelay, far.NoDelay) = (true, true);
        // A reset: what is still in buffers is gone.
        near.LingerState = far.LingerState = new LingerOption(enable: true, seconds: 0);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _brokerPort, up);
            await await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), up), far.GetStream().CopyToAsync(near.GetStream(), up));
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
        {
            // It is down, or one of the two is gone: so is the other.
        }
    }
}
