using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>An entry of the audit stream.</summary>
/// <param name="Who">The person, with the way in, e.g. <c>alice(1000)/nurse by socket</c>.</param>
/// <param name="Action">The act's name in <see cref="Permissions"/>.</param>
/// <param name="Detail">To what, with which values, what became of it, and why.</param>
internal sealed record OperatorEntry(string Who, string Action, string Detail);

/// <summary>
/// Writes down every act of a person that reached the monitor, accepted or refused, whatever its way in: the one place for it. A change of
/// limits is written with the old and the new values. An episode is named by its key's name and not by its pseudonym: the audit belongs to no patient, so it
/// outlives the shredding of an episode, and must then hold nothing that leads to the patient.
/// </summary>
/// <param name="episodes">The episode in force; that of an admission is in force when the act comes here.</param>
/// <param name="limits">The limits that the monitor begins with; null where they are not known.</param>
internal sealed class OperatorAudit(EpisodeInForce episodes, AlarmLimits? limits = null)
{
    private AlarmLimits? _limits = limits;
    private AlarmLimits? _before;
    private TimeSpan? _changedAt;

    /// <summary>The entry for what the monitor has said; null where no person acted.</summary>
    public OperatorEntry? Take(FeedItem item)
    {
        switch (item)
        {
            case { Input: RestoreMemory restored }: Remember(restored.Memory.Limits, restored.At); return null;
            case { Event: MemoryChanged changed }: Remember(changed.Memory.Limits, changed.At); return null;
            case { Event: OperatorActed acted }: return Of(acted);
            default: return null;
        }
    }

    private void Remember(AlarmLimits limits, TimeSpan at)
    {
        if (limits != _limits) (_before, _limits, _changedAt) = (_limits, limits, at);
    }

    private OperatorEntry Of(OperatorActed acted)
    {
        var (command, by) = (acted.Command, acted.Command.By);
        var detail = command is ChangeLimits change ? Changed(change, acted) : Detail(command, acted.Accepted);
        var outcome = acted.Accepted ? "done" : $"refused: {acted.Answer}";
        var why = by.Why.Length == 0 ? "no reason given" : $"because: {by.Why}";
        return new($"{by.Who} by {Names.Of(by.Origin)}", Permissions.Of(command).Name, string.Join("; ", new[] { detail, outcome, why }.Where(part => part.Length > 0)));
    }

    /// <summary>The monitor may have told of the new memory before it answers the act that changed it.</summary>
    private string Changed(ChangeLimits change, OperatorActed acted)
    {
        var isToldAlready = acted.Accepted && _changedAt == acted.At && _limits == change.Limits;
        var detail = LimitValues.Describe(isToldAlready ? _before : _limits, change.Limits);
        if (acted.Accepted) Remember(change.Limits, acted.At);
        return detail.Length == 0 ? "no limit differs" : detail;
    }

    private string Detail(OperatorCommand command, bool accepted) => command switch
    {
        AcknowledgeAlarms act => act.AlarmId is { } id ? $"alarm {id}" : "all alarms",
        PauseAudio act => For(act.Duration),
        PauseAlarms act => For(act.Duration),
        BeginStandby act => For(act.Duration),
        AdmitPatient act => $"profile {Names.Of(act.Profile)}{(accepted && episodes.Current is { } begun ? $", episode {begun.Key}" : "")}{(act.Episode.Length == 0 ? " without pseudonym" : "")}",
        EnterObservation act => Observed(act.Observation),
        _ => "",
    };

    private static string For(TimeSpan? duration)
        => duration is { } time ? string.Create(CultureInfo.InvariantCulture, $"for {time.TotalSeconds:0} s") : "for the configured time";

    private static string Observed(Observation seen) => string.Join(", ", new[]
    {
        seen.Consciousness is { } level ? $"consciousness {Names.Of(level)}" : "",
        Flag("oxygen", seen.OnOxygen),
        Flag("scale 2", seen.HypercapnicScale),
        Number("temperature", seen.Temperature),
        Number("systolic", seen.Systolic),
        Number("respiration", seen.RespirationRate),
    }.Where(part => part.Length > 0));

    private static string Flag(string name, bool? value) => value is { } flag ? $"{name} {(flag ? "yes" : "no")}" : "";

    private static string Number(string name, double? value) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{name} {number}") : "";
}
