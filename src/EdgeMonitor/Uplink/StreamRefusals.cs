namespace EdgeMonitor.Uplink;

/// <summary>
/// Which records of one stream the broker has refused, and when to try them again. It outlives the connection, because some brokers close it
/// after a refusal: the same record must not end every connection anew. Used by one thread.
/// </summary>
internal sealed class StreamRefusals(TimeProvider time, Random random)
{
    /// <summary>Refusals in a row at which the stream rests: a broker that refuses everything is not flooded.</summary>
    private const int MostInARow = 8;

    /// <summary>Refused records remembered; one more forgets the oldest, which is still stored and is met again with the next connection.</summary>
    private const int MostKept = 1024;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10), LongestRetry = TimeSpan.FromMinutes(5), LongestRest = TimeSpan.FromSeconds(60);

    private readonly SortedDictionary<long, (long DueAt, RetryDelay Delay)> _refused = [];
    private readonly RetryDelay _rest = new(FirstRetry, LongestRest, random);
    private int _inARow;
    private long _restsUntil = long.MinValue;

    /// <summary>True while the stream rests after too many refusals in a row.</summary>
    public bool Rests => time.GetTimestamp() < _restsUntil;

    /// <summary>True for a record that waits for its next try.</summary>
    public bool Contains(long sequence) => _refused.ContainsKey(sequence);

    /// <summary>The records whose time to be tried again has come, lowest first.</summary>
    public IEnumerable<long> Due()
    {
        long now = time.GetTimestamp();
        return _refused.Where(entry => entry.Value.DueAt <= now).Select(entry => entry.Key);
    }

    /// <summary>The broker refused the record.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="wasSent">False where it was not even sent, being too long: that burdens no broker, and the others need not rest for it.</param>
    public void Add(long sequence, bool wasSent = true)
    {
        var delay = _refused.TryGetValue(sequence, out var before) ? before.Delay : new RetryDelay(FirstRetry, LongestRetry, random);
        _refused[sequence] = (time.After(delay.Next()), delay);
        if (_refused.Count > MostKept) _refused.Remove(_refused.Keys.First());
        if (wasSent && ++_inARow >= MostInARow) _restsUntil = time.After(_rest.Next());
    }

    /// <summary>The broker has taken a record of the stream.</summary>
    public void Confirm(long sequence)
    {
        _refused.Remove(sequence);
        _inARow = 0;
        _rest.Reset();
    }

    /// <summary>The record is no longer stored, or cannot be read.</summary>
    public void Forget(long sequence) => _refused.Remove(sequence);
}
