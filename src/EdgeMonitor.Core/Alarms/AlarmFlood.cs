namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// Tells when more alarms start than people can attend to: more than <paramref name="most"/> within a minute. It is over when not more than half of
/// that have started within the last minute. It remembers as many starts as it must count, and no more.
/// </summary>
internal sealed class AlarmFlood(int most)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly TimeSpan[] _starts = new TimeSpan[most + 1];
    private int _next;
    private int _known;
    private bool _isFlood;

    /// <summary>An alarm has started.</summary>
    public void Count(TimeSpan now)
    {
        _starts[_next] = now;
        _next = (_next + 1) % _starts.Length;
        _known = Math.Min(_known + 1, _starts.Length);
    }

    /// <summary>The evidence now. The value is the number of starts within the last minute, as far as they are counted.</summary>
    public AlarmEvidence Judge(TimeSpan now)
    {
        var starts = 0;
        for (var i = 0; i < _known; i++)
        {
            if (now - _starts[i] < Window) starts++;
        }

        _isFlood = starts > (_isFlood ? most / 2 : most);
        return _isFlood
            ? new(Presence.Present, "Many alarms have started within one minute: look for one cause of them all.", starts, most)
            : new(Presence.Absent, "Alarms start one by one again.", starts, most);
    }
}
