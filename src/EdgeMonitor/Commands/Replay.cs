using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands;

/// <summary>One recording on its way through one patient monitor.</summary>
internal sealed class Replay(WfdbRecord record, MonitorSettings settings, ReplayOutputs outputs)
{
    /// <summary>The name that a replayed recording has as a sensor.</summary>
    public const string Sensor = "wfdb";

    private readonly PatientMonitor _monitor = new(settings);

    /// <summary>How far the recording has been played.</summary>
    public TimeSpan Played { get; private set; }

    /// <summary>What makes the results doubtful; the recording can be played all the same. Each is one sentence.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IEnumerable<string> DoubtsAbout(WfdbRecord record, CancellationToken stop)
    {
        if (record.Shortage is null && DamageOf(record, stop) is { } damage) yield return $"Warning: {damage}";
        if (record.Signals.Any(signal => Mdc.IsEcgLead(signal.Mdc))) yield break;
        var labels = string.Join(", ", record.Signals.Select(signal => signal.Label));
        if (labels.Length == 0) labels = "none";
        yield return $"Warning: the recording has no ECG lead (its signals: {labels}), so there will be no beat and no heart rate.";
    }

    /// <summary>The files that the recording is read from.</summary>
    public static IEnumerable<string> FilesOf(WfdbRecord record)
    {
        var header = Path.GetFullPath(record.Header.Path);
        return [header, .. record.Header.Signals.Select(signal => Path.Combine(Path.GetDirectoryName(header) ?? "/", signal.File))];
    }

    /// <summary>Feeds the whole recording, then its end.</summary>
    /// <param name="speed">Times real time; null is as fast as possible.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="IOException">The recording is shorter than its header says, or a file cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; what was found until then is written.</exception>
    public async Task RunAsync(double? speed, CancellationToken stop)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        outputs.Write(_monitor.Process(new LinkStatus(Sensor, LinkState.Opening, "", TimeSpan.Zero)));
        outputs.Write(_monitor.Process(new SignalList(Sensor, record.Signals, TimeSpan.Zero)));
        outputs.Write(_monitor.Process(new LinkStatus(Sensor, LinkState.Up, "", TimeSpan.Zero)));
        foreach (var block in record.ReadBlocks())
        {
            stop.ThrowIfCancellationRequested();
            if (outputs.NobodyReads) return;
            if (speed is { } factor && block.At / factor - time.GetElapsedTime(began) is { Ticks: > 0 } wait)
            {
                await outputs.FlushAsync();
                await Task.Delay(wait, time, stop);
            }

            outputs.Write(_monitor.Process(block));
            Played = block.End;
        }

        outputs.Write(_monitor.Advance(record.Duration));
        outputs.Write(_monitor.Process(new LinkStatus(Sensor, LinkState.Ended, "", record.Duration)));
        Played = record.Duration;
    }

    private static string? DamageOf(WfdbRecord record, CancellationToken stop)
    {
        try
        {
            record.Verify(stop);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }
}
