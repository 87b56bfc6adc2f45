using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>Real daemons, a bed and a nurse station, over a real broker with TLS and an access list.</summary>
public sealed class StationTests
{
    private static readonly TimeSpan RemoteDelay = TimeSpan.FromSeconds(2);

    [Test]
    public async Task AnAlarmAtTheBedSoundsAtTheStationAndItsReceiptComesBackWithinTwoSeconds()
    {
        await using var ward = await Ward.OpenAsync();
        var times = new Dictionary<string, long>();
        await using var centre = await ward.ListenAsync(message => Note(message, times));
        await using var station = DaemonProcess.Run(ward.ConfigureStation());
        await using var bed = DaemonProcess.Run(ward.BedWithPatient("normal 12s, asystole 60s"));
        await station.PrintsAsync(Shows("ALARM HIGH BED-7 ASYSTOLE"));
        await centre.WaitUntilAsync(_ => IsNoted(times, "receipt"));

        long alarm, receipt;
        lock (times) (alarm, receipt) = (times["alarm"], times["receipt"]);
        var took = TimeProvider.System.GetElapsedTime(alarm, receipt);
        await TestContext.Out.WriteLineAsync($"From the alarm at the broker to the station's receipt at the broker: {took.TotalMilliseconds:0} ms.");
        Assert.That(took, Is.LessThan(RemoteDelay));
        Assert.That(bed.Output, Has.None.Contains("STATION UNREACHABLE"));
    }

    [Test]
    public async Task WithoutTheBrokerBothSidesAlarmAndTheBedSoundsAndTheStationLearnsOfItLater()
    {
        await using var ward = await Ward.OpenAsync();
        await using var centre = await ward.ListenAsync();
        await using var station = DaemonProcess.Run(ward.ConfigureStation());
        await using var bed = DaemonProcess.Run(ward.BedWithPatient("normal 35s, asystole 90s"));
        await centre.WaitUntilAsync(all => all.Count(IsReceipt) >= 2);
        await ward.Broker.KillAsync();

        await station.PrintsAsync(Shows("ALARM HIGH STATION BEDS UNHEARD (HIGH sound"));
        await bed.PrintsAsync(Shows("ALARM MEDIUM STATION UNREACHABLE (MEDIUM sound"));
        await bed.PrintsAsync(line => line.StartsWith("ALARM HIGH ASYSTOLE", StringComparison.Ordinal) && line.Contains("(HIGH sound", StringComparison.Ordinal));
        await ward.Broker.StartAgainAsync();
        await station.PrintsAsync(Shows("ALARM HIGH BED-7 ASYSTOLE"));
    }

    [Test]
    public async Task ABedThatIsKilledIsSilentAtTheStationUntilItIsHeardAgain()
    {
        await using var ward = await Ward.OpenAsync();
        await using var centre = await ward.ListenAsync();
        await using var station = DaemonProcess.Run(ward.ConfigureStation());
        var configuration = ward.BedWithPatient("normal 300s");
        await using (var bed = DaemonProcess.Run(configuration))
        {
            await centre.WaitUntilAsync(all => all.Any(IsReceipt));
            await bed.KillAsync();
        }

        var killed = TimeProvider.System.GetTimestamp();
        await station.PrintsAsync(Shows("ALARM HIGH BED-7 BED SILENT"));
        await TestContext.Out.WriteLineAsync($"Silent {TimeProvider.System.GetElapsedTime(killed).TotalSeconds:0.0} s after the kill.");
        await using var again = DaemonProcess.Run(configuration);
        await station.PrintsAsync(line => line == "ALARM none");
    }

