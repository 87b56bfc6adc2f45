using System.Globalization;
using System.Text.Json;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.SystemTests;

public sealed class StoreAndForwardTests
{
    /// <summary>Chosen: half an hour of recording then runs at 90 times its speed.</summary>
    private static readonly TimeSpan PlayingTime = TimeSpan.FromSeconds(20);

    private Bedside _bedside = null!;

    [SetUp]
    public void MakeBedside() => _bedside = new Bedside();

    [TearDown]
    public void RemoveBedside() => _bedside.Dispose();

    /// <summary>
    /// The broker is away at the start, comes, is killed in the middle and comes again. A PUBACK of mosquitto promises nothing about its disk:
    /// what it had confirmed and not saved would die with it, and that loss would be the broker's. So it is frozen before it is killed, until
    /// the centre has everything that it had handed on. What the box sends to the frozen broker is in flight, unconfirmed, at the kill: that
    /// part is the box's promise.
    /// </summary>
    [Test]
    public async Task ADaemonLosesNothingWhileItsBrokerComesAndGoes()
    {
        var header = Recordings.Mitdb("203");
        var (leads, duration) = Waveforms.Of(header);
        await using var broker = await MosquittoBroker.StartAsync(_bedside.Broker());
        await using var centre = await Centre.ListenAsync(broker, _bedside.Certificates.IssueClient("centre"));
        await broker.StopAsync(); // in order: the centre's session is saved
        await using var daemon = DaemonProcess.Run(_bedside.Configure(header, Math.Max(1, duration / PlayingTime), broker.Port));
        await daemon.SaysAsync("The uplink is down: Nothing listens at localhost:");
        await daemon.SaysAsync("data comes");

        await broker.StartAgainAsync();
        await centre.WaitAsync(IsTelemetry, (int)(duration.TotalSeconds / 4));
        await broker.FreezeWhenDeliveredAsync(() => centre.Messages);
        await broker.KillAsync();
        await daemon.SaysAsync("Nothing listens at localhost:", 2);
        await broker.StartAgainAsync();

        await centre.WaitAsync(record => IsTelemetry(record) && record.Telemetry.Sensors.Any(sensor => sensor.State == "ended"));
        await AssertWholeAsync(centre, leads);
        await AssertAlarmsOfReplayAsync(centre, header, duration);
        var (exitCode, _) = await daemon.TerminateAsync();
        Assert.That(exitCode, Is.Zero, string.Join('\n', daemon.Errors));
        AssertNothingBetween(centre, StoredState.Read(_bedside.State));
    }

    private static bool IsTelemetry(Record record) => record.Stream == JournalStreams.Telemetry;

    private static async Task AssertWholeAsync(Centre centre, Dictionary<string, List<int>> leads)
    {
        foreach (var stream in JournalStreams.All) await centre.HasAllAsync(stream, centre.Holes(stream));
        Assert.That(centre.Faults, Is.Empty);
        var telemetry = centre.Records(JournalStreams.Telemetry);
        await TestContext.Out.WriteLineAsync($"{telemetry.Count} telemetry and {centre.Records(JournalStreams.Alarms).Count} alarm records, {centre.Doubles} doubles.");
        Assert.That(telemetry.SelectMany(record => record.Telemetry.Gaps), Is.Empty);
        var joined = Waveforms.Join(telemetry);
        Assert.That(joined.Keys, Is.EquivalentTo(leads.Keys));
        foreach (var (label, samples) in leads) Assert.That(joined[label], Is.EqualTo(samples), label);
    }

    /// <summary>The alarm log of the box is that of the recording, moved to where the recording began on the box's line of time.</summary>
    private async Task AssertAlarmsOfReplayAsync(Centre centre, string header, TimeSpan duration)
    {
        var file = _bedside.PathOf("alarms.jsonl");
        var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync("replay", header, "--alarms", file);
        Assert.That(exitCode, Is.Zero, string.Join('\n', errors));
        var expected = File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(alarm => alarm.TryGetProperty("sensor", out _) && alarm.GetProperty("phase").GetString() != "update").Select(alarm => (At: alarm.GetProperty("t").GetDouble(), Said:
                $"{alarm.GetProperty("condition")} {alarm.GetProperty("priority")} {alarm.GetProperty("phase")} {alarm.GetProperty("value")} {alarm.GetProperty("limit")}"))
            .ToList();

        var start = centre.Records(JournalStreams.Telemetry).SelectMany(record => record.Telemetry.Waveforms).Min(waveform => waveform.StartUs);
        // The box's own alarms (that it had no broker) are not the recording's, nor is what it repeats when the broker is back.
        var came = centre.Records(JournalStreams.Alarms).Select(record => record.Alarm).OfType<AlarmEvent>()
            .Where(alarm => alarm.Sensor.Length > 0 && alarm.Phase != "update" && alarm.AtUs - start <= duration.TotalMicroseconds).Select(alarm => (At: (alarm.AtUs - start) / 1e6, Said:
                $"{alarm.Condition} {alarm.Priority} {alarm.Phase} {Number(alarm.HasValue, alarm.Value)} {Number(alarm.HasLimit, alarm.Limit)}"))
            .ToList();
        Assert.That(came.Select(alarm => alarm.Said), Is.EqualTo(expected.Select(alarm => alarm.Said)));
        // One side rounds to whole microseconds and the other cuts.
        Assert.That(came.Select(alarm => alarm.At), Is.EqualTo(expected.Select(alarm => alarm.At)).Within(2e-6));
    }

    private static string Number(bool has, double number) => has ? Math.Round(number, 6).ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>Every number that the box ever gave is at the centre or still stored; what is at both is the same.</summary>
    private static void AssertNothingBetween(Centre centre, StoredState stored)
    {
        foreach (var stream in JournalStreams.All)
        {
            var there = centre.Records(stream).ToDictionary(record => record.Sequence);
            var lost = Centre.Range(1, stored.Last[stream]).Where(sequence => !there.ContainsKey(sequence) && !stored.Records[stream].ContainsKey(sequence));
            Assert.That(lost, Is.Empty, stream);
            foreach (var (sequence, record) in stored.Records[stream])
            {
                if (there.TryGetValue(sequence, out var known)) Assert.That(record, Is.EqualTo(known));
            }
        }
    }
}
