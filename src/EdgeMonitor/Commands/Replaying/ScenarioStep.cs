using System.Text.Json;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>One line of a scenario.</summary>
internal sealed class ScenarioStep(JsonElement line)
{
    private static readonly Dictionary<string, (uint Mdc, uint Unit)> Readings = new()
    {
        ["spo2"] = (Mdc.PulsOximSatO2, MdcUnit.Percent),
        ["pulse"] = (Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute),
        ["heart-rate"] = (Mdc.EcgHeartRate, MdcUnit.BeatPerMinute),
        ["respiration"] = (Mdc.TthorRespRate, MdcUnit.BreathPerMinute),
        ["temperature"] = (Mdc.Temp, MdcUnit.DegreeCelsius),
    };

    /// <summary>When it happens.</summary>
    public TimeSpan At { get; } = TimeSpan.FromSeconds(line.TryGetProperty("t", out var t) ? t.GetDouble() : 0);

    /// <summary>True for the end.</summary>
    public bool IsEnd => line.TryGetProperty("end", out _);

    /// <summary>The limits that the monitor begins with, where this line says so.</summary>
    public AlarmLimits? Limits => line.TryGetProperty("limits", out var given) ? LimitsOf(given, new AlarmLimits()) : null;

    /// <summary>What happens.</summary>
    /// <param name="limits">The limits that the scenario began with; those of an act say only what they change.</param>
    /// <exception cref="FormatException">It is not known, or a name in it is not.</exception>
    public IEnumerable<MonitorInput> Inputs(AlarmLimits limits)
    {
        var name = line.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => name != "t") ?? "nothing";
        var what = name == "nothing" ? default : line.GetProperty(name);
        return name switch
        {
            "ecg" => SimulatedSensors.Ecg(Text(what, "sensor", "ecg"), Text(what, "story"), Number(what, "rate", 72), (int)Number(what, "seed", 1), At),
            "oximeter" => SimulatedSensors.Oximeter(Text(what, "sensor", "spo2"), Text(what, "story"), Number(what, "rate", 72), (int)Number(what, "seed", 1), At),
            "reading" => ReadingsOf(what),
            "contact" => [new ContactStatus(Text(what, "sensor"), Value<Modality>(what, "modality"), Value<Contact>(what, "state"), At)],
            "link" => [new LinkStatus(Text(what, "sensor"), Value<LinkState>(what, "state"), Text(what, "cause", ""), At)],
            "appliance" => [new ApplianceStatus(Value<AppliancePart>(what, "part"), what.GetProperty("faulty").GetBoolean(), Text(what, "cause", ""), At)],
            "act" => [ActOf(what, limits)],
            "memory" => [new RestoreMemory(MemoryOf(what), At)],
            _ => throw new FormatException($"\"{name}\" is not known; allowed are limits, ecg, oximeter, reading, contact, link, appliance, act, memory, end."),
        };
    }

    private IEnumerable<MonitorInput> ReadingsOf(JsonElement what)
    {
        var name = Text(what, "name");
        if (!Readings.TryGetValue(name, out var kind))
        {
            var code = what.TryGetProperty("mdc", out var mdc) ? mdc.GetUInt32() : throw new FormatException($"the reading \"{name}\" is not known; allowed are {string.Join(", ", Readings.Keys)}, or codes \"mdc\" and \"unit\".");
            kind = (code, what.GetProperty("unit").GetUInt32());
        }

        for (var second = 0; second < Math.Max(1, Number(what, "seconds", 1)); second++)
        {
            var at = At + TimeSpan.FromSeconds(second);
            yield return what.TryGetProperty("missing", out _)
                ? Reading.Missing(Text(what, "sensor"), kind.Mdc, kind.Unit, Value<NoData>(what, "missing"), at)
                : Reading.Valid(Text(what, "sensor"), kind.Mdc, kind.Unit, what.GetProperty("value").GetDouble(), at, Value<SignalQuality>(what, "quality", SignalQuality.Unknown));
        }
    }

    private OperatorCommand ActOf(JsonElement what, AlarmLimits limits)
    {
        var by = new Actor(Text(what, "who", "nurse"), Value<OperatorOrigin>(what, "origin", OperatorOrigin.Bedside), Text(what, "why", ""));
        TimeSpan? duration = what.TryGetProperty("seconds", out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : null;
        var act = Text(what, "do");
        return act switch
        {
            "acknowledge" => new AcknowledgeAlarms(what.TryGetProperty("id", out var id) ? id.GetString() : null, by, At),
            "pause-audio" => new PauseAudio(duration, by, At),
            "audio-off" => new TurnAudioOff(by, At),
            "pause-alarms" => new PauseAlarms(duration, by, At),
            "alarms-off" => new TurnAlarmsOff(by, At),
            "resume" => new ResumeSignals(by, At),
            "limits" => new ChangeLimits(LimitsOf(what.GetProperty("limits"), limits), by, At),
            "admit" => new AdmitPatient(Value<PatientProfile>(what, "profile", PatientProfile.Adult), Text(what, "episode", ""), by, At),
            "discharge" => new DischargePatient(by, At),
            "standby" => new BeginStandby(duration, by, At),
            "end-standby" => new EndStandby(by, At),
            "help" => new CallForHelp(by, At),
            "test" => new TestSignals(by, At),
            _ => throw new FormatException($"the act \"{act}\" is not known."),
        };
    }

    private static MonitorMemory MemoryOf(JsonElement what)
    {
        var latched = what.TryGetProperty("latched", out var list) ? list.EnumerateArray() : default;
        return new MonitorMemory(
            Value<PatientProfile>(what, "profile", PatientProfile.Adult),
            Text(what, "episode", ""),
            what.TryGetProperty("limits", out var limits) ? LimitsOf(limits, new AlarmLimits()) : new AlarmLimits(),
            [.. latched.Select(alarm => new LatchedAlarm(
                Text(alarm, "condition"), Text(alarm, "sensor", ""), Text(alarm, "id"), Value<AlarmPriority>(alarm, "priority"), Text(alarm, "reason", "")))]);
    }

    private static AlarmLimits LimitsOf(JsonElement given, AlarmLimits limits)
    {
        var known = LimitValues.Of(limits);
        foreach (var limit in given.EnumerateObject())
        {
            if (!known.ContainsKey(limit.Name)) throw new FormatException($"the limit \"{limit.Name}\" is not known.");
        }

        return LimitValues.With(limits, given.EnumerateObject().ToDictionary(limit => limit.Name, limit => limit.Value.ToString()));
    }

    private static string Text(JsonElement what, string name, string? otherwise = null) =>
        what.TryGetProperty(name, out var text) ? text.GetString() ?? "" : otherwise ?? throw new FormatException($"\"{name}\" is missing.");

    private static double Number(JsonElement what, string name, double otherwise) => what.TryGetProperty(name, out var number) ? number.GetDouble() : otherwise;

    private static T Value<T>(JsonElement what, string name, T? otherwise = null)
        where T : struct, Enum
    {
        if (!what.TryGetProperty(name, out var text)) return otherwise ?? throw new FormatException($"\"{name}\" is missing.");
        return Names.ValueOf<T>(text.GetString() ?? "")
            ?? throw new FormatException($"{name} \"{text}\" is not known; allowed are {string.Join(", ", Enum.GetValues<T>().Select(Names.Of))}.");
    }
}
