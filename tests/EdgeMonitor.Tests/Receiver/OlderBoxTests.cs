using EdgeMonitor.Commands;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.SystemTests;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Receiver;

/// <summary>A box with a backlog and the spare that takes its place, a broker with TLS and an access list, and the receiver; each a real process.</summary>
internal sealed class OlderBoxTests
{
    [Test]
    public async Task WhatTheBoxBeforeHadStoredReachesTheCentreAfterTheTakeover()
    {
        await using var ward = await Ward.OpenAsync();
        await using var store = await CentralStore.MakeAsync("files", ward.PathOf("central"));
        var configuration = ward.BedWithoutSensor();
        string[] streams = [JournalStreams.Alarms, JournalStreams.Audit];

        // No centre has confirmed anything when the spare takes over.
        var old = Start(ward, configuration);
        try
        {
            await old.PrintsAsync(line => line.StartsWith("ALARM HIGH NO DATA", StringComparison.Ordinal));
            await old.SaysAsync("Connected to the broker");
            await File.WriteAllTextAsync(ward.PathOf("passphrase"), "correct horse battery\n");
            await SpareAsync(ward, "export", "--to", ward.PathOf("bed-7.spare"), "--config", configuration);
            await SpareAsync(ward, "import", ward.PathOf("bed-7.spare"), "--ca", ward.Certificate("anyone").CaFile, "--config", ward.PathOf("spare/edgemonitor.json"));
            await using var spare = Start(ward, ward.PathOf("spare/edgemonitor.json"), isSpare: true);
            await old.SaysAsync("The uplink is down: Another box has taken over bed-7");

            await using var receiver = ReceiverProcess.Start(ward.Broker, ward.Certificate("centre"), store);
            await old.SaysAsync("What this box had stored before the other one took over is confirmed");
            var (exitCode, _) = await old.TerminateAsync();
            Assert.That(exitCode, Is.EqualTo(ExitCodes.Ok), string.Join('\n', old.Errors));
            await old.DisposeAsync();
            old = Start(ward, configuration);
            await old.SaysAsync("What this box had stored before the other one took over is confirmed");
            await old.KillAsync();

            var mark = Mark(ward);
            var stored = StoredState.Read(ward.PathOf(Ward.Bed));
            foreach (var stream in streams)
            {
                var central = await store.RecordsAsync(stream);
                Assert.That(central.Select(record => record.Sequence), Is.Unique);
                var ofOld = central.Where(record => record.Takeover == 0).ToList();
                Assert.That(ofOld.Select(record => record.Sequence), Is.EquivalentTo(SystemTests.Centre.Range(1, mark[stream])), $"{stream}: all that was stored before, and nothing that was stored after");
                Assert.That(ofOld.Select(record => record.Historical), Is.All.True);
                Assert.That(stored.Last[stream], Is.GreaterThan(mark[stream]), $"{stream}: it stores on");
                Assert.That(SystemTests.Centre.Range(mark[stream] + 1, stored.Last[stream]).Where(sequence => !stored.Records[stream].ContainsKey(sequence)), Is.Empty, $"{stream}: what it stored after is still there");
            }

            Assert.That(spare.Errors, Has.None.Contains("Another box has taken over"));
            // The spare's own records come when they come: the older box may have been done first.
            await CentralStore.UntilAsync(async () => (await store.RecordsAsync(JournalStreams.Audit)).Exists(record => record.Takeover == 1));
        }
        finally
        {
            await old.DisposeAsync();
        }
    }

    private static Dictionary<string, long> Mark(Ward ward)
    {
        var content = System.Text.Json.JsonDocument.Parse(File.ReadLines(Path.Combine(ward.PathOf(Ward.Bed), StandDownMark.FileName)).First()).RootElement;
        return content.GetProperty("Last").EnumerateObject().ToDictionary(last => last.Name, last => last.Value.GetInt64());
    }

    /// <summary>The centre's word alone confirms: with Auto the broker's does until a centre was heard.</summary>
    private static DaemonProcess Start(Ward ward, string configuration, bool isSpare = false)
    {
        var how = DaemonProcess.How([], "run", "--config", configuration);
        how.Environment["EDGEMONITOR__Uplink__Confirm"] = nameof(ConfirmMode.Application);
        if (isSpare) SpareMachine.Apply(how, ward);
        return DaemonProcess.Start(how);
    }

    private static async Task SpareAsync(Ward ward, params string[] arguments)
    {
        var how = DaemonProcess.How([], ["spare", .. arguments, "--passphrase-file", ward.PathOf("passphrase")]);
        if (arguments[0] == "import") SpareMachine.Apply(how, ward);
        await using var process = DaemonProcess.Start(how);
        Assert.That(await process.ExitAsync(), Is.EqualTo(ExitCodes.Ok), string.Join('\n', process.Errors));
    }
}
