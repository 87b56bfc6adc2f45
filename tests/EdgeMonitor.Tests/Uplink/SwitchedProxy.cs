using System.Net;
using System.Net.Sockets;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A TCP proxy in front of a broker that a test takes down, which resets every connection, and up again.</summary>
internal sealed class SwitchedProxy : LoopbackProxy
{
    private readonly int _brokerPort;
    private volatile CancellationTokenSource _up;

    /// <summary>Listens, and is up.</summary>
    public SwitchedProxy(int brokerPort)
    {
        _brokerPort = brokerPort;
        _up = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Listen();
    }

    /// <summary>Resets all connections, and every new one.</summary>
    public Task DownAsync() => _up.CancelAsync();

    /// <summary>Lets new connections through.</summary>
    public void Up() => _up = CancellationTokenSource.CreateLinkedTokenSource(Stop);

    /// <inheritdoc/>
    protected override async Task CarryAsync(TcpClient client)
    {
        var up = _up.Token;
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
