using System.CommandLine;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor check-config</c>: every fault of a configuration file, and of the files it names, at once.</summary>
internal static class CheckConfigCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The configuration file.", DefaultValueFactory = _ => ConfigurationFile.DefaultPath };
        var command = new Command("check-config", "Check a configuration file as a whole: 0, or 78 with every fault named.") { file };
        command.SetAction(result => Run(result.GetRequiredValue(file)));
        return command;
    }

    private static int Run(string path)
    {
        var loaded = ConfigurationFile.Load(path, withFiles: true);
        foreach (var fault in loaded.Faults) Terminal.Error.WriteLine($"{path}: {fault}");
        if (loaded.Faults.Count > 0) return ExitCodes.Configuration;
        foreach (var advice in loaded.Options.Alarms.Advice()) Terminal.Error.WriteLine($"{path}: warning: {advice}");
        Terminal.Out.WriteLine($"{path}: no faults.");
        return ExitCodes.Ok;
    }
}
