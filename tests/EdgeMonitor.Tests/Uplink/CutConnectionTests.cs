using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A real broker behind a network that closes connections at any byte.</summary>
internal sealed class CutConnectionTests
{
    private const int Records = 300, Alarms = 20, Cuts = 25, MostBytes = 6000;

    /// <summary>The link of a box that is carried about: up for some records, then down, again and again, with a real broker behind it.</summary>
    [Test]
    public async Task AFlappingLinkMakesProgressEachTimeAndSendsAgainOnlyWhatWasInFlight([Values(ConfirmMode.Broker, ConfirmMode.Application)] ConfirmMode mode)
    {
        const int Flaps = 40, MostAWhile = 60, InFlight = 20;
        var random = new Random(7);
        await using var broker = await MosquittoBroker.StartAsync(new BrokerOptions { MaximumInFlight = InFlight });
        await using var centre = await ModelCentre.StartAsync(broker, "1");
        await using var proxy = new SwitchedProxy(broker.Port);
        await using var rig = new UplinkRig();
        var time = new ManualTime();
        rig.Append(JournalStreams.Telemetry, Flaps * MostAWhile);
        rig.Start(new UplinkSettings("localhost", proxy.Port, null, "icu", UplinkRig.Device) { Confirm = mode }, time);
        for (var flap = 0; flap < Flaps; flap++)
        {
            rig.Append(JournalStreams.Telemetry, 1);
            if (flap % 5 == 0) rig.Append(JournalStreams.Alarms, 1);
            var wanted = Count(centre) + random.Next(1, MostAWhile);
            await UplinkRig.UntilAsync(() =>
            {
                // Only the waits between connections pass quickly: no time-out may hide that a link brings nothing.
                time.Advance(TimeSpan.FromMilliseconds(rig.Service.Counters.Connected ? 5 : 100));
                return Count(centre) >= wanted || IsEmpty(rig);
            });
            await proxy.DownAsync();
            await UplinkRig.UntilAsync(() => !rig.Service.Counters.Connected);
            proxy.Up();
        }

        await UplinkRig.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return IsEmpty(rig);
        });
        await rig.StopAsync();
        Assert.That(centre.Committed(JournalStreams.Telemetry), Is.EqualTo(new[] { (1L, (long)(Flaps * MostAWhile) + Flaps) }));
        Assert.That(centre.Committed(JournalStreams.Alarms), Is.EqualTo(new[] { (1L, 8L) }));
        await TestContext.Out.WriteLineAsync($"{Flaps} flaps, {centre.Taken - Count(centre)} doubles, {rig.Service.Counters.Resent} sent again.");
        Assert.That(centre.Taken - Count(centre), Is.LessThanOrEqualTo(Flaps * InFlight), "of each connection at most what was in flight");
    }

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

    private static long Count(ModelCentre centre) => JournalStreams.All.Sum(stream => centre.Committed(stream).Sum(range => range.Last - range.First + 1));

    private static bool IsEmpty(UplinkRig rig) => JournalStreams.All.All(stream => ConfirmedMarks.Waiting(rig.Journal, stream) == 0);
}
