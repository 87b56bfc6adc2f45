using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeMonitor.Control;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands;

/// <summary>The command line's JSON lines: one object a line, UTF-8, point as the decimal sign. Scripts depend on the names.</summary>
internal sealed class JsonLines(TextWriter output)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>An alarm transition.</summary>
    public void Alarm(AlarmEvent alarm) => Write(json =>
    {
        Time(json, alarm.At);
        json.WriteString("id", alarm.Id);
        json.WriteString("condition", alarm.Rule.Condition);
        json.WriteString("kind", Names.Of(alarm.Rule.Kind));
        json.WriteString("priority", Names.Of(alarm.Priority));
        json.WriteString("phase", Names.Of(alarm.Transition));
        Number(json, "value", alarm.Evidence.Value);
        Number(json, "limit", alarm.Evidence.Limit);
        json.WriteString("reason", alarm.Evidence.Reason);
        if (alarm.Sensor.Length > 0) json.WriteString("sensor", alarm.Sensor);
        By(json, alarm.By);
    });

    /// <summary>A change of the alarm system as a whole.</summary>
    public void AlarmSystem(AlarmSystemChanged changed) => Write(json =>
    {
        Time(json, changed.At);
        json.WriteString("system", Names.Of(changed.State));
        if (changed.Until is { } until) json.WriteNumber("until", Math.Round(until.TotalSeconds, 6));
        json.WriteString("reason", changed.Reason);
        By(json, changed.By);
    });

    /// <summary>What became of a person's act.</summary>
    public void Answer(OperatorActed acted) => Write(json =>
    {
        Time(json, acted.At);
        json.WriteString("act", acted.Command.GetType().Name);
        json.WriteBoolean("accepted", acted.Accepted);
        json.WriteString("answer", acted.Answer);
        By(json, acted.Command.By);
    });

    /// <summary>What the monitor must know after a restart, but for the limits, which are a table of their own.</summary>
    public void Memory(MemoryChanged changed) => Write(json =>
    {
        Time(json, changed.At);
        json.WriteString("memory", Names.Of(changed.Memory.Profile));
        json.WriteString("episode", changed.Memory.Episode);
        json.WriteStartArray("latched");
        foreach (var alarm in changed.Memory.Latched) json.WriteStringValue(alarm.Id);
        json.WriteEndArray();
    });

    /// <summary>What the bedside signals from now on.</summary>
    public void Plan(AnnunciationPlan plan, TimeSpan now) => Write(json =>
    {
        Time(json, now);
        json.WriteStartObject("plan");
        json.WriteString("sound", Names.Of(plan.Sound));
        json.WriteString("light", Names.Of(plan.Light));
        json.WriteBoolean("call", plan.NurseCall);
        json.WriteString("text", plan.Text);
        json.WriteNumber("count", plan.Count);
        if (plan.Inactivation != Inactivation.None) json.WriteString("off", Names.Of(plan.Inactivation));
        if (plan.InactiveUntil is { } until) json.WriteNumber("until", Math.Round(until.TotalSeconds, 6));
        if (plan.Reminders > 0) json.WriteNumber("reminders", plan.Reminders);
        json.WriteEndObject();
    });

    /// <summary>A vital sign, or a reading of a device.</summary>
    public void Reading(Reading reading, TimeSpan at) => Write(json =>
    {
        Time(json, at);
        json.WriteString("name", Mdc.NameOf(reading.Mdc));
        json.WriteNumber("code", reading.Mdc);
        Number(json, "value", reading.Value);
        json.WriteString("unit", MdcUnit.SymbolOf(reading.Unit));
        if (reading.Value is null) json.WriteString("missing", Names.Of(reading.Reason));
        if (reading.Quality != SignalQuality.Unknown) json.WriteString("quality", Names.Of(reading.Quality));
        if (reading.Mark != ReadingMark.None) json.WriteString("mark", Names.Of(reading.Mark));
    });

    /// <summary>A vital sign.</summary>
    public void Vital(VitalSign vital) => Reading(vital.Reading, vital.At);

    /// <summary>The quality of a waveform in the form of a vital sign without a value, when it changes.</summary>
    public void Judged(SignalJudged judged) => Write(json =>
    {
        Time(json, judged.At);
        json.WriteString("name", judged.Signal.Mdc == 0 ? judged.Signal.Label : Mdc.NameOf(judged.Signal.Mdc));
        json.WriteNumber("code", judged.Signal.Mdc);
        json.WriteString("label", judged.Signal.Label);
        json.WriteNull("value");
        json.WriteString("quality", Names.Of(judged.Quality));
        json.WriteStartArray("faults");
        foreach (var fault in FaultNames.NamesOf(judged.Faults)) json.WriteStringValue(fault);
        json.WriteEndArray();
    });

    /// <summary>What the rhythm shows beside its rate, in the form of a vital sign: <c>found</c> names it, empty where it is none of them.</summary>
    public void Rhythm(RhythmDescribed rhythm) => Write(json =>
    {
        Time(json, rhythm.At);
        json.WriteString("name", "rhythm");
        json.WriteNumber("code", 0);
        if (rhythm.Findings is not { } findings)
        {
            json.WriteNull("found");
            return;
        }

        json.WriteStartArray("found");
        foreach (var name in RhythmText.NamesOf(findings)) json.WriteStringValue(name);
        json.WriteEndArray();
    });

    /// <summary>
    /// An early warning score, in the form of a vital sign: without a total, <c>missing</c> names the parameters. It has no code of its own, so 0, as
    /// on the wire.
    /// </summary>
    public void EarlyWarning(EarlyWarningScore score) => Write(json =>
    {
        Time(json, score.At);
        json.WriteString("name", "NEWS2");
        json.WriteNumber("code", 0);
        Number(json, "value", score.Total);
        json.WriteString("unit", MdcUnit.SymbolOf(MdcUnit.Dimensionless));
        if (score.Total is null) json.WriteString("missing", score.Missing);
        json.WriteNumber("known", score.Known);
        if (score.Band is { } band) json.WriteString("band", Names.Of(band));
        json.WriteStartObject("parts");
        foreach (var (parameter, part) in score.Named) Number(json, Names.Of(parameter), part);
        json.WriteEndObject();
    });

    /// <summary>Consecutive samples in physical units.</summary>
    public void Samples(SampleBlock block) => Write(json =>
    {
        var signal = block.Signal;
        Time(json, block.At);
        json.WriteString("name", signal.Mdc == 0 ? signal.Label : Mdc.NameOf(signal.Mdc));
        json.WriteString("label", signal.Label);
        json.WriteString("unit", MdcUnit.SymbolOf(signal.Unit));
        json.WriteNumber("rate", signal.SampleRate);
        json.WriteStartArray("samples");
        foreach (var count in block.Samples.Span) json.WriteNumberValue(Math.Round(signal.ValueOf(count), 9));
        json.WriteEndArray();
    });

    /// <summary>A change of contact with the patient.</summary>
    public void Contact(ContactStatus status) => Write(json =>
    {
        Time(json, status.At);
        json.WriteString("contact", Names.Of(status.Contact));
        json.WriteString("modality", Names.Of(status.Modality));
    });

    private static void By(Utf8JsonWriter json, Actor? by)
    {
        if (by is null) return;
        json.WriteString("who", by.Who);
        json.WriteString("origin", Names.Of(by.Origin));
        if (by.Why.Length > 0) json.WriteString("why", by.Why);
    }

    private static void Time(Utf8JsonWriter json, TimeSpan at) => json.WriteNumber("t", Math.Round(at.TotalSeconds, 6));

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, Math.Round(number, 6));
        else json.WriteNull(name);
    }

    private void Write(Action<Utf8JsonWriter> body)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Options))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(_line.WrittenSpan));
        output.Write('\n');
    }
}
