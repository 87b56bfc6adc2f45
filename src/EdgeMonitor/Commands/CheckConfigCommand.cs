using System.CommandLine;
using EdgeMonitor.Hosting;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor check-config</c>: every fault of a configuration file at once.</summary>
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
        var loaded = ConfigurationFile.Load(path);
        List<SettingFault> faults = [.. loaded.Faults, .. MissingFiles(loaded.Options.Uplink)];
        foreach (var fault in faults) Terminal.Error.WriteLine($"{path}: {fault}");
        if (faults.Count > 0) return ExitCodes.Configuration;
        Terminal.Out.WriteLine($"{path}: no faults.");
        return ExitCodes.Ok;
    }

    /// <summary>
    /// Files are looked at here and not at the daemon's start: a box whose certificate was lost must still watch its patient, and says
    /// through its uplink alarm what is missing.
    /// </summary>
    private static IEnumerable<SettingFault> MissingFiles(UplinkOptions uplink)
    {
        if (uplink.Host.Length == 0) return [];
        (string Key, string Path)[] files = [("CaFile", uplink.CaFile), ("CertificateFile", uplink.CertificateFile), ("KeyFile", uplink.KeyFile)];
        return files.Where(file => file.Path.Length > 0 && !File.Exists(file.Path)).Select(file => new SettingFault($"Uplink:{file.Key}", file.Path, "a PEM file that is there"));
    }
}
