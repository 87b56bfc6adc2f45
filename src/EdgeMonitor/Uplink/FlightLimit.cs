namespace EdgeMonitor.Uplink;

/// <summary>
/// How many bytes of telemetry may be on their way at once: half a second of what the line takes, as measured. More would only fill buffers, in
/// the library, in TCP and on the way, behind which an alarm would then have to wait. Used by one thread.
/// </summary>
internal sealed class FlightLimit(TimeProvider time)
{
    /// <summary>Always allowed. Chosen: eight records of 12 leads, half a second at 1 Mbit/s.</summary>
    public const int LeastBytes = 64 << 10;

    /// <summary>Never more. Chosen: at the full window the records of 12 leads are half of it.</summary>
    public const int MostBytes = 1 << 20;

    private static readonly TimeSpan Depth = TimeSpan.FromSeconds(0.5), Measure = TimeSpan.FromMilliseconds(100);

    private long _flying, _landed, _since = time.GetTimestamp();
    private double _limit = LeastBytes;
    private bool _wasFull;

    /// <summary>Bytes that may be on their way.</summary>
    public long Limit => (long)_limit;

    /// <summary>True where one more message may go.</summary>
    public bool MaySend
    {
        get
        {
            if (_flying < _limit) return true;
            _wasFull = true;
            return false;
        }
    }

    /// <summary>A message goes.</summary>
    public void Send(int bytes) => _flying += bytes;

    /// <summary>It has arrived, or is lost.</summary>
    public void Land(int bytes)
    {
        _flying -= bytes;
        _landed += bytes;
        var elapsed = time.GetElapsedTime(_since);
        if (elapsed < Measure) return;
        // What was sent without the limit's being reached says nothing about the line.
        if (_wasFull) _limit = Math.Clamp(_landed / elapsed.TotalSeconds * Depth.TotalSeconds, LeastBytes, MostBytes);
        (_landed, _since, _wasFull) = (0, time.GetTimestamp(), false);
    }
}
