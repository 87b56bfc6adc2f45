namespace EdgeMonitor.Hosting;

/// <summary>
/// The monitor's monotonic time line: zero at start, never back. It follows the machine's monotonic clock, except while a recording is
/// played: then the recording's own time is the time, so that the same recording gives the same alarms at any speed.
/// </summary>
internal sealed class MonitorClock(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _base;
    private long _baseStamp = time.GetTimestamp();
    private int _recordings;
    private bool _hasFollowed;

    /// <summary>The time provider behind the line: for waits and for the wall clock, never for a monitor time.</summary>
    public TimeProvider Provider { get; } = time;

    /// <summary>Time since the process's clock was made, whatever is played: how long things really took.</summary>
    public TimeSpan Uptime => Provider.GetElapsedTime(_started);

    /// <summary>True while a recording gives the time.</summary>
    public bool FollowsRecording
    {
        get { lock (_gate) return _recordings > 0; }
    }

    /// <summary>True once a recording has given the time: from then on the line is no longer the machine's monotonic clock less a constant.</summary>
    public bool HasFollowedRecording
    {
        get { lock (_gate) return _hasFollowed; }
    }

    /// <summary>Now, on the monitor's line.</summary>
    public TimeSpan Now
    {
        get { lock (_gate) return _recordings > 0 ? _base : _base + Provider.GetElapsedTime(_baseStamp); }
    }

    /// <summary>Now, or null while a recording gives the time.</summary>
    public TimeSpan? LiveNow
    {
        get { lock (_gate) return _recordings > 0 ? null : Now; }
    }

    /// <summary>A recording begins to give the time; dispose when it ends and the machine's clock takes over where the recording stopped.</summary>
    /// <remarks>
    /// It begins at the next whole second: the monitor looks at its delays on a grid of time, and only so the same sample lies at the same
    /// place of that grid whenever the daemon was started.
    /// </remarks>
    public RecordedTime FollowRecording()
    {
        lock (_gate)
        {
            _base = _recordings > 0 ? _base : TimeSpan.FromSeconds(Math.Ceiling(Now.TotalSeconds));
            _recordings++;
            _hasFollowed = true;
            return new RecordedTime(this, _base);
        }
    }

    /// <summary>The time given by one recording.</summary>
    internal sealed class RecordedTime(MonitorClock clock, TimeSpan start) : IDisposable
    {
        private bool _ended;

        /// <summary>Where on the line the recording's time zero lies.</summary>
        public TimeSpan Start { get; } = start;

        /// <summary>The recording has reached this time; an earlier one is ignored, and so is one after the recording's end.</summary>
        public void Reach(TimeSpan at)
        {
            lock (clock._gate)
            {
                if (!_ended && at > clock._base) clock._base = at;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (clock._gate)
            {
                if (_ended) return;
                _ended = true;
                clock._recordings--;
                clock._baseStamp = clock.Provider.GetTimestamp();
            }
        }
    }
}
