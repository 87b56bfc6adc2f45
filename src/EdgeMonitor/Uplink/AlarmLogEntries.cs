using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Makes the alarm log's entries of what the monitor says: every transition of every alarm, every inactivation, every change of limits with
/// the values before and after, and every change of the patient. Used by one thread.
/// </summary>
/// <param name="records">Makes the records.</param>
/// <param name="configured">The limits that the monitor begins with where it remembers none.</param>
internal sealed class AlarmLogEntries(RecordFactory records, AlarmLimits configured)
{
    private AlarmLimits _limits = configured;
    private OperatorActed? _lastAct;

    /// <summary>The entries of one item of the feed; none for what does not belong into the alarm log.</summary>
    public IReadOnlyList<Wire.Record> Of(MonitorInput? input, MonitorEvent? said)
    {
        switch (said)
        {
            case AlarmEvent alarm: return [records.Of(alarm)];
            case AlarmSystemChanged changed: return [Of(changed)];
            case OperatorActed { Accepted: true } acted: return Of(acted);
            case MemoryChanged { Memory.Limits: var limits } memory when limits != _limits: return OfLimits(limits, memory.At, ByWhom(memory.At), "The limits follow the patient.");
        }

        if (input is RestoreMemory restored) return OfRestored(restored);
        return [];
    }

    private Wire.Record Of(AlarmSystemChanged changed)
    {
        var entry = new Wire.AlarmSystemEvent { Kind = "inactivation", State = Names.Of(changed.State), Reason = changed.Reason };
        if (changed.Until is { } until) entry.UntilUs = RecordFactory.Microseconds(until);
        return records.Of(entry, changed.At, changed.By);
    }

    private Wire.Record[] Of(OperatorActed acted)
    {
        _lastAct = acted;
        var by = acted.Command.By;
        return acted.Command switch
        {
            ChangeLimits change => OfLimits(change.Limits, acted.At, by, acted.Answer),
            AdmitPatient admit => [OfPatient(Names.Of(admit.Profile), admit.Episode)],
            DischargePatient => [OfPatient("none", "")],
            _ => [],
        };

        Wire.Record OfPatient(string profile, string episode) => records.Of(
            new Wire.AlarmSystemEvent { Kind = "patient", State = profile, Episode = episode, EpisodeKey = records.Episodes.Current?.Key.ToString() ?? "", Reason = acted.Answer }, acted.At, by);
    }

    private Wire.Record[] OfRestored(RestoreMemory restored) =>
        restored.Memory.Limits == _limits ? [] : OfLimits(restored.Memory.Limits, restored.At, null, "The limits of before the restart are in force again.");

    private Wire.Record[] OfLimits(AlarmLimits limits, TimeSpan at, Actor? by, string reason)
    {
        var entry = new Wire.AlarmSystemEvent { Kind = "limits", Reason = reason };
        foreach (var (name, before, after) in LimitValues.Changes(_limits, limits)) entry.Limits.Add(new Wire.LimitChange { Name = name, Before = before, After = after });
        _limits = limits;
        return [records.Of(entry, at, by)];
    }

    /// <summary>A change that the monitor says in the same moment as a person's act is that person's.</summary>
    private Actor? ByWhom(TimeSpan at) => _lastAct is { } act && act.At == at ? act.Command.By : null;
}
