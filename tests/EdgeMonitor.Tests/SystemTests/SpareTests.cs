using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>Two real daemons of one device id, the box and its spare, a nurse station, and a real broker with TLS and an access list.</summary>
public sealed class SpareTests
{
    [Test]
    public async Task ASpareTakesOverAndTheBoxBeforeStandsDownAlsoWhenItComesBackLater()
    {
        await using var ward = await Ward.OpenAsync();
        await using var centre = await ward.ListenAsync();
        await using var station = DaemonProcess.Run(ward.ConfigureStation());
        var configuration = ward.BedWithoutSensor();
        await using var old = DaemonProcess.Run(configuration);
        await station.PrintsAsync(line => line.StartsWith("ALARM HIGH BED-7 NO DATA", StringComparison.Ordinal));
        await File.WriteAllTextAsync(ward.PathOf("passphrase"), "correct horse battery\n");

        await Spare(ward, "export", "--to", ward.PathOf("bed-7.spare"), "--config", configuration);
        await Spare(ward, "import", ward.PathOf("bed-7.spare"), "--ca", ward.Certificate("anyone").CaFile, "--config", ward.PathOf("spare/edgemonitor.json"));
        await using var spare = DaemonProcess.Start(How(ward, "run", "--config", ward.PathOf("spare/edgemonitor.json")));
        await old.SaysAsync("The uplink is down: Another box has taken over bed-7");
        await old.SaysAsync("The station link is down: Another box has taken over bed-7");
        await SignalsAsync(ward, "device-superseded");
        await station.SaysAsync("Another box speaks for bed-7 from now on, its takeover is 1");
        await centre.WaitUntilAsync(all => Records(all).Any(record => record is { Takeover: 1, Alarm.Condition: "no-data" }));

        // The old one comes back after its spare has worked for long, with a broker that was started anew meanwhile.
        await old.KillAsync();
        await ward.Broker.StopAsync();
        await ward.Broker.StartAgainAsync();
        // Each of the two connections of a box: the old one's, the spare's, and the spare's at the broker that was started anew.
        await ward.Broker.LogsAsync(" as bed-7 ", 3);
        await ward.Broker.LogsAsync(" as bed-7:link ", 3);
        var asBed = Connections(ward);
        await using var back = DaemonProcess.Run(configuration);
        await back.SaysAsync("The uplink is down: Another box has taken over bed-7");
        await SignalsAsync(ward, "device-superseded");
        var beats = centre.Messages.Count(message => IsFrom(message, "heartbeat", 1));
        var all = await centre.WaitUntilAsync(all => all.Count(message => IsFrom(message, "heartbeat", 1)) >= beats + 2);
        Assert.That(Connections(ward), Is.EqualTo(asBed), "the old one has not connected as the device");
        Assert.That(back.Output, Has.Some.StartsWith("ALARM HIGH NO DATA"), "it watches and sounds on");
        Assert.That(spare.Errors, Has.None.Contains("Another box has taken over"));
        CheckRecords(Records(all));
    }

    [Test]
    public async Task AnImportThatIsRefusedChangesNothing()
    {
        await using var ward = await Ward.OpenAsync();
        var configuration = ward.BedWithoutSensor();
        await using var box = DaemonProcess.Run(configuration);
        await box.SaysAsync("Connected to the broker");
        await File.WriteAllTextAsync(ward.PathOf("passphrase"), "correct horse battery\n");
        await Spare(ward, "export", "--to", ward.PathOf("good"), "--config", configuration);
        var authority = ward.Certificate("anyone").CaFile;
        var bytes = await File.ReadAllBytesAsync(ward.PathOf("good"));
        await File.WriteAllBytesAsync(ward.PathOf("short"), bytes[..^200]);
        bytes[^300] ^= 1;
        await File.WriteAllBytesAsync(ward.PathOf("changed"), bytes);
        using var others = new TestCertificates(ward.PathOf("others"), "Other authority");

        await Refused("short", authority, "is cut off");
        await Refused("changed", authority, "was changed or damaged");
        await Refused("good", others.CaFile, "The export is foreign");
        Assert.That(Directory.Exists(ward.PathOf("spare")), Is.False);

        await Spare(ward, "import", ward.PathOf("good"), "--ca", authority, "--config", ward.PathOf("spare/edgemonitor.json"));
        await Refused("good", authority, "--replace sets aside what is there");
        await using (var spare = DaemonProcess.Start(How(ward, "run", "--config", ward.PathOf("spare/edgemonitor.json"))))
        {
            await spare.SaysAsync("Connected to the broker");
            await Refused("good", authority, "A daemon runs on", "--replace");
        }

        var again = await Spare(ward, "import", ward.PathOf("good"), "--ca", authority, "--config", ward.PathOf("spare/edgemonitor.json"), "--replace");
        Assert.That(again, Has.Some.Contains("takeover 2 after 0").And.Some.EndsWith("journal.replaced-1"));

        async Task Refused(string file, string ca, string sentence, params string[] more)
        {
            var process = DaemonProcess.Start(How(ward, ["spare", "import", ward.PathOf(file), "--ca", ca, "--config", ward.PathOf("spare/edgemonitor.json"), "--passphrase-file", ward.PathOf("passphrase"), .. more]));
            await using (process) Assert.That(await process.ExitAsync(), Is.EqualTo(ExitCodes.InputOutput));
            Assert.That(process.Errors.Where(line => !line.StartsWith("No broker", StringComparison.Ordinal)).ToList(), Has.Count.EqualTo(1).And.One.Contains(sentence));
        }
    }