    [Test]
    public async Task AStationThatStartsLearnsWhatIsSignalledAndABedSaysWhereItIsMissing()
    {
        await using var ward = await Ward.OpenAsync();
        var configuration = ward.ConfigureStation();
        await using var bed = DaemonProcess.Run(ward.BedWithoutSensor());
        await bed.PrintsAsync(Shows("ALARM HIGH NO DATA"));
        await bed.SaysAsync("Connected to the broker");
        await using (var first = DaemonProcess.Run(configuration))
        {
            await first.PrintsAsync(Shows("ALARM HIGH BED-7 NO DATA"));
            await first.KillAsync();
        }

        await using var second = DaemonProcess.Run(configuration);
        await second.PrintsAsync(Shows("ALARM HIGH BED-7 NO DATA"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task AnAcknowledgementAtTheStationReachesTheBedWhereItIsConfigured(bool honour)
    {
        await using var ward = await Ward.OpenAsync();
        await using var centre = await ward.ListenAsync();
        await using var bed = DaemonProcess.Run(ward.BedWithoutSensor(honour));
        await using var station = DaemonProcess.Run(ward.ConfigureStation());
        await bed.PrintsAsync(Shows("ALARM HIGH NO DATA (HIGH sound"));
        await centre.WaitUntilAsync(all => all.Any(message => IsReceipt(message) && Body<StationReceipt>(message).Signalled.Count > 0));

        var how = DaemonProcess.How([], "ack");
        how.Environment["EDGEMONITOR__Security__ControlSocket"] = ward.StationSocket;
        await using (var ack = DaemonProcess.Start(how)) Assert.That(await ack.ExitAsync(), Is.EqualTo(ExitCodes.Ok), string.Join('\n', ack.Errors));
        await station.PrintsAsync(Shows("ALARM HIGH BED-7 NO DATA (silent"));
        var messages = await centre.WaitUntilAsync(all => all.Any(IsAnswer));
        Assert.That(Body<CommandAnswer>(messages.First(IsAnswer)).Accepted, Is.EqualTo(honour));
        if (honour) await bed.PrintsAsync(Shows("ALARM HIGH NO DATA (silent"));
        else await bed.SaysAsync("was refused: This bed is not configured to take this act from there.");

        // Who has recorded the command and says it again, with the station's own certificate, gets nowhere.
        var recorded = messages.First(message => message.Topic == Ward.Topic + "/cmd/station-1");
        await using var thief = new MosquittoProvider().Create(ward.Broker.Settings("thief", ward.Certificate(Ward.Station)));
        await thief.ConnectAsync(CancellationToken.None);
        await thief.PublishAsync(new MqttMessage(recorded.Topic, recorded.Payload, recorded.ContentType), CancellationToken.None);
        messages = await centre.WaitUntilAsync(all => all.Count(IsAnswer) >= 2);
        Assert.That(Body<CommandAnswer>(messages.Last(IsAnswer)).Accepted, Is.False);
        if (!honour) Assert.That(bed.Output, Has.None.Contains("silent"));
    }

    [Test]
    public async Task HistoryAndDoublesDoNothingAtTheStation()
    {
        await using var ward = await Ward.OpenAsync();
        await using var centre = await ward.ListenAsync();
        await using var station = DaemonProcess.Run(ward.ConfigureStation());
        await using var bed = new MosquittoProvider().Create(ward.Broker.Settings("bed-7", ward.Certificate(Ward.Bed)));
        await bed.ConnectAsync(CancellationToken.None);
        await ward.Broker.LogsAsync("Sending SUBACK to station-1:station", 4);

        await Say(Record(1, "start", historical: true));
        await Say(Record(2, "start", historical: false));
        await station.PrintsAsync(Shows("ALARM HIGH BED-7 ASYSTOLE"));
        await Say(Record(2, "start", historical: false));
        await Say(Record(3, "end", historical: true));
        await Say(Record(4, "end", historical: false));
        await station.PrintsAsync(line => line == "ALARM none");
        await Say(Record(2, "start", historical: false));
        await Say(Record(5, "held", historical: false)); // confirmed after the double: what the station shows now is final
        await centre.WaitUntilAsync(all => all.Count(IsReceipt) >= 3);
        Assert.That(station.Output.Where(Shows("ALARM")), Is.EqualTo(new[] { "ALARM HIGH BED-7 ASYSTOLE (HIGH sound, nurse call)", "ALARM none" }));

        Task Say(Record record) => bed.PublishAsync(new MqttMessage(Ward.Topic + "/alarms", RecordCodec.Encode(record), RecordCodec.ProtobufType), CancellationToken.None);
    }

    private static Record Record(long sequence, string phase, bool historical) => new()
    {
        Device = Ward.Bed,
        Stream = "alarms",
        Sequence = sequence,
        Boot = "b1",
        MonotonicUs = sequence,
        Historical = historical,
        Alarm = new EdgeMonitor.Uplink.Wire.AlarmEvent { Id = "b1-asystole-1", Condition = "asystole", Kind = "physiological", Priority = "high", Phase = phase },
    };

    private static Func<string, bool> Shows(string text) => line => line.Contains(text, StringComparison.Ordinal);

    private static bool IsReceipt(ReceivedMessage message) => message.Topic == Ward.Topic + "/station/station-1";

    private static bool IsAnswer(ReceivedMessage message) => message.Topic == Ward.Topic + "/answer";

    private static T Body<T>(ReceivedMessage message)
        where T : Google.Protobuf.IMessage<T>, new() => LinkCodec.Decode<T>(new MqttMessage(message.Topic, message.Payload, message.ContentType));

    /// <summary>When the asystole was first heard of at the broker, from the bed and from the station.</summary>
    private static void Note(ReceivedMessage message, Dictionary<string, long> times)
    {
        var what = message.Topic == Ward.Topic + "/heartbeat" && Body<Heartbeat>(message).Signalled.Any(alarm => alarm.Condition == "asystole") ? "alarm"
            : message.Topic == Ward.Topic + "/alarms" && Body<Record>(message).Alarm is { Condition: "asystole", Phase: "start" } ? "alarm"
            : IsReceipt(message) && Body<StationReceipt>(message).Signalled.Any(id => id.Contains("asystole", StringComparison.Ordinal)) ? "receipt"
            : "";
        lock (times) times.TryAdd(what, TimeProvider.System.GetTimestamp());
    }

    private static bool IsNoted(Dictionary<string, long> times, string what)
    {
        lock (times) return times.ContainsKey(what);
    }
}
