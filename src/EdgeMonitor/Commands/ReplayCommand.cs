using System.CommandLine;
using System.Globalization;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Captures;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Commands.Replaying;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor replay</c>: a recording, captured bytes or a scenario through the same patient monitor, without storing or signalling anything.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var record = new Argument<string?>("record") { Description = "Header file of the recording (.hea), captured bytes (.capture), or a written scenario (.jsonl).", Arity = ArgumentArity.ZeroOrOne };
        var journal = new Option<string?>("--journal")
        {
            Description = "Instead of a recording: what this box has measured and still stores; its state directory, else the configuration's.",
            HelpName = "directory",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var box = new BoxOptions();
        var limits = Output("--limits", "Use these alarm limits: a JSON file with keys of the configuration's section Alarms.");
        var whatIf = Output("--what-if", "Count what other limits, from such a file, would have done.");
        var driver = new Option<string?>("--driver") { Description = "Driver that reads a capture, where it does not name one.", HelpName = "name" };
        driver.AcceptOnlyFromAmong([.. SensorDrivers.All.Select(known => known.Name)]);
        var json = new Option<bool>("--json") { Description = "What --what-if counts as one JSON object." };
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
        var leads = new LeadsOption();
        var beats = Output("--beats", "Write each beat to this file: <sample> <N|V|S|F|Q> (- is standard output).");
        var alarms = Output("--alarms", "Write alarm transitions to this file as JSON lines.");
        var vitals = Output("--vitals", "Write vital signs, once a second, to this file as JSON lines.");
        var command = new Command("replay", "Run a recording, a scenario or the box's own journal through the patient monitor.")
        {
            record, journal, box.Config, box.Device, speed, leads, beats, alarms, vitals, limits, whatIf, json, driver,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(record) is null) == (result.GetResult(journal) is null)) result.AddError("give either a recording or --journal");
        });
        command.SetAction((result, stop) =>
        {
            Invariant.Holds(TryParseSpeed(result.GetValue(speed), out var factor), "The option's validator has seen the speed.");
            var detector = leads.Of(result);
            var files = new ReplayFiles(result.GetValue(beats), result.GetValue(alarms), result.GetValue(vitals));
            var changes = new LimitFiles(result.GetValue(limits), result.GetValue(whatIf), result.GetValue(json));
            if (result.GetValue(record) is not { } path) return JournalReplay.RunAsync(box.Of(result, result.GetValue(journal)), changes, detector, files, stop);
            if (path.EndsWith(".jsonl", StringComparison.Ordinal)) return ScenarioReplay.RunAsync(path, changes, stop);
            var settings = new MonitorSettings(changes.Present(new AlarmLimits()), "", detector) { AlarmSystem = AlarmPolicy.Unattended };
            if (path.EndsWith(CaptureReader.Extension, StringComparison.Ordinal)) return CaptureReplay.RunAsync(path, result.GetValue(driver), factor, settings, changes, files, stop);
            return changes.Other is null ? RunAsync(path, factor, settings, files, stop) : CompareAsync(path, settings, changes, stop);
        });
        return command;
    }

    private static async Task<int> CompareAsync(string path, MonitorSettings settings, LimitFiles changes, CancellationToken stop)
    {
        await Task.Yield();
        if (!File.Exists(path)) throw new IOException($"\"{path}\" is not there: give the header file of a WFDB recording (.hea).");
        using var record = WfdbRecord.Open(path, Replay.Sensor);
        foreach (var doubt in Replay.DoubtsAbout(record, stop)) await Terminal.Error.WriteLineAsync(doubt);
        var compared = new WhatIf(settings.Limits, changes.OtherThan(settings.Limits), settings.Leads);
        compared.Play(RecordingInputs.Of(record), TimeSpan.Zero, stop);
        changes.Print(compared);
        return ExitCodes.Ok;
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
