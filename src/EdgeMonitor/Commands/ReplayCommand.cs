using System.CommandLine;
using System.Globalization;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor replay</c>: a WFDB recording through the same patient monitor, without storing or signalling anything.</summary>
internal static class ReplayCommand
{
    private const string Sensor = "wfdb";

    public static Command Create()
    {
        var record = new Argument<FileInfo>("record") { Description = "Header file of the recording (.hea)." };
        var speed = new Option<string>("--speed") { Description = "max, or how many times real time.", DefaultValueFactory = _ => "max" };
        speed.Validators.Add(result =>
        {
            if (!TryParseSpeed(result.GetValueOrDefault<string>(), out _)) result.AddError("--speed: allowed are max or a number above 0.");
        });
        var leads = new Option<string>("--leads") { Description = "Leads for the beat detector: the first, or all together.", DefaultValueFactory = _ => "0" };
        leads.AcceptOnlyFromAmong("0", "all");
        var beats = new Option<string?>("--beats") { Description = "Write each beat to this file: <sample> <N|V|S|F|Q> (- is standard output)." };
        var alarms = new Option<string?>("--alarms") { Description = "Write alarm transitions to this file as JSON lines." };
        var vitals = new Option<string?>("--vitals") { Description = "Write vital signs, once a second, to this file as JSON lines." };
        var command = new Command("replay", "Run a WFDB recording through the patient monitor.") { record, speed, leads, beats, alarms, vitals };
        command.SetAction(async (result, stop) =>
        {
            Invariant.Holds(TryParseSpeed(result.GetValue(speed), out var factor), "The option's validator has seen the speed.");
            var settings = new MonitorSettings(new AlarmLimits(), "", result.GetValue(leads) == "all" ? EcgLeads.All : EcgLeads.First);
            await using var outputs = new ReplayOutputs(result.GetValue(beats), result.GetValue(alarms), result.GetValue(vitals));
            await RunAsync(result.GetRequiredValue(record).FullName, factor, settings, outputs, stop);
            await Terminal.Error.WriteLineAsync(outputs.Summary);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Feeds the whole recording, then its end. <paramref name="speed"/> null is as fast as possible.</summary>
    private static async Task RunAsync(string path, double? speed, MonitorSettings settings, ReplayOutputs outputs, CancellationToken stop)
    {
        using var record = WfdbRecord.Open(path, Sensor);
        var monitor = new PatientMonitor(settings);
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        outputs.Write(monitor.Process(new LinkStatus(Sensor, LinkState.Opening, "", TimeSpan.Zero)));
        outputs.Write(monitor.Process(new SignalList(Sensor, record.Signals, TimeSpan.Zero)));
        outputs.Write(monitor.Process(new LinkStatus(Sensor, LinkState.Up, "", TimeSpan.Zero)));
        foreach (var block in record.ReadBlocks())
        {
            stop.ThrowIfCancellationRequested();
            if (speed is { } factor && block.At / factor - time.GetElapsedTime(began) is { Ticks: > 0 } wait) await Task.Delay(wait, time, stop);
            outputs.Write(monitor.Process(block));
        }

        outputs.Write(monitor.Advance(record.Duration));
        outputs.Write(monitor.Process(new LinkStatus(Sensor, LinkState.Ended, "", record.Duration)));
        outputs.Duration = record.Duration;
    }

    private static bool TryParseSpeed(string? text, out double? factor)
    {
        factor = null;
        if (text is null or "max") return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(number > 0) || !double.IsFinite(number)) return false;
        factor = number;
        return true;
    }
}
