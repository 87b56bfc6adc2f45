using System.Threading.Channels;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Acquisition;

/// <summary>
/// The state of one sensor's link and the age of its data. A change that the full intake refuses is kept and told at the next chance,
/// before any later one.
/// </summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="maxSilence">The longest silence of a healthy device; <see cref="Timeout.InfiniteTimeSpan"/> for one that may be silent.</param>
/// <param name="clock">The monitor's line, and the machine's clock by which silence is measured.</param>
/// <param name="intake">Takes the changes.</param>
/// <param name="changed">Called for each change, for the log.</param>
internal sealed class LinkWatch(string sensor, TimeSpan maxSilence, MonitorClock clock, ChannelWriter<MonitorInput> intake, Action<LinkStatus> changed)
{
    /// <summary>A link that stays silent for this long after it was reported is closed and opened again (chosen: because a device that restarts
    /// is back by then, and a stuck USB adapter recovers only by a fresh opening).</summary>
    public static readonly TimeSpan ReopenAfter = TimeSpan.FromSeconds(10);

    /// <summary>Most a single wait lasts: timers have a limit, and data ages slowly.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private LinkState _state;
    private LinkStatus? _untold;
    private long _lastData;
    private long? _upSince;

    /// <summary>How long the session has been bringing data; zero where it never did.</summary>
    public TimeSpan UpFor
    {
        get { lock (_gate) return _upSince is { } since ? clock.Provider.GetElapsedTime(since, _lastData) : TimeSpan.Zero; }
    }

    /// <summary>True where this session ended because it stayed silent.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>Why, in words for people.</summary>
    public string SilenceCause { get; } = $"no data for {maxSilence.TotalSeconds:0.#} s";

    /// <summary>A session begins.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _lastData = clock.Provider.GetTimestamp();
            _upSince = null;
            GaveUp = false;
        }
    }

    /// <summary>Data came; called on the driver's thread.</summary>
    public void DataSeen()
    {
        lock (_gate)
        {
            _lastData = clock.Provider.GetTimestamp();
            _upSince ??= _lastData;
            if (_state != LinkState.Up) Tell(LinkState.Up, "");
            else TellUntold();
        }
    }

    /// <summary>Watches a session's silence until it is stopped; cancels the session when the silence lasts.</summary>
    public async Task RunAsync(CancellationTokenSource session, CancellationToken stop)
    {
        if (maxSilence == Timeout.InfiniteTimeSpan) return;
        try
        {
            while (NextLook() is { } wait) await Task.Delay(wait, clock.Provider, stop).ConfigureAwait(false);
            await session.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The session is over.
        }
    }

    /// <summary>Tells a change and waits until the intake has taken it.</summary>
    public async Task TellAsync(LinkState state, string cause, CancellationToken stop)
    {
        LinkStatus? earlier;
        LinkStatus status;
        lock (_gate)
        {
            (earlier, _untold) = (_untold, null);
            status = Change(state, cause);
        }

        if (earlier is not null) await intake.WriteAsync(earlier, stop).ConfigureAwait(false);
        await intake.WriteAsync(status, stop).ConfigureAwait(false);
    }

    /// <summary>Reports silence; how long to wait before looking again, or null when the session is to be given up.</summary>
    private TimeSpan? NextLook()
    {
        lock (_gate)
        {
            var age = clock.Provider.GetElapsedTime(_lastData);
            if (_state == LinkState.Silent && age >= maxSilence + ReopenAfter)
            {
                GaveUp = true;
                return null;
            }

            if (_state != LinkState.Silent && age >= maxSilence) Tell(LinkState.Silent, SilenceCause);
            else TellUntold();
            var due = _state == LinkState.Silent ? maxSilence + ReopenAfter - age : maxSilence - age;
            // Never longer than the silence that counts: data may come and stop again meanwhile.
            return new[] { due, maxSilence, LongestWait }.Min();
        }
    }

    private void Tell(LinkState state, string cause)
    {
        var status = Change(state, cause);
        TellUntold();
        if (_untold is not null || !intake.TryWrite(status)) _untold = status;
    }

    private void TellUntold()
    {
        if (_untold is not null && intake.TryWrite(_untold)) _untold = null;
    }

    private LinkStatus Change(LinkState state, string cause)
    {
        _state = state;
        var status = new LinkStatus(sensor, state, cause, clock.Now);
        changed(status);
        return status;
    }
}
