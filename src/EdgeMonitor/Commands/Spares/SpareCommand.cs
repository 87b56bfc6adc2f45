using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using EdgeMonitor.Hosting;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Spares;

/// <summary><c>edgemonitor spare</c>: prepares a spare box, and makes it the device.</summary>
internal static class SpareCommand
{
    public static Command Create() => new("spare", "Export a box for its spare, or make this machine the box of an export.") { Export(), Import() };

    private static Command Export()
    {
        var to = new Option<string>("--to") { Description = "The file to write; mode 0600.", HelpName = "file", Required = true };
        var config = new Option<string>("--config") { Description = "The box's configuration file.", DefaultValueFactory = _ => ConfigurationFile.DefaultPath, HelpName = "file" };
        var socket = new Option<string?>("--socket") { Description = "The daemon's control socket.", HelpName = "path" };
        var passphrase = new Passphrase();
        var command = new Command("export", "Write configuration, certificates and keys into a file, sealed under a passphrase and signed by this box.") { to, config, socket, passphrase.File };
        command.SetAction(async (result, stop) =>
        {
            var loaded = Load(result.GetRequiredValue(config));
            if (Forbidden(loaded.Options.Storage.Resolve())) return ExitCodes.NoPermission;
            var content = SpareExport.Collect(result.GetRequiredValue(config), loaded.Options);
            var file = SpareExport.Seal(content, passphrase.Read(result));
            var path = Path.GetFullPath(result.GetRequiredValue(to));
            var what = $"{content.Device}, takeover {content.Takeover}, {content.State.Count} key files, SHA-256 {Fingerprint(file)}";
            await SpareAudit.ExportedAsync(loaded.Options, result.GetValue(socket), what, stop);
            DurableFile.Replace(path, file);
            await Terminal.Out.WriteLineAsync($"{path}: {what}.");
            if (!content.State.ContainsKey("edgemonitor.key"))
                await Terminal.Error.WriteLineAsync("The master key is no file of this box: give the spare the same systemd credential, or it cannot read these keys.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<string>("file") { Description = "The export." };
        var authority = new Option<string>("--ca") { Description = "PEM file of the authority that the export's certificate must come from.", HelpName = "file", Required = true };
        var config = new Option<string>("--config") { Description = "Where the configuration file goes.", DefaultValueFactory = _ => ConfigurationFile.DefaultPath, HelpName = "file" };
        var takeover = new Option<uint?>("--takeover") { Description = "This box's number, where the next one is not high enough.", HelpName = "n" };
        var replace = new Option<bool>("--replace") { Description = "Set aside what this machine has stored as another box." };
        var passphrase = new Passphrase();
        var command = new Command("import", "Make this machine the box of an export; the box before stands down when it hears of it.") { file, authority, config, takeover, replace, passphrase.File };
        command.SetAction(async (result, stop) =>
        {
            var bytes = await File.ReadAllBytesAsync(result.GetRequiredValue(file), stop);
            var trusted = await File.ReadAllTextAsync(result.GetRequiredValue(authority), stop);
            var content = SpareEnvelope.Open(bytes, () => passphrase.Read(result), trusted, TimeProvider.System.GetUtcNow());
            var import = new SpareImport(content, result.GetRequiredValue(config));
            import.ReadConfiguration();
            var state = import.Options.Storage.Resolve();
            if (Forbidden(state)) return ExitCodes.NoPermission;
            var heard = await SpareBrokers.HighestAsync(import.Options, content, stop);
            if (heard is null)
                await Terminal.Error.WriteLineAsync("No broker could be asked which box took over last: if another spare was made of this device since the export, import again with a higher --takeover.");
            var identity = import.NextIdentity(heard, result.GetValue(takeover));
            var aside = import.Commit(identity, result.GetValue(replace));
            var what = string.Create(
                CultureInfo.InvariantCulture,
                $"{content.Device} from the export with SHA-256 {Fingerprint(bytes)}: takeover {identity.Takeover} after {content.Takeover}, sequences above {identity.Floor}, {content.State.Count} key files");
            SpareAudit.Imported(import.Options, identity.Takeover, what);
            await Terminal.Out.WriteLineAsync($"This machine is now {what}.");
            foreach (var name in aside) await Terminal.Out.WriteLineAsync($"Set aside: {name}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static LoadedConfiguration Load(string path)
    {
        var loaded = ConfigurationFile.Load(path);
        return loaded.Faults.Count == 0 ? loaded : throw new ConfigurationException($"{path}: {loaded.Faults[0]}");
    }

    /// <summary>An export holds the keys of everything; an import makes another box of this one.</summary>
    private static bool Forbidden(string state)
    {
        var user = UnixAccounts.OwnUser;
        if (user == 0 || !Directory.Exists(state) || FileOwner.Of(state).User == user) return false;
        Terminal.Error.WriteLine($"Only root, or the user of the daemon, may do this: {state} is another user's.");
        return true;
    }

    private static string Fingerprint(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file))[..16];
}
