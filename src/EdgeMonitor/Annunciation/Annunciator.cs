using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Annunciation;

/// <summary>
/// Carries out the plan of the moment on its own thread: nothing stands between an alarm and the buzzer but this. The monitor loop hands
/// the plan over directly; the latest one wins, there is no queue. Edges are computed from each pattern's start on a monotonic time line,
/// so they do not drift. A broken invariant ends the process, and the guard unit sounds.
/// </summary>
internal sealed partial class Annunciator : IDisposable
{
    /// <summary>The thread looks at its outputs at least this often: 1 s. One that has not for longer than twice this hangs.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Long enough for the kernel to take a line's level, short enough for the daemon's own stop limit.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly IAnnunciationOutputs _outputs;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ILogger _logger;
    private readonly Action<OutputEdge>? _recorder;
    private readonly AnnunciationSchedule _schedule = new();
    private readonly object _gate = new();
    private AnnunciationPlan _plan = AnnunciationPlan.Quiet;
    private bool _changed;
    private bool _stopping;
    private Thread? _thread;
    private AnnunciationLevels _levels;
    private TimeSpan _next = TimeSpan.MaxValue;
    private long _lastStepTicks;
    private long _worstLatenessTicks;

    /// <summary>Makes the annunciator; it drives nothing before <see cref="Start"/>.</summary>
    /// <param name="outputs">Where the signals go; owned from here on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="recorder">Takes every edge, on the annunciator's thread; must return at once.</param>
    public Annunciator(IAnnunciationOutputs outputs, TimeProvider time, ILogger<Annunciator> logger, Action<OutputEdge>? recorder = null)
    {
        _outputs = outputs;
        _time = time;
        _started = time.GetTimestamp();
        _logger = logger;
        _recorder = recorder;
    }

    /// <summary>Time since the thread last drove its outputs. The monitor loop should not pet the watchdog where it is over 2 s.</summary>
    public TimeSpan SinceLastStep => Now - new TimeSpan(Interlocked.Read(ref _lastStepTicks));

    /// <summary>How late the latest edge of all has been so far: a part of the declared signal generation delay.</summary>
    public TimeSpan WorstLateness => new(Interlocked.Read(ref _worstLatenessTicks));

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>Starts the thread; the outputs are driven quiet at once.</summary>
    public void Start()
    {
        LogOutputs(_outputs.Notice);
        _thread = new Thread(Run) { Name = "annunciator", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Signals this from now on. Called by the monitor loop; takes no longer than the hand-over of a reference.</summary>
    public void Show(AnnunciationPlan plan)
    {
        lock (_gate)
        {
            if (plan == _plan) return;
            _plan = plan;
            _changed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Drives the outputs once and tells how long nothing is due; the thread does nothing else.</summary>
    internal TimeSpan Step()
    {
        AnnunciationPlan plan;
        lock (_gate)
        {
            plan = _plan;
            _changed = false;
        }

        TimeSpan now = Now;
        if (now - _next > WorstLateness) Interlocked.Exchange(ref _worstLatenessTicks, (now - _next).Ticks);
        (AnnunciationLevels levels, _next) = _schedule.Step(plan, now);
        _outputs.Apply(plan, levels, now);
        Record(levels, now);
        Interlocked.Exchange(ref _lastStepTicks, now.Ticks);
        TimeSpan wait = _next - Now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LookEvery ? wait : LookEvery;
    }

    /// <summary>Ends the thread and brings all outputs to their safe levels.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        if (_thread?.Join(StopLimit) == false)
        {
            LogHangs();
            return;
        }

        _outputs.Dispose();
    }

    private void Run()
    {
        if (LinuxThread.TryRaisePriority() is { } refusal) LogPriority(refusal);
        CompileSchedule();
        while (true)
        {
            TimeSpan wait = Step();
            lock (_gate)
            {
                if (_stopping) return;
                // Waits are whole milliseconds: rounded up, so that an edge is at most 1 ms late instead of spinning up to it.
                if (!_changed && wait > TimeSpan.Zero) Monitor.Wait(_gate, (int)Math.Ceiling(wait.TotalMilliseconds));
            }
        }
    }

    // The first alarm must not wait for the just-in-time compiler: the way from plan to levels is gone once, without outputs.
    private static void CompileSchedule()
    {
        var schedule = new AnnunciationSchedule();
        var plan = new AnnunciationPlan(AlarmPriority.Medium, AlarmPriority.Medium, NurseCall: true, "");
        _ = schedule.Step(plan, TimeSpan.Zero);
        _ = schedule.Step(plan with { Sound = AlarmPriority.High, Light = AlarmPriority.High }, TimeSpan.FromMilliseconds(900));
    }

    private void Record(AnnunciationLevels levels, TimeSpan now)
    {
        if (levels == _levels) return;
        if (_recorder is not null)
        {
            foreach (AnnunciationOutput output in AnnunciationLevels.Outputs)
            {
                if (levels[output] != _levels[output]) _recorder(new OutputEdge(output, levels[output], now));
            }
        }

        _levels = levels;
    }

    [LoggerMessage(3000, LogLevel.Warning, "{Notice}")]
    private partial void LogOutputs(string notice);

    [LoggerMessage(3003, LogLevel.Warning, "The annunciator runs at normal priority ({Refusal}): give the unit LimitNICE=-10")]
    private partial void LogPriority(string refusal);

    [LoggerMessage(3004, LogLevel.Error, "The annunciator hangs in its outputs and was left to the end of the process")]
    private partial void LogHangs();
}
