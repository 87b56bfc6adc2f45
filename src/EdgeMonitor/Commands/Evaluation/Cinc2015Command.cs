using System.CommandLine;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>
/// <c>edgemonitor evaluate cinc2015</c>: the alarms of the PhysioNet/CinC Challenge 2015 through the same patient monitor; which of them would it
/// have given, and which of those are true.
/// </summary>
internal static class Cinc2015Command
{
    /// <summary>The list of alarms in the directory: lines <c>record,type,1|0</c>.</summary>
    private const string List = "ALARMS";

    public static Command Create()
    {
        var directory = new Argument<string>("directory") { Description = $"Directory with the recordings and the list {List}." };
        var leads = new LeadsOption();
        var json = new Option<string?>("--json") { Description = "Write the results, record by record, to this file.", HelpName = "file" };
        json.Validators.Add(UsageError.RefuseEmpty);
        var policy = new Option<string>("--policy")
        {
            Description = "safe is what the bedside does; study is bolder in holding alarms back, for comparison only.",
            DefaultValueFactory = _ => "safe",
        };
        policy.AcceptOnlyFromAmong("safe", "study");
        var command = new Command("cinc2015", "Score the alarms of the PhysioNet/CinC Challenge 2015.") { directory, leads, json, policy };
        command.SetAction((result, stop) =>
        {
            var settings = new MonitorSettings(
                new AlarmLimits(), "", leads.Of(result),
                result.GetValue(policy) == "study" ? SuppressionPolicy.Study : SuppressionPolicy.Safe)
            { AlarmSystem = AlarmPolicy.Unattended };
            return RunAsync(result.GetRequiredValue(directory), settings, result.GetValue(json), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(string directory, MonitorSettings settings, string? json, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var verdicts = CincAlarm.ReadAll(Path.Combine(directory, List)).Select(alarm => new CincVerdict(alarm)).ToList();
        if (verdicts.Count == 0) throw new InvalidDataException($"{Path.Combine(directory, List)} names no alarm.");
        foreach (var verdict in verdicts) Judge(verdict, directory, settings, stop);
        CincReport.WriteTable(verdicts, Terminal.Out);
        if (json is not null) CincReport.WriteJson(verdicts, json);
        return ExitCodes.Ok;
    }

    private static void Judge(CincVerdict verdict, string directory, MonitorSettings settings, CancellationToken stop)
    {
        using var record = WfdbRecord.Open(Path.Combine(directory, verdict.Alarm.Record + ".hea"), Replay.Sensor);
        RecordRun.Play(PlayedRecord.Of(record), settings, CincVerdict.WindowEnd, said =>
        {
            if (said is AlarmEvent alarm) verdict.Hear(alarm);
        }, stop);
        verdict.Close();
    }
}
