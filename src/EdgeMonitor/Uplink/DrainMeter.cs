namespace EdgeMonitor.Uplink;

/// <summary>
/// How fast the backlog goes and how long it will still take, from what was counted each second. Written by the uplink, read by anyone.
/// </summary>
internal sealed class DrainMeter(TimeProvider time)
{
    /// <summary>Seconds looked back. Chosen: a centre's confirmations come in bursts, and a person looks again after a quarter of a minute.</summary>
    private const int Seconds = 15;

    /// <summary>So few records are no backlog: what was just measured is on its way. Chosen: as many seconds of telemetry.</summary>
    private const int NoBacklog = 15;

    private readonly Lock _gate = new();
    private readonly Queue<(long At, long Confirmed, long Waiting)> _samples = new();

    /// <summary>Records confirmed in a second; 0 where nothing was measured yet.</summary>
    public double RecordsPerSecond
    {
        get { lock (_gate) return _samples.Count < 2 ? 0 : Rate(last => last.Confirmed); }
    }

    /// <summary>Until nothing waits any more, if it goes on like this: zero where there is no backlog, null where it does not become less.</summary>
    public TimeSpan? Left
    {
        get
        {
            lock (_gate)
            {
                if (_samples.Count < 2) return null;
                var waiting = _samples.Last().Waiting;
                if (waiting <= NoBacklog) return TimeSpan.Zero;
                var less = -Rate(sample => sample.Waiting);
                return less > 0 ? TimeSpan.FromSeconds(Math.Min(waiting / less, TimeSpan.FromDays(365).TotalSeconds)) : null;
            }
        }
    }

    /// <summary>What is counted now: telemetry records confirmed since the start, and those that wait.</summary>
    public void Count(long confirmed, long waiting)
    {
        lock (_gate)
        {
            _samples.Enqueue((time.GetTimestamp(), confirmed, waiting));
            if (_samples.Count > Seconds + 1) _samples.Dequeue();
        }
    }

    /// <summary>The connection has ended: nothing goes.</summary>
    public void Stop()
    {
        lock (_gate) _samples.Clear();
    }

    private double Rate(Func<(long At, long Confirmed, long Waiting), long> of)
    {
        var (first, last) = (_samples.Peek(), _samples.Last());
        var elapsed = time.GetElapsedTime(first.At, last.At).TotalSeconds;
        return elapsed <= 0 ? 0 : (of(last) - of(first)) / elapsed;
    }
}
