namespace EdgeMonitor.Core.Signals;

/// <summary>The way by which a person's act came in. It decides what a person may do without a log-in, and what the audit log says.</summary>
public enum OperatorOrigin
{
    /// <summary>At the box itself: a button or its own screen. Acknowledge and audio pause need no log-in here (break-glass).</summary>
    Bedside,

    /// <summary>The control socket of this machine.</summary>
    Socket,

    /// <summary>A nurse station.</summary>
    Station,

    /// <summary>The centre, over the uplink.</summary>
    Centre,

    /// <summary>The page.</summary>
    Page,
}

/// <summary>Who acts, from where and why.</summary>
/// <param name="Who">A role or a user's pseudonym, for the log; never a patient.</param>
/// <param name="Origin">The way in.</param>
/// <param name="Why">What the person gave as the reason; may be empty.</param>
public sealed record Actor(string Who, OperatorOrigin Origin, string Why = "");

/// <summary>A person's act, the same type whatever the way in; the acts themselves stand in <c>Alarms/OperatorActs.cs</c>.</summary>
/// <param name="By">Who acts. Whoever made the command has checked that this person may.</param>
/// <param name="At">When it arrived, on the monitor's line.</param>
public abstract record OperatorCommand(Actor By, TimeSpan At) : MonitorInput(At);

/// <summary>What became of a person's act: every command is answered by exactly one of these.</summary>
/// <param name="At">When.</param>
/// <param name="Command">The command, the same instance.</param>
/// <param name="Accepted">False where nothing was changed.</param>
/// <param name="Answer">One sentence for the person: what was done, or why not and what to do.</param>
public sealed record OperatorActed(TimeSpan At, OperatorCommand Command, bool Accepted, string Answer) : MonitorEvent(At);
