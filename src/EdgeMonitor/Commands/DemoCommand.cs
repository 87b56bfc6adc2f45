using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Control;
using EdgeMonitor.Guard;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor demo</c>: the whole daemon with simulated bedside sensors on real pseudo-terminals; no configuration, no root, no broker.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var broker = new Option<string?>("--broker")
        {
            Description = "Also forward to this MQTT broker, without TLS: the patient is not real.",
            HelpName = "host:port",
        };
        broker.Validators.Add(CheckBroker);
        var scenario = new Option<string>("--scenario")
        {
            Description = $"What happens: {string.Join(", ", Scenarios.All.Select(ready => ready.Name))}, or a text such as \"normal 30s, asystole 12s\".",
            DefaultValueFactory = _ => Scenarios.Demo.Name,
        };
        scenario.Validators.Add(CheckScenario);
        var seed = new Option<int>("--seed") { Description = "Makes another patient.", DefaultValueFactory = _ => 1 };
        var state = new Option<string?>("--state")
        {
            Description = "Keep the journal in this directory; else it is removed at the end.",
            HelpName = "directory",
        };
        state.Validators.Add(UsageError.RefuseEmpty);
        var command = new Command("demo", "Run the daemon with simulated bedside sensors.") { broker, scenario, seed, state };
        command.SetAction((result, stop) => RunAsync(
            result.GetValue(broker), result.GetRequiredValue(scenario), result.GetValue(seed), result.GetValue(state), stop));
        return command;
    }

    private static void CheckBroker(OptionResult broker)
    {
        if (broker.GetValueOrDefault<string?>() is { } text && !TryParseBroker(text, out _, out _))
            broker.AddError($"--broker {text}: allowed is host:port, e.g. localhost:1883");
    }

    private static void CheckScenario(OptionResult scenario)
    {
        try
        {
            ScenarioText.Parse(scenario.GetValueOrDefault<string>() ?? "");
        }
        catch (FormatException e)
        {
            scenario.AddError($"--scenario: {e.Message}");
        }
    }

    private static async Task<int> RunAsync(string? broker, string scenarioText, int seed, string? state, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var scratch = CreateScratch();
        try
        {
            var devices = Path.Combine(scratch.FullName, "devices");
            await using var bedside = BedsideSimulator.Start(ScenarioText.Parse(scenarioText), seed, TimeProvider.System, devices);
            var live = new LiveLine(Terminal.Out, Terminal.IsRedirected ? null : () => Terminal.Columns);
            // On a screen the log would be written into the live line.
            using var log = Terminal.IsRedirected ? null : new LiveLineLog(live);
            var options = Options(broker, bedside, state ?? Path.Combine(scratch.FullName, "state"));
            using var host = Appliance.Build(options, live, LogLevel.Warning, log);
            live.WriteLine("EdgeMonitor demo: a simulated patient, two simulated devices, the real daemon. Ctrl+C ends it.");
            live.WriteLine($"Act on it from another terminal, e.g. edgemonitor status --socket {Path.Combine(options.Storage.Directory, ControlSocket.FileName)}");
            return await RunAsync(host, live, bedside, stop);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>The daemon and what is seen of it; a reader who has gone (<c>| head</c>) ends both.</summary>
    private static async Task<int> RunAsync(IHost host, LiveLine live, BedsideSimulator bedside, CancellationToken stop)
    {
        var recorder = host.Services.GetRequiredService<Recorder>();
        var uplink = host.Services.GetService<UplinkHost>();
        var clock = host.Services.GetRequiredService<MonitorClock>();
        var annunciator = host.Services.GetRequiredService<Annunciator>();
        var view = new DemoView(live, clock, () => annunciator.Plan, () => TrafficOf(recorder, uplink), () => bedside.Now.Kind, () => Terminal.ReaderHasLeft);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var seen = view.FollowAsync(host.Services.GetRequiredService<MonitorFeed>().Listen().Reader);
        var run = RunCommand.RunAsync(host, end.Token);
        if (await Task.WhenAny(seen, run) == seen) await end.CancelAsync();
        var exit = await run;
        await seen;
        return exit;
    }

    private static DirectoryInfo CreateScratch()
    {
        try
        {
            return Directory.CreateTempSubdirectory("edgemonitor-demo-");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Nothing can be written in {Path.GetTempPath()}: set TMPDIR to a directory that is there and that you may write.", e);
        }
    }

    private static Traffic TrafficOf(Recorder recorder, UplinkHost? uplink)
        => new(recorder.Stored, uplink?.Counters.Sent.Values.Sum(), uplink?.Counters.Connected ?? false, uplink?.Counters.Drain.Left);

    private static EdgeMonitorOptions Options(string? broker, BedsideSimulator bedside, string state)
    {
        var uplink = new UplinkOptions();
        if (broker is not null && TryParseBroker(broker, out var host, out var port))
            uplink = new UplinkOptions { Host = host, Port = port, WithoutTls = true };
        return new EdgeMonitorOptions
        {
            Device = new DeviceOptions { Id = "demo-bed", Site = "demo", TimeServerExpected = false },
            Sensors =
            [
                new SensorOptions { Name = "ecg", Driver = "healthypi", Link = bedside.HealthyPiPath },
                new SensorOptions { Name = "spo2", Driver = "nonin", Link = bedside.NoninPath },
            ],
            Storage = new StorageOptions { Directory = state },
            Uplink = uplink,
            // The demonstration must not pet the guard of a real daemon on this machine: none.
            Guard = new GuardOptions { Socket = "" },
        };
    }

    private static bool TryParseBroker(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        host = colon > 0 ? text[..colon] : "";
        port = 0;
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)) return false;
        return port is >= 1 and <= 65535;
    }
}
