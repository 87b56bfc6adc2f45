using System.Threading.Channels;

namespace EdgeMonitor.Monitoring;

/// <summary>
/// What the monitor says, for those who listen. Each listener has its own bounded queue: one that lags loses its own oldest items,
/// counted, and delays nobody. While a recording gives the time there is no patient waiting, and the recording waits instead.
/// </summary>
internal sealed class MonitorFeed
{
    private readonly List<FeedListener> _listeners = [];

    /// <summary>Adds a listener; only before the monitor starts.</summary>
    /// <param name="capacity">Items it may lag behind; at 16 signals and 100 ms blocks 4,096 are about 20 s.</param>
    public FeedListener Listen(int capacity = 4096)
    {
        var listener = new FeedListener(capacity);
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>Says one thing to everyone.</summary>
    /// <param name="item">What.</param>
    /// <param name="mayWait">True where waiting for a listener harms nobody.</param>
    public void Say(FeedItem item, bool mayWait)
    {
        foreach (var listener in _listeners) listener.Offer(item, mayWait);
    }

    /// <summary>Nothing more will be said.</summary>
    public void Complete()
    {
        foreach (var listener in _listeners) listener.Complete();
    }
}

/// <summary>One listener's queue.</summary>
internal sealed class FeedListener(int capacity)
{
    private readonly Channel<FeedItem> _channel = Channel.CreateBounded<FeedItem>(
        new BoundedChannelOptions(capacity) { SingleWriter = true, SingleReader = false, FullMode = BoundedChannelFullMode.Wait });

    private long _dropped;

    /// <summary>The listener's end.</summary>
    public ChannelReader<FeedItem> Reader => _channel.Reader;

    /// <summary>Items lost because the listener lagged.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    internal void Offer(FeedItem item, bool mayWait)
    {
        while (!_channel.Writer.TryWrite(item))
        {
            if (mayWait)
            {
                if (!_channel.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult()) return;
            }
            else if (_channel.Reader.TryRead(out _))
            {
                Interlocked.Increment(ref _dropped);
            }
            else if (_channel.Reader.Completion.IsCompleted)
            {
                return;
            }
        }
    }

    internal void Complete() => _channel.Writer.TryComplete();
}
