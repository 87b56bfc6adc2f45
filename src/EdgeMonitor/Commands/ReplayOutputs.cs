using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary>Where a replay writes its beats, alarms and vital signs; each only where it was asked for.</summary>
internal sealed class ReplayOutputs : IAsyncDisposable
{
    private readonly List<TextWriter> _files = [];
    private readonly TextWriter? _beats;
    private readonly JsonLines? _alarms;
    private readonly JsonLines? _vitals;
    private long _beatCount;
    private long _alarmCount;

    public ReplayOutputs(string? beats, string? alarms, string? vitals)
    {
        _beats = Open(beats);
        _alarms = Open(alarms) is { } alarmFile ? new JsonLines(alarmFile) : null;
        _vitals = Open(vitals) is { } vitalFile ? new JsonLines(vitalFile) : null;
    }

    /// <summary>How long the recording was.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>One sentence for a person.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture, $"{Duration.TotalSeconds:0.#} s replayed: {_beatCount} beats, {_alarmCount} alarms.");

    public void Write(IReadOnlyList<MonitorEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            switch (events[i])
            {
                case BeatDetected beat:
                    _beatCount++;
                    _beats?.Write(string.Create(CultureInfo.InvariantCulture, $"{beat.Index} {beat.Class}\n"));
                    break;
                case AlarmEvent alarm:
                    if (alarm.Transition == AlarmTransition.Start) _alarmCount++;
                    _alarms?.Alarm(alarm);
                    break;
                case VitalSign vital:
                    _vitals?.Vital(vital);
                    break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
        {
            await file.FlushAsync();
            if (file != Terminal.Out) await file.DisposeAsync();
        }
    }

    private TextWriter? Open(string? path)
    {
        if (path is null) return null;
        var file = path == "-" ? Terminal.Out : new StreamWriter(path);
        _files.Add(file);
        return file;
    }
}
