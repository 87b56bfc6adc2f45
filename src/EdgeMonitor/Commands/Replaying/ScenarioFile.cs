using System.Text.Json;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>
/// A written scenario, one JSON object a line, each with the time <c>t</c> in seconds and one thing that happens then; empty lines and lines that
/// begin with <c>#</c> are remarks. The last line's <c>{"t": 60, "end": true}</c> says how long it lasts. A first line <c>{"limits": {...}}</c>
/// changes the limits that the monitor begins with.
/// <code>
/// {"t":0, "ecg": {"sensor":"ecg", "story":"normal 20s, asystole 12s", "rate":72, "seed":1}}     simulated ECG, lead II, 250 Hz
/// {"t":0, "oximeter": {"sensor":"spo2", "story":"normal 20s, desaturation 60s nadir=80"}}       a value a second, and the pulse wave, 75 Hz
/// {"t":5, "reading": {"sensor":"spo2", "name":"spo2", "value":84, "quality":"good", "seconds":20}}   once a second for 20 s; "missing":"searching" for none
/// {"t":5, "contact": {"sensor":"ecg", "modality":"ecg", "state":"lead-off"}}
/// {"t":5, "link": {"sensor":"ecg", "state":"down", "cause":"The cable was pulled."}}
/// {"t":5, "appliance": {"part":"uplink", "faulty":true, "cause":"No broker."}}
/// {"t":9, "act": {"do":"pause-audio", "seconds":60, "who":"nurse", "origin":"bedside", "why":"at the bed"}}
/// {"t":0, "memory": {"profile":"adult", "limits":{"HrLow":45}, "latched":[{"condition":"asystole","sensor":"ecg","id":"x-1","priority":"high","reason":"..."}]}}
/// </code>
/// </summary>
/// <param name="Limits">The limits that the monitor begins with.</param>
/// <param name="Inputs">Everything that happens, in the order of its times; the last one is the end.</param>
internal sealed record ScenarioFile(AlarmLimits Limits, IReadOnlyList<MonitorInput> Inputs)
{
    /// <summary>Longer scenarios are recordings. Chosen: a generated ECG of this length takes some seconds.</summary>
    private const double LongestSeconds = 7200;

    /// <summary>Reads a scenario.</summary>
    /// <exception cref="InvalidDataException">A line is wrong; the message names it and says why.</exception>
    public static ScenarioFile Read(string path)
    {
        var limits = new AlarmLimits();
        var inputs = new List<MonitorInput>();
        TimeSpan? end = null;
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            try
            {
                using var document = JsonDocument.Parse(line);
                var step = new ScenarioStep(document.RootElement);
                if (step.Limits is { } given) limits = given;
                else if (step.IsEnd) end = step.At;
                else inputs.AddRange(step.Inputs(limits));
            }
            catch (Exception wrong) when (wrong is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
            {
                throw new InvalidDataException($"{path}, line {number}: {wrong.Message}", wrong);
            }
        }

        if (end is not { } last || last.TotalSeconds > LongestSeconds)
            throw new InvalidDataException($"{path} has no line {{\"t\": seconds, \"end\": true}} with at most {LongestSeconds} s: write one.");
        // As at a bedside, time passes without an input too. Stable: what is written first happens first.
        var ticks = Enumerable.Range(1, (int)(last / PatientMonitor.TickInterval)).Select(tick => new TimePassed(tick * PatientMonitor.TickInterval));
        return new ScenarioFile(limits, [.. inputs.Where(input => input.At <= last).Concat(ticks).OrderBy(input => input.At), new TimePassed(last)]);
    }
}