    /// <summary>No dedupe key twice, each box in its own numbers, and each side's audit tells.</summary>
    private static void CheckRecords(List<Record> records)
    {
        var keys = records.GroupBy(record => (record.Stream, record.Sequence));
        Assert.That(keys.Where(same => same.Select(record => record.Takeover).Distinct().Count() > 1), Is.Empty);
        Assert.That(records.Where(record => record.Takeover == 0).Select(record => record.Sequence), Is.All.LessThan(1L << 40));
        Assert.That(records.Where(record => record.Takeover == 1).Select(record => record.Sequence), Is.All.GreaterThan(1L << 40));
        Assert.That(records.Select(record => record.Takeover), Has.Some.EqualTo(0u).And.Some.EqualTo(1u));
        Assert.That(records.Where(record => record.Takeover == 0 && record.Audit is not null).Select(record => record.Audit.Action), Has.Some.EqualTo("spare-export"));
        var first = records.Where(record => record.Takeover == 1 && record.Audit is not null).MinBy(record => record.Sequence)!;
        Assert.That((first.Sequence, first.Audit.Action), Is.EqualTo(((1L << 40) + 1, "spare-import")));
        Assert.That(first.Audit.Detail, Does.StartWith("bed-7 from the export with SHA-256").And.Contain("takeover 1 after 0"));
    }

    private static async Task<IReadOnlyList<string>> Spare(Ward ward, params string[] arguments)
    {
        await using var process = DaemonProcess.Start(How(ward, ["spare", .. arguments, "--passphrase-file", ward.PathOf("passphrase")]));
        Assert.That(await process.ExitAsync(), Is.EqualTo(ExitCodes.Ok), string.Join('\n', process.Errors));
        return process.Output;
    }

    /// <summary>Waits until the old box signals this: its terminal shows the most urgent alarm alone.</summary>
    private static async Task SignalsAsync(Ward ward, string condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            var (_, output, errors) = await DaemonProcess.RunToEndAsync("status", "--socket", ward.PathOf("bed-7/control.sock"));
            if (output.Any(line => line.Contains(condition, StringComparison.Ordinal))) return;
            Assert.That(limit.IsCancellationRequested, Is.False, string.Join('\n', [.. output, .. errors]));
        }
    }

    /// <summary>As on the spare's own machine, where everything lies elsewhere; an export does not ask for these.</summary>
    private static System.Diagnostics.ProcessStartInfo How(Ward ward, params string[] arguments)
    {
        var how = DaemonProcess.How([], arguments);
        if (arguments.Contains("export")) return how;
        SpareMachine.Apply(how, ward);
        return how;
    }

    private static int Connections(Ward ward) => ward.Broker.Log.Split('\n').Count(line => line.Contains(" as bed-7 ", StringComparison.Ordinal) || line.Contains(" as bed-7:link ", StringComparison.Ordinal));

    private static bool IsFrom(ReceivedMessage message, string what, uint takeover) => message.Topic == $"{Ward.Topic}/{what}"
        && LinkCodec.Decode<Heartbeat>(new MqttMessage(message.Topic, message.Payload, message.ContentType)).Takeover == takeover;

    private static List<Record> Records(IReadOnlyList<ReceivedMessage> messages) =>
        [.. messages.Where(message => message.Topic is Ward.Topic + "/alarms" or Ward.Topic + "/audit" or Ward.Topic + "/telemetry").Select(message => RecordCodec.Decode(message.Payload))];
}
