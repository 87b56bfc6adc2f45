using System.CommandLine;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor run</c>: the daemon.</summary>
internal static class RunCommand
{
    /// <summary>Chosen: a healthy disk opens the journal well within it, and a patient must not wait for a disk that hangs.</summary>
    private static readonly TimeSpan ClaimPatience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var config = new Option<string>("--config")
        {
            Description = "Configuration file.",
            DefaultValueFactory = _ => ConfigurationFile.DefaultPath,
            HelpName = "file",
        };
        var command = new Command("run", "Run the daemon until it is told to stop.") { config };
        command.SetAction((result, stop) => RunAsync(result.GetRequiredValue(config), stop));
        return command;
    }

    private static async Task<int> RunAsync(string path, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var loaded = ConfigurationFile.Load(path);
        foreach (var fault in loaded.Faults) await Terminal.Error.WriteLineAsync($"{path}: {fault}");
        if (loaded.Faults.Count > 0) return ExitCodes.Configuration;
        using var host = loaded.Options.Role == BoxRole.Station
            ? StationAppliance.Build(loaded.Options, Terminal.Out, LogLevel.Information)
            : Appliance.Build(loaded.Options, Terminal.Out, LogLevel.Information);
        return await RunAsync(host, stop);
    }

    /// <summary>Runs a host from its start to its orderly end.</summary>
    public static async Task<int> RunAsync(IHost host, CancellationToken stop)
    {
        var systemd = host.Services.GetRequiredService<SystemdNotifier>();
        // Two daemons on one journal would fight for the sensors and the buzzer as well: the second one must not even begin.
        await host.Services.GetRequiredService<JournalHost>().ClaimAsync(ClaimPatience, stop);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using var stopping = lifetime.ApplicationStopping.Register(systemd.Stopping);
        await host.StartAsync(stop);
        systemd.Ready();
        await host.WaitForShutdownAsync(stop);
        await Terminal.Out.FlushAsync(CancellationToken.None);
        // The framework ends the process with 0 when a part of it has failed (dotnet/runtime#67146).
        foreach (var part in host.Services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            if (part.ExecuteTask is { IsFaulted: true } failed) await failed;
        }

        return ExitCodes.Ok;
    }
}
