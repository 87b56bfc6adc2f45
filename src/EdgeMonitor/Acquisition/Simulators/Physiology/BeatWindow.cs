namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>
/// The beats around a moment that moves forward: those whose waves can be seen at it. Holds a handful of beats, however long it runs.
/// </summary>
/// <param name="rhythm">A walker of its own.</param>
/// <param name="aheadSeconds">How long before its R peak a beat is in the window, s.</param>
/// <param name="behindSeconds">How long after its R peak it stays, s.</param>
internal sealed class BeatWindow(Rhythm rhythm, double aheadSeconds, double behindSeconds)
{
    private readonly List<Beat> _beats = [];
    private Beat _next = rhythm.Next();

    /// <summary>Moves to a time, which must not go back, and answers the beats around it, oldest first.</summary>
    public List<Beat> MoveTo(double seconds)
    {
        while (_beats.Count > 0 && _beats[0].Seconds < seconds - behindSeconds) _beats.RemoveAt(0);
        while (_next.Seconds <= seconds + aheadSeconds)
        {
            if (_next.Seconds >= seconds - behindSeconds) _beats.Add(_next);
            _next = rhythm.Next();
        }

        return _beats;
    }
}
