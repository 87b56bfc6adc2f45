using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>Makes the records of this box: what happened, when by both clocks, and who says so. Sequences are given when they are stored.</summary>
/// <param name="device">The device id.</param>
/// <param name="boot">This start of the daemon.</param>
/// <param name="clock">The monitor's time.</param>
/// <param name="wall">The machine's.</param>
/// <param name="takeover">Which box of the device id this is.</param>
internal sealed class RecordFactory(string device, string boot, MonitorClock clock, WallClock wall, uint takeover = 0)
{
    /// <summary>Whose records are made now.</summary>
    public EpisodeInForce Episodes { get; } = new();

    /// <summary>A record of measured data, at the end of its batch.</summary>
    public Wire.Record Of(Wire.Telemetry telemetry, TimeSpan at)
    {
        var record = New(JournalStreams.Telemetry, at);
        record.Telemetry = telemetry;
        return record;
    }

    /// <summary>A record of an alarm transition.</summary>
    public Wire.Record Of(AlarmEvent alarm)
    {
        var record = New(JournalStreams.Alarms, alarm.At);
        record.Alarm = new Wire.AlarmEvent
        {
            Id = alarm.Id,
            Condition = alarm.Rule.Condition,
            Kind = Names.Of(alarm.Rule.Kind),
            Priority = Names.Of(alarm.Priority),
            Phase = Names.Of(alarm.Transition),
            Unit = alarm.Evidence.Unit,
            Quality = Names.Of(alarm.Evidence.Quality),
            Reason = alarm.Evidence.Reason,
            AtUs = Microseconds(alarm.At),
            Sensor = alarm.Sensor,
            Actor = alarm.By?.Who ?? "",
            Origin = OriginOf(alarm.By),
            Why = alarm.By?.Why ?? "",
            DelayS = alarm.Rule.Delay.TotalSeconds,
        };
        record.Alarm.Faults.AddRange(FaultNames.NamesOf(alarm.Evidence.Faults));
        if (alarm.Evidence.Value is { } value) record.Alarm.Value = value;
        if (alarm.Evidence.Limit is { } limit) record.Alarm.Limit = limit;
        return record;
    }

    /// <summary>A record of the alarm log about the alarm system itself.</summary>
    /// <param name="entry">The entry; its time and who acted are filled in here.</param>
    /// <param name="at">When, on the monitor's line.</param>
    /// <param name="by">Who acted; null where the box itself did.</param>
    public Wire.Record Of(Wire.AlarmSystemEvent entry, TimeSpan at, Actor? by = null)
    {
        (entry.AtUs, entry.Actor, entry.Origin, entry.Why) = (Microseconds(at), by?.Who ?? "", OriginOf(by), by?.Why ?? "");
        var record = New(JournalStreams.Alarms, at);
        record.AlarmSystem = entry;
        return record;
    }

    /// <summary>A record of the alarm log about the alarm system itself, at this moment.</summary>
    public Wire.Record Of(Wire.AlarmSystemEvent entry) => Of(entry, clock.Now);

    /// <summary>A record of what the monitor must still know after a restart.</summary>
    public Wire.Record Of(Wire.StoredMemory memory, TimeSpan at)
    {
        var record = New(JournalStreams.State, at);
        record.Memory = memory;
        return record;
    }

    /// <summary>A record of who did what.</summary>
    public Wire.Record OfAudit(string who, string action, string detail)
    {
        var at = clock.Now;
        var record = New(JournalStreams.Audit, at);
        record.Audit = new Wire.AuditEntry { Who = who, Action = action, Detail = detail, AtUs = Microseconds(at) };
        return record;
    }

    /// <summary>A record of records that are gone for good.</summary>
    public Wire.Record Of(Wire.RecordGap gap)
    {
        var record = New(JournalStreams.Audit, clock.Now);
        record.Gap = gap;
        return record;
    }

    /// <summary>The box's status, which is not stored.</summary>
    public Wire.Record Of(Wire.Status status)
    {
        var record = New("status", clock.Now);
        (status.Takeover, status.Boot) = (takeover, boot);
        record.Status = status;
        return record;
    }

    /// <summary>A reading as it is sent.</summary>
    public static Wire.Reading Of(Reading reading)
    {
        var wire = new Wire.Reading
        {
            Sensor = reading.Sensor,
            Mdc = reading.Mdc,
            Name = Mdc.NameOf(reading.Mdc),
            Unit = reading.Unit,
            Quality = Names.Of(reading.Quality),
            AtUs = Microseconds(reading.At),
            Computed = reading.IsComputed,
            Mark = reading.Mark == ReadingMark.None ? "" : Names.Of(reading.Mark),
        };
        if (reading.Value is { } value) wire.Value = value;
        else wire.Missing = Names.Of(reading.Reason);
        return wire;
    }

    /// <summary>The quality of a waveform as it is sent.</summary>
    public static Wire.SignalJudgement Of(SignalJudged judged)
    {
        var (signal, wire) = (judged.Signal, new Wire.SignalJudgement { Quality = Names.Of(judged.Quality), AtUs = Microseconds(judged.At) });
        (wire.Sensor, wire.Label, wire.Mdc) = (signal.Sensor, signal.Label, signal.Mdc);
        wire.Faults.AddRange(FaultNames.NamesOf(judged.Faults));
        return wire;
    }

    /// <summary>An early warning score as it is sent.</summary>
    public static Wire.EarlyWarning Of(EarlyWarningScore score)
    {
        var wire = new Wire.EarlyWarning { AtUs = Microseconds(score.At), Known = score.Known, Band = score.Band is { } band ? Names.Of(band) : "" };
        if (score.Total is { } total) wire.Total = total;
        foreach (var (parameter, part) in score.Named)
        {
            if (part is { } known) wire.Parts.Add(new Wire.EarlyWarningPart { Name = Names.Of(parameter), Score = known });
            else wire.Missing.Add(Names.Of(parameter));
        }

        return wire;
    }

    /// <summary>A time on the monitor's line as it is sent, µs.</summary>
    public static long Microseconds(TimeSpan at) => at.Ticks / TimeSpan.TicksPerMicrosecond;

    private static string OriginOf(Actor? by) => by is null ? "" : Names.Of(by.Origin);

    private Wire.Record New(string stream, TimeSpan at)
    {
        var now = wall.Read();
        return new Wire.Record
        {
            Device = device,
            Stream = stream,
            Boot = boot,
            WallMs = now.Milliseconds,
            MonotonicUs = Microseconds(at),
            ClockSynchronised = now.Kernel.IsSynchronised,
            Takeover = takeover,
            Clock = new Wire.ClockState { Source = now.Source, OffsetUs = now.Kernel.OffsetMicroseconds, MaxErrorUs = now.Kernel.MaxErrorMicroseconds },
        };
    }
}
