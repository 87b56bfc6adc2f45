using System.CommandLine;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Guard;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor guard</c>: the fail-safe unit, a process of its own that sounds when the daemon cannot.</summary>
internal static class GuardCommand
{
    public static Command Create()
    {
        var config = new Option<string>("--config")
        {
            Description = "Configuration file; only its section Guard is read.",
            DefaultValueFactory = _ => ConfigurationFile.DefaultPath,
            HelpName = "file",
        };
        var command = new Command("guard", "Watch the daemon and sound on a line of its own when it cannot sound an alarm.") { config };
        command.SetAction((result, stop) => RunAsync(result.GetRequiredValue(config), stop));
        return command;
    }

    private static async Task<int> RunAsync(string path, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var (options, faults) = ConfigurationFile.LoadGuard(path);
        foreach (var fault in faults) await Terminal.Error.WriteLineAsync($"{path}: {fault}");
        if (faults.Count > 0) return ExitCodes.Configuration;
        using var socket = new GuardSocket(options.SocketPath);
        using var buzzer = new GuardBuzzer(options, options.Chip is null ? [] : GpioProviders.All);
        using var systemd = new SystemdNotifier(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), TimeProvider.System);
        var loop = new GuardLoop(socket, buzzer, new GuardMemory(options.SocketPath + ".state"), systemd, TimeProvider.System, Terminal.Error.WriteLine);
        loop.Run(stop);
        return ExitCodes.Ok;
    }
}
