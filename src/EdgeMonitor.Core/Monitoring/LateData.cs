using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// Knows data that come late: stored in a device and sent after a pause, or sent twice. They are recorded like all others and neither raise nor
/// clear an alarm. A sensor that sends nothing else brings no data of now, and that is an alarm of its own.
/// </summary>
internal sealed class LateData
{
    /// <summary>Chosen: as old as the monitor lets any sensor's data become before it misses them.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private readonly List<Line> _lines = [];

    /// <summary>A new session: its signals begin at any index.</summary>
    public void Begin(SignalList list) => _lines.RemoveAll(line => line.Signal.Sensor == list.Sensor);

    /// <summary>
    /// True where the block's end lies too far behind, or its index goes back. One that follows a block of now without a gap is of now, whatever
    /// its time says: a sensor's clock that was set must not blind the monitor.
    /// </summary>
    public bool IsLate(SampleBlock block, TimeSpan now)
    {
        var line = LineOf(block.Signal);
        if (block.FirstIndex < line.NextIndex) return true;
        var follows = line.IsOfNow && block.FirstIndex == line.NextIndex;
        line.NextIndex = block.EndIndex;
        line.IsOfNow = follows || now - block.End <= MaxAge;
        return !line.IsOfNow;
    }

    /// <summary>True where the reading's time lies too far behind, or before that of the same sensor's reading of the same kind.</summary>
    public static bool IsLate(Reading reading, VitalSigns vitals, TimeSpan now)
        => now - reading.At > MaxAge || (vitals.Of(reading.Sensor, reading.Mdc) is { } newest && reading.At < newest.At);

    private Line LineOf(SignalDescriptor signal)
    {
        foreach (var known in _lines)
        {
            if (ReferenceEquals(known.Signal, signal)) return known;
        }

        var line = new Line(signal);
        _lines.Add(line);
        return line;
    }

    private sealed class Line(SignalDescriptor signal)
    {
        public SignalDescriptor Signal { get; } = signal;

        public long NextIndex { get; set; } = long.MinValue;

        public bool IsOfNow { get; set; }
    }
}
