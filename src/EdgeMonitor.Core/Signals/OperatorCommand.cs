namespace EdgeMonitor.Core.Signals;

/// <summary>What a person can do to the alarms.</summary>
public enum OperatorAct
{
    /// <summary>Take notice of all signalled alarms: their sound ends, their light stays while they last.</summary>
    Acknowledge,

    /// <summary>Silence everything for the pause time.</summary>
    PauseAudio,

    /// <summary>End the pause.</summary>
    ResumeAudio,
}

/// <summary>A person's act, the same whatever the way in.</summary>
/// <param name="Act">What.</param>
/// <param name="Who">A role or a user's pseudonym, for the log.</param>
/// <param name="Why">What the person gave as the reason; may be empty.</param>
/// <param name="At">When it arrived.</param>
public sealed record OperatorCommand(OperatorAct Act, string Who, string Why, TimeSpan At) : MonitorInput(At);
