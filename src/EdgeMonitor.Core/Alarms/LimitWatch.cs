using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>Holds readings against one limit with hysteresis: once signalled, the value must come back inside by the hysteresis to end it.</summary>
/// <param name="Rule">The condition.</param>
/// <param name="Limit">The limit, in the readings' unit.</param>
/// <param name="Hysteresis">How far inside the value must come back; at least 0.</param>
/// <param name="IsUpper">True where values above the limit are the alarm, false where values below are.</param>
public readonly record struct LimitWatch(AlarmRule Rule, double Limit, double Hysteresis, bool IsUpper)
{
    /// <summary>The evidence of one reading. A missing one says nothing, for or against.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="signalled">Whether the condition is being signalled.</param>
    public AlarmEvidence Judge(Reading reading, bool signalled)
    {
        if (reading.Value is not { } value) return new(Presence.Unknown, $"No value: {reading.Reason}.", null, Limit, reading.Unit);
        var inside = signalled ? Hysteresis : 0;
        var beyond = IsUpper ? value > Limit - inside : value < Limit + inside;
        // Exactly on the limit is inside; exactly on the hysteresis edge is back.
        var reason = beyond ? (IsUpper ? "Above the upper limit." : "Below the lower limit.") : "Back inside the limit.";
        return new(beyond ? Presence.Present : Presence.Absent, reason, value, Limit, reading.Unit, reading.Quality);
    }
}
