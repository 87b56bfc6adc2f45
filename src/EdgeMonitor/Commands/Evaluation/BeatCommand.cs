using System.CommandLine;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Vitals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>
/// <c>edgemonitor evaluate qrs</c> and <c>beats</c>: the beats that the patient monitor finds in recordings, held beat by beat against the annotated ones; how
/// many it misses and makes up, and how it classes them.
/// </summary>
internal static class BeatCommand
{
    /// <summary>Where the beats are.</summary>
    public static Command Qrs() => Create("qrs", "Missed and made-up beats on annotated recordings (ANSI/AAMI EC57).", BeatReport.WriteDetection);

    /// <summary>What they are.</summary>
    public static Command Beats() => Create("beats", "The classes of the beats on annotated recordings (ANSI/AAMI EC57).", BeatReport.WriteClasses);

    /// <summary>The verdict on one record.</summary>
    /// <exception cref="InvalidDataException">The stress cannot be applied to it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static BeatVerdict Judge(string header, EcgLeads leads, Stress stress, CancellationToken stop)
    {
        using var record = WfdbRecord.Open(header, Replay.Sensor);
        var annotations = WfdbAnnotation.ReadAll(Path.ChangeExtension(header, ".atr"));
        var beats = new List<MarkedBeat>();
        var rhythm = new List<(double, RhythmFindings)>();
        var settings = new MonitorSettings(new AlarmLimits(), "", leads) { AlarmSystem = AlarmPolicy.Unattended };
        var rate = record.Header.FrameRate;
        var scale = rate / (stress.Rate ?? rate);
        RecordRun.Play(stress.Apply(record, annotations), settings, until: null, said =>
        {
            if (said is BeatDetected beat) beats.Add(new((long)Math.Round(beat.Index * scale), beat.Class));
            if (said is RhythmDescribed described) rhythm.Add((described.At.TotalSeconds, described.Findings ?? RhythmFindings.None));
        }, stop);
        beats.Sort((one, other) => one.Sample.CompareTo(other.Sample));
        var length = (long)(record.Duration.TotalSeconds * rate);
        return new(
            Path.GetFileNameWithoutExtension(header),
            BeatTally.Of(annotations, beats, rate, BeatTally.LearningTime, length),
            BeatTally.Of(annotations, beats, rate, 0, length),
            RhythmTally.Of(annotations, rhythm, rate, record.Duration.TotalSeconds));
    }

    private static Command Create(string name, string description, Action<IReadOnlyList<BeatVerdict>, TextWriter> writeTable)
    {
        var directory = new Argument<string>("directory") { Description = "Directory with WFDB recordings and their annotations (.hea, .atr)." };
        var leads = new LeadsOption();
        var json = new Option<string?>("--json") { Description = "Write the counts, record by record, to this file.", HelpName = "file" };
        json.Validators.Add(UsageError.RefuseEmpty);
        var stress = new StressOptions();
        var command = new Command(name, description) { directory, leads, json };
        stress.AddTo(command);
        command.SetAction((result, stop) =>
            RunAsync(result.GetRequiredValue(directory), leads.Of(result), stress.Of(result), result.GetValue(json), writeTable, stop));
        return command;
    }

    private static async Task<int> RunAsync(
        string directory, EcgLeads leads, Stress stress, string? json, Action<IReadOnlyList<BeatVerdict>, TextWriter> writeTable, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var verdicts = AnnotatedRecords.In(directory).Select(header => Judge(header, leads, stress, stop)).ToList();
        writeTable(verdicts, Terminal.Out);
        if (json is not null) BeatReport.WriteJson(verdicts, json);
        return ExitCodes.Ok;
    }
}
