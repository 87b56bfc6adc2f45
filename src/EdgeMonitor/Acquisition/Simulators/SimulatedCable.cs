namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>The cable of a simulated device, which its story pulls and plugs in again under the same name. Used under its device's lock.</summary>
internal sealed class SimulatedCable : IDisposable
{
    private readonly Func<double, bool> _isPlugged;
    private PseudoTerminal? _line;

    /// <summary>Plugs it in, unless the story begins unplugged.</summary>
    /// <param name="path">The stable name of the port, a link that is there while the cable is in.</param>
    /// <param name="isPlugged">Whether the cable is in, at a time of the patient, s.</param>
    /// <param name="seconds">The patient's time now, s.</param>
    /// <exception cref="IOException">There is no pseudo-terminal, or the name cannot be made.</exception>
    public SimulatedCable(string path, Func<double, bool> isPlugged, double seconds)
    {
        Path = path;
        _isPlugged = isPlugged;
        if (isPlugged(seconds)) _line = PseudoTerminal.Open(path);
    }

    /// <summary>The stable name of the port.</summary>
    public string Path { get; }

    /// <summary>True while it is in.</summary>
    public bool IsPlugged => _line is not null;

    /// <summary>Why it could not be plugged in again when it should have been; it is tried again at each move.</summary>
    public string? PlugFailure { get; private set; }

    /// <summary>Pulls it or plugs it in, as the story says at this time, s.</summary>
    public void MoveTo(double seconds)
    {
        var plugged = _isPlugged(seconds);
        if (plugged == IsPlugged) return;
        if (!plugged)
        {
            Dispose();
            return;
        }

        try
        {
            _line = PseudoTerminal.Open(Path);
            PlugFailure = null;
        }
        catch (IOException failure)
        {
            PlugFailure = failure.Message;
        }
    }

    /// <summary>Sends bytes to the host; without a cable they are lost.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _line?.Write(bytes);

    /// <summary>Takes what the host wrote; 0 where there is nothing. Never waits.</summary>
    public int Read(Span<byte> buffer) => Math.Max(0, _line?.Read(buffer) ?? 0);

    /// <summary>Pulls it.</summary>
    public void Dispose()
    {
        _line?.Dispose();
        _line = null;
    }
}
