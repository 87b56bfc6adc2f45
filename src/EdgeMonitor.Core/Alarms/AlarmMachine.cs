namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// The one transition function of all alarm conditions. It has no timer: a deadline is looked at on every input and every tick.
/// <code>
///            present                      delay over
///   Clear ─────────────► Pending ─────────────────────────► Active ◄──────── present ───────┐
///     ▲                     │ absent                           │                            │
///     │◄────────────────────┘                                  │ absent                     │
///     │◄── not latching, or acknowledged ──────────────────────┤                            │
///     │                                                        └── latching, unseen ──► Latched
///     │◄────────────────────────────── acknowledged ─────────────────────────────────────── │
/// </code>
/// A condition may be held back (<see cref="AlarmBoard.Hold"/>): then it stays pending over its delay, until the hold ends. A pending condition that
/// was held back says its end, any other passes unsaid. Whatever the phase, another patient and standby lead to Clear (<see cref="AlarmBoard"/>), and
/// a restart leads an unacknowledged latching alarm to Latched.
/// Unknown evidence moves nothing: a pending condition does not become active, and an active one does not end, until the signals speak
/// again. The exception is an acknowledged alarm whose signals have gone: a person knows, and the missing signal has an alarm of its own.
/// </summary>
public static class AlarmMachine
{
    /// <summary>The state after the evidence seen at <paramref name="now"/>.</summary>
    /// <param name="rule">The condition's rule.</param>
    /// <param name="state">Its state before.</param>
    /// <param name="presence">What the signals say now.</param>
    /// <param name="now">Time on the monitor's line; not before <see cref="AlarmState.Since"/>.</param>
    public static AlarmState Step(AlarmRule rule, AlarmState state, Presence presence, TimeSpan now) => (state.Phase, presence) switch
    {
        (AlarmPhase.Clear, Presence.Present) when rule.Delay <= TimeSpan.Zero => new(AlarmPhase.Active, now, false),
        (AlarmPhase.Clear, Presence.Present) => new(AlarmPhase.Pending, now, false),
        (AlarmPhase.Pending, Presence.Present) when now - state.Since >= rule.Delay => new(AlarmPhase.Active, now, false),
        (AlarmPhase.Pending, Presence.Absent) => new(AlarmPhase.Clear, now, false),
        (AlarmPhase.Active, Presence.Absent) when rule.Latching && !state.Acknowledged => new(AlarmPhase.Latched, now, false),
        (AlarmPhase.Active, Presence.Absent) => new(AlarmPhase.Clear, now, false),
        (AlarmPhase.Active, Presence.Unknown) when state.Acknowledged => new(AlarmPhase.Clear, now, false),
        (AlarmPhase.Latched, Presence.Present) => new(AlarmPhase.Active, now, false),
        _ => state,
    };

    /// <summary>The state after a person acknowledged the condition.</summary>
    public static AlarmState Acknowledge(AlarmState state, TimeSpan now) => state.Phase switch
    {
        AlarmPhase.Active => state with { Acknowledged = true },
        AlarmPhase.Latched => new(AlarmPhase.Clear, now, false),
        _ => state,
    };
}
