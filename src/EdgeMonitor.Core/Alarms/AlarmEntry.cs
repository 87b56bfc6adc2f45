namespace EdgeMonitor.Core.Alarms;

/// <summary>All that the board knows of one condition of one sensor.</summary>
internal sealed class AlarmEntry(AlarmRule rule, string sensor)
{
    /// <summary>The rule it was last judged by, as it was given.</summary>
    public AlarmRule? GivenRule { get; set; }

    /// <summary>The same rule as this site uses it.</summary>
    public AlarmRule Rule { get; set; } = rule;

    public string Sensor { get; } = sensor;

    public AlarmState State { get; set; }

    /// <summary>The priority of this occurrence: never lowered while it is signalled.</summary>
    public AlarmPriority Priority { get; set; } = rule.Priority;

    /// <summary>The alarm's id; empty before the first occurrence.</summary>
    public string Id { get; set; } = "";

    /// <summary>The newest evidence.</summary>
    public AlarmEvidence Evidence { get; set; }

    /// <summary>Why this occurrence was raised.</summary>
    public string RaisedBecause { get; set; } = "";

    /// <summary>When the hold ends by itself; null where the condition is not held back.</summary>
    public TimeSpan? HeldUntil { get; set; }

    /// <summary>True when the log knows this occurrence as held, under the id.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>Since when it has been signalled, at this priority, with nobody attending to it.</summary>
    public TimeSpan UnattendedSince { get; set; }

    /// <summary>True where it is about the appliance itself, not about the patient or a sensor.</summary>
    public bool IsOfAppliance => Rule.Kind == AlarmKind.Technical && Sensor.Length == 0;

    /// <summary>A person's call for help is never switched off: acknowledging ends it.</summary>
    public bool IsHelpCall => Rule == AlarmRules.HelpCall;

    /// <summary>True while it waits for a person who has not come yet.</summary>
    public bool IsUnseen => State is { IsSignalled: true, Acknowledged: false };

    /// <summary>The priority that this evidence asks for.</summary>
    public AlarmPriority PriorityOf(AlarmEvidence evidence) => evidence.Priority ?? Rule.Priority;

    public AlarmEvent Said(AlarmTransition transition, AlarmEvidence evidence, TimeSpan now, Signals.Actor? by = null)
        => new(now, Id, Sensor, Rule, Priority, transition, evidence, by);
}
