namespace EdgeMonitor.Uplink;

/// <summary>
/// Gives the backlog its share of the line: a token bucket of one second. A record may overdraw it, and the next one waits for it to be filled
/// again, so that a record of any size gets through. Used by one thread.
/// </summary>
/// <param name="bitsPerSecond">The share; 0 for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class BacklogShaper(long bitsPerSecond, TimeProvider time)
{
    private readonly double _bytesPerSecond = bitsPerSecond / 8.0;
    private double _tokens = bitsPerSecond / 8.0;
    private long _filledAt = time.GetTimestamp();

    /// <summary>How long the next record must wait; zero where it may go now.</summary>
    public TimeSpan Wait
    {
        get
        {
            if (bitsPerSecond == 0) return TimeSpan.Zero;
            _tokens = Math.Min(_bytesPerSecond, _tokens + time.GetElapsedTime(_filledAt).TotalSeconds * _bytesPerSecond);
            _filledAt = time.GetTimestamp();
            return _tokens > 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _tokens) / _bytesPerSecond);
        }
    }

    /// <summary>A record goes.</summary>
    public void Spend(int bytes)
    {
        if (bitsPerSecond > 0) _tokens -= bytes;
    }
}
