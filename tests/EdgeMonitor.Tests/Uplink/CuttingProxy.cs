using System.Net;
using System.Net.Sockets;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>
/// A TCP proxy in front of a broker that closes each connection after some number of bytes, in the midst of whatever that byte belongs to,
/// until it has done so often enough.
/// </summary>
internal sealed class CuttingProxy : LoopbackProxy
{
    private readonly Random _random;
    private readonly int _brokerPort, _mostBytes, _cuts;
    private int _cut;

    /// <summary>Listens.</summary>
    /// <param name="brokerPort">The broker's port.</param>
    /// <param name="seed">What decides where it cuts.</param>
    /// <param name="mostBytes">A connection lives for 1 to so many bytes, both directions together.</param>
    /// <param name="cuts">How often it cuts; later connections live.</param>
    public CuttingProxy(int brokerPort, int seed, int mostBytes, int cuts)
    {
        (_brokerPort, _mostBytes, _cuts, _random) = (brokerPort, mostBytes, cuts, new Random(seed));
        Listen();
    }

    /// <summary>Connections cut so far.</summary>
    public int Cut => Volatile.Read(ref _cut);

    /// <inheritdoc/>
    protected override async Task CarryAsync(TcpClient client)
    {
        var life = Cut < _cuts ? _random.Next(1, _mostBytes) : long.MaxValue;
        using var near = client;
        using var far = new TcpClient();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _brokerPort, end.Token);
            (near.NoDelay, far.NoDelay) = (true, true);
            // A cut is a reset: what is still in buffers is gone.
            near.LingerState = far.LingerState = new LingerOption(enable: true, seconds: 0);
            await await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
        {
            // One of the two is gone: so is the other.
        }
        finally
        {
            await end.CancelAsync();
        }

        async Task CopyAsync(TcpClient from, TcpClient to)
        {
            var buffer = new byte[4096];
            while (await from.GetStream().ReadAsync(buffer, end.Token) is var count and > 0)
            {
                var left = Interlocked.Add(ref life, -count);
                var passes = left >= 0 ? count : Math.Max(0, count + (int)left);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, passes), end.Token);
                if (left >= 0) continue;
                Interlocked.Increment(ref _cut);
                return;
            }
        }
    }
}
