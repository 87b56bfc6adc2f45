using System.CommandLine;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>
/// <c>edgemonitor evaluate rhythm</c>: recordings with annotated rhythms or beats through the same patient monitor; how long each of the five lethal rhythms
/// takes to its alarm, and how many alarms are false.
/// </summary>
internal static class RhythmCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("directory") { Description = "Directory with WFDB recordings and their annotations (.hea, .atr)." };
        var leads = new LeadsOption();
        var json = new Option<string?>("--json") { Description = "Write totals, records and episodes to this file.", HelpName = "file" };
        json.Validators.Add(UsageError.RefuseEmpty);
        var command = new Command("rhythm", "Times and errors of the rhythm alarms on annotated recordings.") { directory, leads, json };
        command.SetAction((result, stop) =>
        {
            var settings = new MonitorSettings(new AlarmLimits(), "", leads.Of(result)) { AlarmSystem = AlarmPolicy.Unattended };
            return RunAsync(result.GetRequiredValue(directory), settings, result.GetValue(json), stop);
        });
        return command;
    }

    /// <summary>The verdict on one record.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RhythmVerdict Judge(string header, MonitorSettings settings, CancellationToken stop)
    {
        using var record = WfdbRecord.Open(header, Replay.Sensor);
        var rate = record.Header.FrameRate;
        var annotations = WfdbAnnotation.ReadAll(Path.ChangeExtension(header, ".atr"));
        var episodes = RhythmEpisode.FromRhythms(annotations, rate, record.Duration.TotalSeconds);
        HashSet<string> judged = [RhythmEpisode.Asystole, RhythmEpisode.VentricularTachycardia, RhythmEpisode.Fibrillation];
        if (annotations.Any(mark => mark.IsBeat))
        {
            // Beats say more than names: what is called VT there may be three beats. Within flutter beats are not marked.
            episodes = [.. episodes.Where(episode => episode.Condition == RhythmEpisode.Fibrillation), .. RhythmEpisode.FromBeats(annotations, rate)
                .Where(beats => beats.Condition != RhythmEpisode.Asystole || !episodes.Any(flutter => flutter.Start <= beats.End && flutter.End >= beats.Start))];
            judged = [.. RhythmEpisode.Conditions];
        }

        var verdict = new RhythmVerdict(Path.GetFileNameWithoutExtension(header), episodes, judged, record.Duration.TotalHours);
        RecordRun.Play(PlayedRecord.Of(record), settings, until: null, said =>
        {
            if (said is AlarmEvent alarm) verdict.Hear(alarm);
        }, stop);
        return verdict;
    }

    private static async Task<int> RunAsync(string directory, MonitorSettings settings, string? json, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var verdicts = AnnotatedRecords.In(directory).Select(header => Judge(header, settings, stop)).ToList();
        RhythmReport.WriteTable(verdicts, Terminal.Out);
        if (json is not null) RhythmReport.WriteJson(verdicts, json);
        return ExitCodes.Ok;
    }
}
