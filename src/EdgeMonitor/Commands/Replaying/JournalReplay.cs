using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>The box's own stored telemetry through the patient monitor; each start of the daemon is a run of its own.</summary>
internal static class JournalReplay
{
    /// <summary>Plays all runs; compares limits where that was asked for, else writes what the monitor says.</summary>
    public static async Task<int> RunAsync(Box box, LimitFiles changes, EcgLeads leads, ReplayFiles files, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        using var reading = JournalReading.Open(box.State, box.Device);
        // What was in force at the bed, where the box remembers it, and not what a new patient would begin with.
        var usual = MonitorMemoryStore.Read(reading.Journal, box.Configured)?.Memory.Limits ?? box.Configured;
        var present = changes.Present(usual);
        var runs = changes.Other is null ? await WriteAsync(reading.Journal, present, leads, files, stop) : Compare(reading.Journal, present, leads, changes, stop);
        if (runs > 0) return ExitCodes.Ok;
        await Terminal.Error.WriteLineAsync(
            $"The journal in {box.State} holds no telemetry: a box with a centre keeps what the centre has not confirmed, another one what it has measured.");
        return ExitCodes.InputOutput;
    }

    private static int Compare(SealedReader journal, AlarmLimits present, EcgLeads leads, LimitFiles changes, CancellationToken stop)
    {
        var compared = new WhatIf(present, changes.OtherThan(present), leads);
        var (runs, doubtful) = (0, false);
        foreach (var run in StoredRun.Of(journal))
        {
            runs++;
            doubtful |= !run.Synchronised;
            compared.Play(run.Inputs, run.Start - DateTimeOffset.UnixEpoch, stop);
        }

        if (doubtful) Terminal.Error.WriteLine("The box's clock was not synchronised throughout: times of day may be wrong.");
        if (runs > 0) changes.Print(compared, timesOfDay: true);
        return runs;
    }

    private static async Task<int> WriteAsync(SealedReader journal, AlarmLimits present, EcgLeads leads, ReplayFiles files, CancellationToken stop)
    {
        await using var outputs = new ReplayOutputs(files, []);
        var (runs, played) = (0, TimeSpan.Zero);
        foreach (var run in StoredRun.Of(journal))
        {
            runs++;
            var monitor = new PatientMonitor(new MonitorSettings(present, run.Boot + "-", leads) { AlarmSystem = AlarmPolicy.Unattended });
            TimeSpan? began = null;
            foreach (var input in run.Inputs)
            {
                stop.ThrowIfCancellationRequested();
                began ??= input.At;
                outputs.Write(monitor.Process(input));
            }

            played += monitor.Now - (began ?? monitor.Now);
        }

        if (runs > 0) await Terminal.Error.WriteLineAsync(outputs.Summary(played));
        return runs;
    }
}
