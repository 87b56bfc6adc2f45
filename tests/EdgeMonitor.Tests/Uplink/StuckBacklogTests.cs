using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Tests.Uplink.Simulation;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>Records that a broker will never take, and everything behind them.</summary>
internal sealed class StuckBacklogTests
{
    /// <summary>More than the refusals in a row at which a stream rests, and than all places in flight.</summary>
    [Test]
    public async Task RecordsThatAreTooLongForTheBrokerAreCountedReportedAndHoldUpNoOther()
    {
        const int TooLong = 100;
        await using var broker = await MosquittoBroker.StartAsync(new BrokerOptions { MaximumPacketBytes = 1000 });
        await using var subscriber = await MqttSubscriber.StartAsync(broker, "edgemonitor/v1/icu/bed-7/telemetry");
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Telemetry, 1);
        rig.Journal.Append([.. Enumerable.Range(2, TooLong).Select(sequence => new PlainRecord(JournalStreams.Telemetry, sequence, Long(sequence)))]);
        rig.Append(JournalStreams.Telemetry, 5);
        var time = new ManualTime();
        rig.Start(UplinkRig.Settings(broker), time);
        // The clock stands still: nothing waits for anybody's rest.
        await subscriber.WaitUntilAsync(all => all.Count >= 6);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Refused == TooLong);
        await rig.StopAsync();
        Assert.That(rig.Journal.Count(JournalStreams.Telemetry), Is.EqualTo(TooLong));
        Assert.That(rig.Service.Counters.LastError, Does.StartWith("The message edgemonitor/v1/icu/bed-7/telemetry takes ").And.Contains(" bytes and the broker takes 1000 at the most"));
        Assert.That(rig.Changes.Count(change => change.Connected), Is.EqualTo(1), "the connection stands");
    }

    /// <summary>It says nothing: no reason, no PUBACK.</summary>
    [Test]
    public void ABrokerThatEndsTheConnectionOverARecordWithoutAWordStillGetsTheOthers([Values] ConfirmMode mode)
    {
        using var run = new SimulatedRun(seed: 6, mode, settings => settings);
        run.Net.Weather = Weather.Fair;
        run.Net.Broker.Poison = record => record is { Stream: JournalStreams.Alarms, Sequence: 1 or 3 } or { Stream: JournalStreams.Telemetry, Sequence: 7 };
        run.Box.Append(JournalStreams.Telemetry, 50);
        run.Box.Append(JournalStreams.Alarms, 4);
        run.Net.Centre.Start();
        run.Box.Start();
        for (var second = 0; second < 600; second++)
        {
            run.PassSecond();
            if (second == 300) run.Box.Append(JournalStreams.Alarms, 1);
        }

        var missing = JournalStreams.All.SelectMany(stream => Enumerable.Range(1, (int)run.Box.Last(stream)).Where(sequence => !run.Net.Watch.IsConfirmed(stream, sequence)).Select(sequence => $"{stream} {sequence}"));
        Assert.That(missing, Is.EqualTo(new[] { "alarms 1", "alarms 3", "telemetry 7" }));
        run.Net.Broker.Poison = _ => false;
        run.Finish();
        Assert.That(run.Faults(), Is.Empty);
    }

    private static byte[] Long(long sequence) => RecordCodec.Encode(new Record
    {
        Device = UplinkRig.Device,
        Stream = JournalStreams.Telemetry,
        Sequence = sequence,
        Telemetry = new() { Readings = { new Reading { Name = new string('n', 2000) } } },
    });
}
