using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A real broker behind a network that closes connections at any byte.</summary>
internal sealed class CutConnectionTests
{
    private const int Records = 300, Alarms = 20, Cuts = 25, MostBytes = 6000;

    [Test]
    public async Task WhateverByteAConnectionIsClosedAtEveryRecordReachesTheCentre([Values(1, 2, 3)] int seed)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var centre = await ModelCentre.StartAsync(broker, "1");
        await using var proxy = new CuttingProxy(broker.Port, seed, MostBytes, Cuts);
        await using var rig = new UplinkRig();
        var time = new ManualTime();
        rig.Append(JournalStreams.Telemetry, Records);
        rig.Append(JournalStreams.Alarms, Alarms);
        rig.Start(new UplinkSettings("localhost", proxy.Port, null, "icu", UplinkRig.Device), time);
        await UplinkRig.UntilAsync(() =>
        {
            // Waits between connections, and for what the centre said in vain, pass by themselves.
            time.Advance(TimeSpan.FromMilliseconds(250));
            if (JournalStreams.All.Any(stream => ConfirmedMarks.Waiting(rig.Journal, stream) > 0)) return false;
            if (proxy.Cut >= Cuts) return true;
            // Without traffic there would be no byte to cut at.
            rig.Append(JournalStreams.Telemetry, 10);
            return false;
        });
        Assert.That(centre.Committed(JournalStreams.Telemetry), Is.EqualTo(new[] { (1L, rig.Journal.LastSequence(JournalStreams.Telemetry)) }));
        Assert.That(centre.Committed(JournalStreams.Alarms), Is.EqualTo(new[] { (1L, (long)Alarms) }));
        await rig.StopAsync();
    }
}
