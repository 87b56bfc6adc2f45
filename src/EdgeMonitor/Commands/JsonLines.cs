using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
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
    });

    /// <summary>A vital sign.</summary>
    public void Vital(VitalSign vital) => Reading(vital.Reading, vital.At);

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
