using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary>The files a replay is asked to write; null where one is not wanted, <c>-</c> for standard output.</summary>
internal sealed record ReplayFiles(string? Beats, string? Alarms, string? Vitals);

/// <summary>Where a replay writes its beats, alarms and vital signs; each only where it was asked for.</summary>
internal sealed class ReplayOutputs : IAsyncDisposable
{
    private const string StandardOutput = "-";

    private readonly Dictionary<string, TextWriter> _files = [];
    private readonly TextWriter? _beats;
    private readonly JsonLines? _alarms;
    private readonly JsonLines? _vitals;
    private long _beatCount;
    private long _alarmCount;

    /// <param name="files">What to write where.</param>
    /// <param name="sources">The recording's own files, which must not be overwritten.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public ReplayOutputs(ReplayFiles files, IEnumerable<string> sources)
    {
        var taken = sources.ToHashSet();
        _beats = Open(files.Beats, taken);
        _alarms = Open(files.Alarms, taken) is { } alarmFile ? new JsonLines(alarmFile) : null;
        _vitals = Open(files.Vitals, taken) is { } vitalFile ? new JsonLines(vitalFile) : null;
    }

    /// <summary>True once everything goes to standard output and its reader has gone.</summary>
    public bool NobodyReads => Terminal.ReaderHasLeft && _files.Keys.All(path => path == StandardOutput);

    /// <summary>One sentence for a person.</summary>
    public string Summary(TimeSpan played) => string.Create(
        CultureInfo.InvariantCulture, $"{played.TotalSeconds:0.#} s replayed: {_beatCount} beats, {_alarmCount} alarms.");

    /// <summary>Writes what the monitor said.</summary>
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
                case SignalJudged judged:
                    _vitals?.Judged(judged);
                    break;
                case RhythmDescribed rhythm:
                    _vitals?.Rhythm(rhythm);
                    break;
                case EarlyWarningScore score:
                    _vitals?.EarlyWarning(score);
                    break;
            }
        }
    }

    /// <summary>Hands everything on: a person may be watching.</summary>
    public async Task FlushAsync()
    {
        foreach (var file in _files.Values) await file.FlushAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files.Values)
        {
            await file.FlushAsync();
            if (file != Terminal.Out) await file.DisposeAsync();
        }
    }

    private TextWriter? Open(string? path, HashSet<string> taken)
    {
        if (path is null) return null;
        if (path == StandardOutput) return _files[path] = Terminal.Out;
        var isDevice = path.StartsWith("/dev/", StringComparison.Ordinal);
        if (!isDevice && !taken.Add(Path.GetFullPath(path)))
            throw new IOException($"{path} is the recording itself or another output: give this one a file of its own.");
        try
        {
            return _files[path] = new StreamWriter(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            const string advice = "name a file in a directory that is there and that you may write";
            throw new IOException($"{path} cannot be written ({e.Message.TrimEnd('.')}): {advice}.", e);
        }
    }
}
