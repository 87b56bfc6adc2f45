using System.CommandLine;
using System.Globalization;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor replay</c>: a WFDB recording through the same patient monitor, without storing or signalling anything.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var record = new Argument<string>("record") { Description = "Header file of the recording (.hea)." };
        var speed = new Option<string>("--speed")
        {
            Description = "max, or how many times real time.",
            DefaultValueFactory = _ => "max",
            HelpName = "max|N",
        };
        speed.Validators.Add(result =>
        {
            if (!TryParseSpeed(result.GetValueOrDefault<string>(), out _)) result.AddError("--speed: allowed are max or a number above 0");
        });
        var leads = new Option<string>("--leads")
        {
            Description = "Leads for the beat detector: the first, or all together.",
            DefaultValueFactory = _ => "0",
        };
        leads.AcceptOnlyFromAmong("0", "all");
        var beats = Output("--beats", "Write each beat to this file: <sample> <N|V|S|F|Q> (- is standard output).");
        var alarms = Output("--alarms", "Write alarm transitions to this file as JSON lines.");
        var vitals = Output("--vitals", "Write vital signs, once a second, to this file as JSON lines.");
        var command = new Command("replay", "Run a WFDB recording through the patient monitor.") { record, speed, leads, beats, alarms, vitals };
        command.SetAction((result, stop) =>
        {
            Invariant.Holds(TryParseSpeed(result.GetValue(speed), out var factor), "The option's validator has seen the speed.");
            var settings = new MonitorSettings(new AlarmLimits(), "", result.GetValue(leads) == "all" ? EcgLeads.All : EcgLeads.First);
            var files = new ReplayFiles(result.GetValue(beats), result.GetValue(alarms), result.GetValue(vitals));
            return RunAsync(result.GetRequiredValue(record), factor, settings, files, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, double? speed, MonitorSettings settings, ReplayFiles files, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        if (!File.Exists(path))
        {
            var what = Directory.Exists(path) ? "a directory" : "not there";
            throw new IOException($"\"{path}\" is {what}: give the header file of a WFDB recording (.hea).");
        }

        using var record = WfdbRecord.Open(path, Replay.Sensor);
        await using var outputs = new ReplayOutputs(files, Replay.FilesOf(record));
        var replay = new Replay(record, settings, outputs);
        try
        {
            foreach (var doubt in Replay.DoubtsAbout(record, stop)) await Terminal.Error.WriteLineAsync(doubt);
            await replay.RunAsync(speed, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Terminal.Error.WriteLineAsync($"Stopped: {outputs.Summary(replay.Played)}");
            return ExitCodes.Interrupted;
        }
        catch (IOException e) when (e.Message == record.Shortage)
        {
            await Terminal.Error.WriteLineAsync($"{e.Message} Copy the recording again; until there {outputs.Summary(replay.Played)}");
            return ExitCodes.InputOutput;
        }

        await Terminal.Error.WriteLineAsync(outputs.Summary(replay.Played));
        return ExitCodes.Ok;
    }

    private static Option<string?> Output(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "file" };
        option.Validators.Add(UsageError.RefuseEmpty);
        return option;
    }

    private static bool TryParseSpeed(string? text, out double? factor)
    {
        factor = null;
        if (text is null or "max") return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return false;
        if (!(number > 0) || !double.IsFinite(number)) return false;
        factor = number;
        return true;
    }
}
