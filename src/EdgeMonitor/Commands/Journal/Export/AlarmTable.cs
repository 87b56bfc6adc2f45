using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>The alarm log as a table: transitions of alarms, and changes of the alarm system. The patient's pseudonym is in it only where it was asked for.</summary>
internal sealed class AlarmTable(string directory, TableFormat format, ExportWindow window, RecordTimes clocks, bool pseudonym) : IDisposable
{
    private static readonly string[] Columns =
    [
        "time", "synchronised", "id", "condition", "kind", "priority", "phase", "value", "limit", "unit", "quality", "sensor", "system", "state", "limits",
        "reason", "actor", "origin", "why", "boot", "monotonic_us", "sequence",
    ];

    private readonly TableFile _table = new(directory, "alarms", format, pseudonym ? [.. Columns, "episode"] : Columns);

    /// <summary>Rows written.</summary>
    public long Rows => _table.Rows;

    /// <summary>One entry of the log.</summary>
    public void Add(Record record)
    {
        var atUs = record.Alarm?.AtUs ?? record.AlarmSystem?.AtUs ?? record.MonotonicUs;
        var at = clocks.WallMs(record, atUs);
        if (!window.Holds(at)) return;
        var time = TableFile.Time(at);
        if (record.Alarm is { } alarm)
        {
            Write(
                time, clocks.IsKnown(record), alarm.Id, alarm.Condition, alarm.Kind, alarm.Priority, alarm.Phase, alarm.HasValue ? alarm.Value : null,
                alarm.HasLimit ? alarm.Limit : null, alarm.Unit == 0 ? null : MdcUnit.SymbolOf(alarm.Unit), alarm.Quality, alarm.Sensor, null, null, null,
                alarm.Reason, alarm.Actor, alarm.Origin, alarm.Why, record.Boot, atUs, record.Sequence, null);
        }
        else if (record.AlarmSystem is { } system)
        {
            Write(
                time, clocks.IsKnown(record), null, null, null, null, null, null, null, null, null, null, system.Kind, system.State, LimitsOf(system),
                system.Reason, system.Actor, system.Origin, system.Why, record.Boot, atUs, record.Sequence, system.Episode);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _table.Dispose();

    private static string LimitsOf(AlarmSystemEvent system) => string.Join("; ", system.Limits.Select(change => $"{change.Name} {change.Before} -> {change.After}"));

    private void Write(params ReadOnlySpan<object?> values) => _table.Row(pseudonym ? values : values[..^1]);
}
