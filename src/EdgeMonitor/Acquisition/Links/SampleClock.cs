namespace EdgeMonitor.Acquisition.Links;

/// <summary>
/// Gives the frames of a steady stream their times on the monitor's line. Arrivals jitter (a USB adapter hands bytes over every 16 ms), the
/// device's own clock does not: so frame n is at anchor + n ÷ rate, and the anchor follows the arrivals only slowly.
/// </summary>
/// <remarks>
/// For each read: <see cref="Arrive"/>, then any number of <see cref="TimeOf"/>, then <see cref="Settle"/>. A time never goes back.
/// </remarks>
/// <param name="frameRate">Frames a second as the device promises, Hz; above 0; infinite for a device without a rhythm, whose frames have the time of their arrival.</param>
internal sealed class SampleClock(double frameRate)
{
    /// <summary>Most the anchor moves, s per s: 50 times the error of a bad crystal (100 ppm), and half a percent of an RR interval.</summary>
    public const double MaxSlew = 0.005;

    /// <summary>Beyond this the stream was interrupted or is not at its rate, and is anchored anew (chosen: because 0.5 s is 30 USB hand-overs).</summary>
    public static readonly TimeSpan ReanchorBeyond = TimeSpan.FromSeconds(0.5);

    private TimeSpan? _anchor;
    private TimeSpan _arrival;
    private TimeSpan _settledAt;
    private TimeSpan _last = TimeSpan.MinValue;
    private long _frames;

    /// <summary>Frames a second from now on, Hz; where that is another rate than before the frames are anchored anew.</summary>
    public double FrameRate
    {
        get => frameRate;
        set
        {
            if (value == frameRate) return;
            frameRate = value;
            _anchor = null;
        }
    }

    /// <summary>Bytes have arrived.</summary>
    /// <param name="at">Now, on the monitor's line.</param>
    public void Arrive(TimeSpan at) => _arrival = at;

    /// <summary>The time of a frame's first sample; frames are asked for in order.</summary>
    /// <param name="frame">Frames before it in this session.</param>
    public TimeSpan TimeOf(long frame)
    {
        if (double.IsInfinity(frameRate)) return _last = _arrival > _last ? _arrival : _last;
        if (_anchor is null)
        {
            _anchor = _arrival - After(frame);
            _settledAt = _arrival;
        }

        var time = _anchor.Value + After(frame);
        if (time < _last) return _last;
        _last = time;
        return time;
    }

    /// <summary>The bytes that arrived have been taken; the anchor follows them.</summary>
    /// <param name="frames">Frames of the session so far.</param>
    public void Settle(long frames)
    {
        if (_anchor is null || frames == _frames) return;
        _frames = frames;
        var behind = _arrival - (_anchor.Value + After(frames));
        var limit = (_arrival - _settledAt) * MaxSlew;
        _settledAt = _arrival;
        _anchor += behind.Duration() > ReanchorBeyond ? behind : TimeSpan.FromTicks(Math.Clamp(behind.Ticks, -limit.Ticks, limit.Ticks));
    }

    private TimeSpan After(long frames) => TimeSpan.FromTicks((long)Math.Round(frames * (TimeSpan.TicksPerSecond / frameRate)));
}
