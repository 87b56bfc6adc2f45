using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>
/// The same inputs through two monitors that differ in their limits only: what other limits would have done. What people did to the alarms, and
/// faults of the box itself, are no part of it.
/// </summary>
/// <param name="present">The limits in force.</param>
/// <param name="other">The other ones.</param>
/// <param name="leads">Leads for the beat detector.</param>
internal sealed class WhatIf(AlarmLimits present, AlarmLimits other, EcgLeads leads)
{
    private readonly AlarmTally _present = new(), _other = new();

    /// <summary>How much was played, all runs together.</summary>
    public TimeSpan Played { get; private set; }

    /// <summary>Plays one run through both.</summary>
    /// <param name="inputs">Its inputs, in order.</param>
    /// <param name="start">Where its time zero lies on the line of the first times.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Play(IEnumerable<MonitorInput> inputs, TimeSpan start, CancellationToken stop)
    {
        var (one, two) = (new PatientMonitor(new MonitorSettings(present, "", leads)), new PatientMonitor(new MonitorSettings(other, "", leads)));
        TimeSpan? began = null;
        foreach (var input in inputs)
        {
            stop.ThrowIfCancellationRequested();
            began ??= input.At;
            _present.Take(one.Process(input), start);
            _other.Take(two.Process(input), start);
        }

        _present.End(one.Now);
        _other.End(two.Now);
        Played += one.Now - (began ?? one.Now);
    }

    /// <summary>The table for a person.</summary>
    /// <param name="timeOf">Writes a first time.</param>
    public IEnumerable<string> Table(Func<TimeSpan, string> timeOf)
    {
        yield return Text($"{Played.TotalSeconds:0.#} s played. Changed: {Changes()}.");
        yield return Text($"{"condition",-28}{"present limits",-44}  other limits");
        foreach (var condition in Conditions()) yield return $"{condition,-28}{Cell(_present, condition),-44}  {Cell(_other, condition)}".TrimEnd();
        yield return Text($"{"all",-28}{Sum(_present),-44}  {Sum(_other)}");
        yield return "Nobody acknowledges in a replay: an alarm that latches counts until the end.";

        string Cell(AlarmTally tally, string condition)
        {
            if (!tally.Conditions.TryGetValue(condition, out var count)) return "-";
            var held = count.Held > 0 ? Text($", {count.Held} held back") : "";
            return count.First is { } first ? Text($"{count.Alarms} alarms, {count.Signalled.TotalSeconds:0.0} s, first {timeOf(first)}{held}") : $"-{held}";
        }
    }

    /// <summary>The same as one JSON object.</summary>
    /// <param name="timeOf">Writes a first time, a number or a text.</param>
    public string Json(Action<Utf8JsonWriter, TimeSpan> timeOf)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("played", Math.Round(Played.TotalSeconds, 6));
            json.WriteStartObject("changed");
            foreach (var (name, before, after) in LimitValues.Changes(present, other))
            {
                json.WriteStartArray(name);
                json.WriteStringValue(before);
                json.WriteStringValue(after);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteStartArray("conditions");
            foreach (var condition in Conditions())
            {
                json.WriteStartObject();
                json.WriteString("condition", condition);
                Write(json, "present", _present, condition);
                Write(json, "other", _other, condition);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());

        void Write(Utf8JsonWriter json, string name, AlarmTally tally, string condition)
        {
            var count = tally.Conditions.GetValueOrDefault(condition) ?? new AlarmTally.Count();
            json.WriteStartObject(name);
            json.WriteNumber("alarms", count.Alarms);
            json.WriteNumber("held", count.Held);
            json.WriteNumber("seconds", Math.Round(count.Signalled.TotalSeconds, 6));
            json.WritePropertyName("first");
            if (count.First is { } first) timeOf(json, first);
            else json.WriteNullValue();
            json.WriteEndObject();
        }
    }

    private IEnumerable<string> Conditions() => _present.Conditions.Keys.Union(_other.Conditions.Keys).Order(StringComparer.Ordinal);

    private string Changes()
    {
        var changes = LimitValues.Describe(present, other);
        return changes.Length == 0 ? "nothing" : changes;
    }

    private static string Sum(AlarmTally tally) => Text($"{tally.Alarms} alarms, {tally.Signalled.TotalSeconds:0.0} s");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
