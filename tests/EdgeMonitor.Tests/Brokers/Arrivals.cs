namespace EdgeMonitor.Tests.Brokers;

/// <summary>A list that others add to while a test waits until it holds what the test needs.</summary>
internal sealed class Arrivals<T>(string what)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _arrival = New();

    /// <summary>All so far.</summary>
    public IReadOnlyList<T> All
    {
        get { lock (_gate) return [.. _items]; }
    }

    /// <summary>Adds one and wakes who waits.</summary>
    public void Add(T item)
    {
        lock (_gate)
        {
            _items.Add(item);
            _arrival.TrySetResult();
            _arrival = New();
        }
    }

    /// <summary>Waits until so many fulfil the condition, and answers the last of these.</summary>
    /// <param name="condition">Asked once for each item.</param>
    /// <param name="count">How many are needed, counted from the first one ever.</param>
    /// <param name="told">What has been seen, for the message where it does not come.</param>
    public async Task<T> WaitAsync(Func<T, bool> condition, int count = 1, Func<string>? told = null)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        var looked = 0;
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                arrival = _arrival.Task;
                for (; looked < _items.Count; looked++)
                {
                    if (condition(_items[looked]) && --count == 0) return _items[looked];
                }
            }

            try
            {
                await arrival.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"After {Limit.TotalSeconds} s {what} has not brought what was waited for. {told?.Invoke()}");
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
