namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// Decides whether the patient of a bed in standby is back: from the signs of life, and from sensors that were off and are on again, because a patient
/// may be put back without a pulse. Whoever begins standby does so before taking the sensors off: signs of life then must first go. Where they do
/// not, nobody has left.
/// </summary>
internal sealed class StandbyWatch
{
    /// <summary>Chosen: two breaths and some ten beats; longer than the shaking of cables looks like a pulse.</summary>
    public static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);

    /// <summary>Chosen: how long taking the sensors off may last.</summary>
    public static readonly TimeSpan Leaving = TimeSpan.FromSeconds(60);

    private TimeSpan _began;
    private bool _hasLeft;

    /// <summary>Standby begins.</summary>
    public void Begin(TimeSpan now) => (_began, _hasLeft) = (now, false);

    /// <summary>Why standby must end, or null where it goes on.</summary>
    /// <param name="steadyFor">How long signs of life have been seen without a break; null where none is seen.</param>
    /// <param name="now">The monitor's time.</param>
    public string? ReasonToEnd(TimeSpan? steadyFor, TimeSpan now)
    {
        if (steadyFor is not { } steady)
        {
            _hasLeft = true;
            return null;
        }

        if (steady < Steady) return null;
        if (_hasLeft) return "The patient is back: signs of life are seen steadily.";
        return now - _began >= Leaving ? "The patient has not left: signs of life are seen all the time." : null;
    }

    /// <summary>Why standby must end because a sensor is on, or null where it goes on.</summary>
    /// <param name="offUntil">Up to when it was off, by the device's word; it has been on since then.</param>
    /// <param name="now">The monitor's time.</param>
    public string? ReasonToEndBySensor(TimeSpan offUntil, TimeSpan now)
        => offUntil > _began && now - offUntil >= Steady ? "The patient is back: a sensor that was off is on again." : null;
}
