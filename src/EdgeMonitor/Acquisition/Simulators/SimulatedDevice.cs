namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>
/// One device on its cable: it sends a simulated sensor's frames over a pseudo-terminal at their pace. How many frames are due is counted
/// from the start and not from the last burst, so the pace does not drift. After a stall it catches up, but not by more than a second: what
/// is older the device has lost.
/// </summary>
internal sealed class SimulatedDevice : IAsyncDisposable, IDisposable
{
    /// <summary>Time between bursts: USB serial adapters collect bytes for 16 ms and are polled late (chosen between 20 and 40 ms).</summary>
    public static readonly TimeSpan BurstPeriod = TimeSpan.FromMilliseconds(30);

    /// <summary>The most that is caught up after a stall, in time of the machine, s.</summary>
    public const double LongestBacklogSeconds = 1;

    private readonly Lock _gate = new();
    private readonly ISimulatedSensor _sensor;
    private readonly SimulatedCable _cable;
    private readonly BedsideClock _clock;
    private readonly byte[] _burst;
    private readonly int _mostFrames;
    private readonly ITimer _timer;
    private long _next;
    private bool _ended;

    /// <summary>Plugs the device in (unless its story begins unplugged) and starts sending.</summary>
    /// <param name="sensor">What it sends.</param>
    /// <param name="path">The stable name of its port, a link that is there while it is plugged in.</param>
    /// <param name="clock">The patient's time; shared by all devices at one bedside.</param>
    /// <param name="isPlugged">Whether the cable is in, at a time of the patient, s.</param>
    /// <exception cref="IOException">There is no pseudo-terminal, or the name cannot be made.</exception>
    public SimulatedDevice(ISimulatedSensor sensor, string path, BedsideClock clock, Func<double, bool> isPlugged)
    {
        _sensor = sensor;
        _clock = clock;
        _mostFrames = Math.Max(1, (int)(LongestBacklogSeconds * clock.Speed * sensor.FrameRate));
        _burst = new byte[_mostFrames * sensor.FrameLength];
        _cable = new SimulatedCable(path, isPlugged, clock.Seconds);
        _timer = clock.Provider.CreateTimer(_ => Pump(), null, BurstPeriod, BurstPeriod);
    }

    /// <summary>The stable name of its port.</summary>
    public string Path => _cable.Path;

    /// <summary>Frames given to the line.</summary>
    public long FramesSent { get; private set; }

    /// <summary>Frames never sent: too old after a stall, or due while the cable was out.</summary>
    public long FramesSkipped { get; private set; }

    /// <inheritdoc cref="SimulatedCable.PlugFailure"/>
    public string? PlugFailure => _cable.PlugFailure;

    /// <summary>Sends what is due now. The timer calls it; a test may too.</summary>
    public void Pump()
    {
        lock (_gate)
        {
            if (_ended) return;
            var seconds = _clock.Seconds;
            var due = (long)(seconds * _sensor.FrameRate);
            _cable.MoveTo(seconds);
            var first = !_cable.IsPlugged ? due : Math.Max(_next, due - _mostFrames);
            FramesSkipped += first - _next;
            FramesSent += due - first;
            var length = _sensor.FrameLength;
            for (var frame = first; frame < due; frame++) _sensor.Encode(frame, _burst.AsSpan((int)(frame - first) * length, length));
            _cable.Write(_burst.AsSpan(0, (int)(due - first) * length));
            _next = due;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        Dispose();
    }

    /// <summary>Stops sending and pulls the cable, without waiting for a burst under way.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _ended = true;
            _cable.Dispose();
        }
    }
}
