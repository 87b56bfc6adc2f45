namespace EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

/// <summary>A clock that stands still until somebody waits for it: then it jumps to the end of that wait. For code with one wait at a time.</summary>
internal sealed class WaitingTime : TimeProvider
{
    private long _ticks;

    /// <summary>Time gone by since the clock was made.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Time goes by although nobody waits.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // As a real timer does, it counts whole milliseconds and calls back on a thread of the pool.
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            Pass(TimeSpan.FromMilliseconds(Math.Floor(dueTime.TotalMilliseconds)));
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Fired();
    }

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("A wait here is made once.");

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
