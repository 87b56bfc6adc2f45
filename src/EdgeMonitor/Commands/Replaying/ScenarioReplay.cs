using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>A written scenario through the patient monitor: its events, or a comparison of limits.</summary>
internal static class ScenarioReplay
{
    /// <summary>Plays a scenario; its events are the lines of standard output.</summary>
    public static async Task<int> RunAsync(string path, LimitFiles changes, CancellationToken stop)
    {
        await Task.Yield();
        if (!File.Exists(path)) throw new IOException($"\"{path}\" is not there: give a scenario file (.jsonl).");
        var scenario = ScenarioFile.Read(path);
        var present = changes.Present(scenario.Limits);
        if (changes.Other is null)
        {
            Play(scenario with { Limits = present }, Terminal.Out);
            return ExitCodes.Ok;
        }

        var compared = new WhatIf(present, changes.OtherThan(present), EcgLeads.All);
        compared.Play(scenario.Inputs, TimeSpan.Zero, stop);
        changes.Print(compared);
        return ExitCodes.Ok;
    }

    /// <summary>Writes what the monitor says in a scenario.</summary>
    public static void Play(ScenarioFile scenario, TextWriter output)
    {
        var monitor = new PatientMonitor(new MonitorSettings(scenario.Limits));
        var lines = new EventLines(new JsonLines(output));
        foreach (var input in scenario.Inputs) lines.Write(monitor.Process(input), monitor.Plan, monitor.Now);
    }
}
