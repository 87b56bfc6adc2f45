using System.Text.Json.Nodes;
using EdgeMonitor.Control;
using EdgeMonitor.Hosting;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Commands.Spares;

/// <summary>Writes what was exported or imported into the box's own audit stream: through its daemon where one runs, else into its journal.</summary>
internal static class SpareAudit
{
    /// <summary>What to do where the master key is not at hand.</summary>
    public const string NoMasterKey =
        "The box's master key is a systemd credential: run this with it (systemd-run --pipe -p LoadCredentialEncrypted=edgemonitor.key:... edgemonitor spare ...), or while its daemon runs.";

    /// <summary>True where the journal of a state directory can be opened from here.</summary>
    public static bool HasMasterKey(string state) =>
        File.Exists(Path.Combine(state, "edgemonitor.key")) || Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is not null;

    /// <summary>Before an export is written.</summary>
    /// <param name="options">The box.</param>
    /// <param name="socket">Its control socket; null for the usual places.</param>
    /// <param name="detail">What is exported.</param>
    /// <param name="stop">Ends the wait for the daemon.</param>
    /// <exception cref="SpareException">It cannot be written down.</exception>
    public static async Task ExportedAsync(EdgeMonitorOptions options, string? socket, string detail, CancellationToken stop)
    {
        try
        {
            Append(options, takeover: BoxIdentity.Read(options.Storage.Resolve()).Takeover, ControlActs.SpareExport, detail);
        }
        catch (JournalException used) when (used.InUse)
        {
            var path = socket ?? ControlSocket.ForDaemon(options.Security, options.Storage).Path;
            if (socket is null && !File.Exists(path)) path = ControlSocket.ForClient();
            var reply = await ControlClient.AskAsync(path, new JsonObject { ["act"] = ControlActs.SpareExport, ["detail"] = detail }, stop);
            if (reply.Outcome != ControlOutcome.Done) throw new SpareException($"The daemon has not written the export down, so there is none: {reply.Answer}");
        }
    }

    /// <summary>The first record of the box that this machine has become.</summary>
    /// <exception cref="JournalException">Its journal cannot be opened.</exception>
    public static void Imported(EdgeMonitorOptions options, uint takeover, string detail) => Append(options, takeover, "spare-import", detail);

    private static void Append(EdgeMonitorOptions options, uint takeover, string action, string detail)
    {
        var state = options.Storage.Resolve();
        if (Directory.Exists(Path.Combine(state, "journal")) && !HasMasterKey(state)) throw new SpareException(NoMasterKey);
        Store(options, state, takeover, action, detail);
        FileOwner.Of(state).GiveAll(state);
    }

    private static void Store(EdgeMonitorOptions options, string state, uint takeover, string action, string detail)
    {
        using var host = new JournalHost(state, options.Device.Id, NullLogger<JournalHost>.Instance);
        var journal = host.Open();
        var records = new RecordFactory(options.Device.Id, Appliance.NewBoot(), new MonitorClock(TimeProvider.System), new WallClock(TimeProvider.System), takeover);
        var record = records.OfAudit($"{UnixAccounts.NameOf(UnixAccounts.OwnUser)}({UnixAccounts.OwnUser})", action, detail);
        record.Sequence = journal.NextSequence(JournalStreams.Audit);
        journal.Append([new PlainRecord(JournalStreams.Audit, record.Sequence, RecordCodec.Encode(record))]);
    }
}
