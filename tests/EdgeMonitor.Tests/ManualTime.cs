namespace EdgeMonitor.Tests;

/// <summary>A clock that stands still until a test moves it, timers included: they fire in order, on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private TaskCompletionSource _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _now;

    /// <summary>The wall clock's date when the test begins.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>How far somebody has set the wall clock away from the monotonic one.</summary>
    public TimeSpan WallStep { get; set; }

    public TimeSpan Elapsed
    {
        get { lock (_gate) return _now; }
    }

    /// <summary>How many timers wait to fire.</summary>
    public int ArmedTimers
    {
        get { lock (_gate) return _timers.Count(timer => timer.Due is not null); }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => Start + Elapsed + WallStep;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Elapsed + by;
        while (TakeDue(end) is { } due) due.Fire();
        lock (_gate) _now = end;
    }

    /// <summary>Waits until somebody waits on a timer, then moves the clock to the first one; how far that was.</summary>
    public async Task<TimeSpan> AdvanceToNextTimerAsync()
    {
        while (true)
        {
            Task armed;
            TimeSpan? first;
            lock (_gate)
            {
                first = _timers.Min(timer => timer.Due) - _now;
                if (first is null && _armed.Task.IsCompleted) _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                armed = _armed.Task;
            }

            if (first is { } wait)
            {
                Advance(wait);
                return wait;
            }

            await armed;
        }
    }

    private ManualTimer? TakeDue(TimeSpan end)
    {
        lock (_gate)
        {
            var due = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (due?.Due > _now) _now = due.Due.Value;
            due?.Rearm();
            return due;
        }
    }

    private sealed class ManualTimer(ManualTime clock, Action fire) : ITimer
    {
        private TimeSpan? _period;

        /// <summary>When it fires next; null where it is not armed.</summary>
        public TimeSpan? Due { get; private set; }

        public void Fire() => fire();

        public void Rearm() => Due = _period is { } period ? Due + period : null;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero ? null : period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                clock._timers.Remove(this);
                if (Due is null) return true;
                clock._timers.Add(this);
                clock._armed.TrySetResult();
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
