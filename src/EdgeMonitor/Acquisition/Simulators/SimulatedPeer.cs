using System.Buffers;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>One device that answers, on its cable: it hears and speaks over a pseudo-terminal. While the cable is out it hears nothing, and what it says is lost.</summary>
internal sealed class SimulatedPeer : IAsyncDisposable, IDisposable
{
    /// <summary>Time between its turns: the shorter, the sooner it answers (chosen: half of a USB adapter's 16 ms).</summary>
    public static readonly TimeSpan TurnPeriod = TimeSpan.FromMilliseconds(8);

    private readonly Lock _gate = new();
    private readonly ISimulatedPeer _peer;
    private readonly SimulatedCable _cable;
    private readonly BedsideClock _clock;
    private readonly ArrayBufferWriter<byte> _sent = new();
    private readonly byte[] _received = new byte[4096];
    private readonly ITimer _timer;
    private bool _ended;

    /// <summary>Plugs the device in (unless its story begins unplugged) and lets it speak.</summary>
    /// <param name="peer">The device.</param>
    /// <param name="path">The stable name of its port, a link that is there while it is plugged in.</param>
    /// <param name="clock">The patient's time; shared by all devices at one bedside.</param>
    /// <param name="isPlugged">Whether the cable is in, at a time of the patient, s; null for always.</param>
    /// <exception cref="IOException">There is no pseudo-terminal, or the name cannot be made.</exception>
    public SimulatedPeer(ISimulatedPeer peer, string path, BedsideClock clock, Func<double, bool>? isPlugged = null)
    {
        _peer = peer;
        _clock = clock;
        _cable = new SimulatedCable(path, isPlugged ?? (static _ => true), clock.Seconds);
        _timer = clock.Provider.CreateTimer(_ => Pump(), null, TurnPeriod, TurnPeriod);
    }

    /// <summary>The stable name of its port.</summary>
    public string Path => _cable.Path;

    /// <inheritdoc cref="SimulatedCable.PlugFailure"/>
    public string? PlugFailure => _cable.PlugFailure;

    /// <summary>One turn. The timer calls it; a test may too.</summary>
    public void Pump()
    {
        lock (_gate)
        {
            if (_ended) return;
            var seconds = _clock.Seconds;
            _cable.MoveTo(seconds);
            var count = _cable.Read(_received);
            _peer.Turn(seconds, _received.AsSpan(0, count), _sent);
            if (_sent.WrittenCount == 0) return;
            _cable.Write(_sent.WrittenSpan);
            _sent.ResetWrittenCount();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        Dispose();
    }

    /// <summary>Stops the device and pulls the cable, without waiting for a turn under way.</summary>
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
