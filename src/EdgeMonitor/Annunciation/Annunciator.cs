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

    /// <summary>The monitor loop hands a plan over ten times a second; after so long without one nobody watches the patient. Chosen: as the guard's.</summary>
    public static readonly TimeSpan PlanPatience = TimeSpan.FromSeconds(2);

    private const int HeartbeatSeconds = 2;

    private static readonly SelfTestResult Ended = new(SelfTestOutcome.Interrupted, ["The appliance is ending."]);

    // Long enough for the kernel to take a line's level, short enough for the daemon's own stop limit.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly IAnnunciationOutputs _outputs;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ILogger _logger;
    private readonly Action<OutputEdge>? _recorder;
    private readonly AnnunciationSchedule _schedule = new();
    private readonly SelfTestSequence _test;
    private readonly object _gate = new();
    private AnnunciationPlan _plan = AnnunciationPlan.Quiet;
    private bool _changed;
    private bool _stopping;
    private bool _testAsked;
    private TaskCompletionSource<SelfTestResult>? _testing;
    private Thread? _thread;
    private AnnunciationLevels _levels;
    private TimeSpan _next = TimeSpan.MaxValue;
    private long _lastStepTicks;
    private long _lastPlanTicks = -PlanPatience.Ticks;
    private long _worstLatenessTicks;

    /// <summary>Makes the annunciator; it drives nothing before <see cref="Start"/>.</summary>
    /// <param name="outputs">Where the signals go; owned from here on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="recorder">Takes every edge, on the annunciator's thread; must return at once.</param>
    /// <param name="test">What a self-test does; lamps and sound where not given.</param>
    public Annunciator(
        IAnnunciationOutputs outputs, TimeProvider time, ILogger<Annunciator> logger, Action<OutputEdge>? recorder = null, SelfTestSequence? test = null)
    {
        _test = test ?? new SelfTestSequence(nurseCall: false);
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

    /// <summary>What is signalled; may be read from any thread.</summary>
    public AnnunciationPlan Plan
    {
        get { lock (_gate) return _plan; }
    }

    /// <summary>True while an alarm would be signalled: plans come, the outputs are driven, and the sound is not known to be broken.</summary>
    public bool CanAlarm => SinceLastPlan < PlanPatience && SinceLastStep < PlanPatience && _outputs.CanSound;

    /// <summary>What the latest self-test has found; null before its end.</summary>
    public SelfTestResult? LastSelfTest { get; private set; }

    private TimeSpan SinceLastPlan => Now - new TimeSpan(Interlocked.Read(ref _lastPlanTicks));

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
        bool wasDark = SinceLastPlan >= PlanPatience;
        Interlocked.Exchange(ref _lastPlanTicks, Now.Ticks);
        lock (_gate)
        {
            if (plan == _plan && !wasDark) return;
            _plan = plan;
            _changed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Tests lamps and sound through the same way as an alarm; asked for while one runs, it is that one. An alarm of any priority has precedence
    /// and interrupts it at once, or keeps it from beginning.
    /// </summary>
    public Task<SelfTestResult> SelfTestAsync()
    {
        lock (_gate)
        {
            if (_testing is not null) return _testing.Task;
            if (_stopping) return Task.FromResult(Ended);
            _testing = new TaskCompletionSource<SelfTestResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            _testAsked = _changed = true;
            Monitor.Pulse(_gate);
            return _testing.Task;
        }
    }

    /// <summary>The same, for a caller who does not wait for the result; it is logged.</summary>
    public void SelfTest() => _ = SelfTestAsync();

    /// <summary>Drives the outputs once and tells how long nothing is due; the thread does nothing else.</summary>
    internal TimeSpan Step()
    {
        AnnunciationPlan plan;
        bool testAsked;
        lock (_gate)
        {
            plan = _plan;
            testAsked = _testAsked;
            _changed = _testAsked = false;
        }

        TimeSpan now = Now;
        TimeSpan planned = now < _next ? now : _next;
        if (now - planned > WorstLateness) Interlocked.Exchange(ref _worstLatenessTicks, (now - planned).Ticks);
        if (testAsked) _schedule.BeginTest(_test, now);
        (AnnunciationLevels levels, _next) = _schedule.Step(plan, now);
        bool canAlarm = SinceLastPlan < PlanPatience && _outputs.CanSound;
        levels = levels with { GreenLamp = canAlarm, Heartbeat = canAlarm && (long)now.TotalSeconds % HeartbeatSeconds == 0 };
        _outputs.Apply(plan, levels, now);
        Record(levels, Now, planned);
        Interlocked.Exchange(ref _lastStepTicks, now.Ticks);
        if (_schedule.TestEnd is { } outcome) TellTest(outcome);
        TimeSpan end = Now;
        // The heartbeat changes at each whole second, so it is looked at least once a second.
        TimeSpan look = LookEvery - new TimeSpan(end.Ticks % LookEvery.Ticks);
        TimeSpan wait = _next - end;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < look ? wait : look;
    }

    /// <summary>Ends the thread and brings all outputs to their safe levels.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            if (_testing is not null) EndTest(_testing, Ended);
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

    private void TellTest(SelfTestOutcome outcome)
    {
        lock (_gate)
        {
            // The end of a test that has been told of already; or of the one before that which is asked for just now.
            if (_testing is null || _testAsked) return;
            IReadOnlyList<string> faults = _outputs.Faults;
            SelfTestResult result = outcome == SelfTestOutcome.Interrupted
                ? new(outcome, ["An alarm is signalled: it has precedence over the self-test.", .. faults])
                : faults.Count > 0 ? new(SelfTestOutcome.Failed, faults)
                : new(SelfTestOutcome.Passed, ["Every output was driven.", .. _outputs.Unwatched]);
            _outputs.Say($"Self-test: {result.Outcome}. {string.Join(' ', result.Sentences)}");
            EndTest(_testing, result);
        }
    }

    private void EndTest(TaskCompletionSource<SelfTestResult> testing, SelfTestResult result)
    {
        string sentences = string.Join(' ', result.Sentences);
        if (result.Outcome == SelfTestOutcome.Passed) LogTestPassed(sentences);
        else LogTestNotPassed(result.Outcome, sentences);
        LastSelfTest = result;
        _testing = null;
        testing.SetResult(result);
    }

    private void Record(AnnunciationLevels levels, TimeSpan now, TimeSpan planned)
    {
        if (levels == _levels) return;
        if (_recorder is not null)
        {
            foreach (AnnunciationOutput output in AnnunciationLevels.Outputs)
            {
                if (levels[output] != _levels[output]) _recorder(new OutputEdge(output, levels[output], now) { Late = now - planned });
            }
        }

        _levels = levels;
    }

    [LoggerMessage(3000, LogLevel.Warning, "{Notice}")]
    private partial void LogOutputs(string notice);

    [LoggerMessage(3003, LogLevel.Warning, "The annunciator runs at normal priority ({Refusal}): give the unit LimitNICE=-10")]
    private partial void LogPriority(string refusal);

    [LoggerMessage(3007, LogLevel.Information, "The self-test has passed. {Findings}")]
    private partial void LogTestPassed(string findings);

    [LoggerMessage(3008, LogLevel.Warning, "The self-test: {Outcome}. {Findings}")]
    private partial void LogTestNotPassed(SelfTestOutcome outcome, string findings);

    [LoggerMessage(3004, LogLevel.Error, "The annunciator hangs in its outputs and was left to the end of the process")]
    private partial void LogHangs();
}
