using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Captures;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>Captured bytes of a device through its driver's parser and the patient monitor, with the times at which they came.</summary>
internal static class CaptureReplay
{
    /// <summary>Plays a capture: compares limits where that was asked for, else writes what the monitor says.</summary>
    /// <param name="path">The capture.</param>
    /// <param name="driver">The driver; null for the one that the capture names.</param>
    /// <param name="speed">Times real time; null is as fast as possible.</param>
    /// <param name="settings">The monitor's settings.</param>
    /// <param name="changes">Limits to use or to compare with.</param>
    /// <param name="files">What to write where.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task<int> RunAsync(
        string path, string? driver, double? speed, MonitorSettings settings, LimitFiles changes, ReplayFiles files, CancellationToken stop)
    {
        await Task.Yield();
        if (!File.Exists(path)) throw new IOException($"\"{path}\" is not there: give a file that `edgemonitor capture` has written.");
        var capture = CaptureReader.Open(path);
        var name = driver ?? capture.Head.Driver;
        if (name.Length == 0) throw new InvalidDataException($"{path} does not say which driver reads it: name it with --driver, one of {SensorDrivers.Names}.");
        if (SensorDrivers.Find(name)?.CreateDecoder(name) is not { } decoder)
            throw new InvalidDataException($"{path} needs the driver \"{name}\", which parses no bytes here: name another one with --driver.");
        if (changes.Other is not null)
        {
            var compared = new WhatIf(settings.Limits, changes.OtherThan(settings.Limits), settings.Leads);
            compared.Play(CaptureInputs.Of(capture, name, decoder), TimeSpan.Zero, stop);
            changes.Print(compared);
            return ExitCodes.Ok;
        }

        await using var outputs = new ReplayOutputs(files, [Path.GetFullPath(path)]);
        var played = await PlayAsync(CaptureInputs.Of(capture, name, decoder), speed, new PatientMonitor(settings), outputs, stop);
        await Terminal.Error.WriteLineAsync(outputs.Summary(played));
        await Terminal.Error.WriteLineAsync($"{decoder.GoodFrames} good frames, {decoder.DroppedBytes} bytes belonged to none.");
        return ExitCodes.Ok;
    }

    private static async Task<TimeSpan> PlayAsync(IEnumerable<MonitorInput> inputs, double? speed, PatientMonitor monitor, ReplayOutputs outputs, CancellationToken stop)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        foreach (var input in inputs)
        {
            stop.ThrowIfCancellationRequested();
            if (outputs.NobodyReads) break;
            if (speed is { } factor && input.At / factor - time.GetElapsedTime(began) is { Ticks: > 0 } wait)
            {
                await outputs.FlushAsync();
                await Task.Delay(wait, time, stop);
            }

            outputs.Write(monitor.Process(input));
        }

        return monitor.Now;
    }
}
