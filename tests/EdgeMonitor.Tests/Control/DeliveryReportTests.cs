using System.Text.Json.Nodes;
using EdgeMonitor.Control;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Uplink;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Control;

internal sealed class DeliveryReportTests
{
    [Test]
    public async Task WhatOfEachStreamIsStoredAndWaitsIsRead()
    {
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 10);
        rig.Append(JournalStreams.Telemetry, 3);
        var confirmed = new SequenceRanges();
        confirmed.Add(1, 4);
        new ConfirmedMarks(rig.Journal).Add(confirmed);
        var alarms = StreamWaiting.Of(rig.Journal, JournalStreams.Alarms);
        Assert.That((alarms.Stored, alarms.Waiting, alarms.WaitingBytes), Is.EqualTo((10L, 6L, alarms.StoredBytes * 6 / 10)));
        Assert.That(alarms.Oldest, Is.EqualTo(DateTimeOffset.UnixEpoch.AddSeconds(5)), "the fifth one waits");
        var telemetry = StreamWaiting.Of(rig.Journal, JournalStreams.Telemetry);
        Assert.That((telemetry.Stored, telemetry.Waiting, telemetry.Oldest), Is.EqualTo((3L, 3L, DateTimeOffset.UnixEpoch.AddSeconds(1))));
        var audit = StreamWaiting.Of(rig.Journal, JournalStreams.Audit);
        Assert.That((audit.Stored, audit.Waiting, audit.Oldest), Is.EqualTo((0L, 0L, (DateTimeOffset?)null)));
    }

    [Test]
    public void ALineSaysWhatWaits()
    {
        var report = new JsonObject
        {
            ["streams"] = new JsonArray(
                new JsonObject { ["stream"] = "alarms", ["waiting"] = 0, ["stored"] = 7 },
                new JsonObject { ["stream"] = "telemetry", ["waiting"] = 90, ["stored"] = 100, ["oldest"] = "2026-01-02T03:04:05Z" }),
        };
        Assert.That(DeliveryReport.Sentence(report), Is.EqualTo("Waiting to be confirmed: alarms 0 of 7, telemetry 90 of 100 (oldest 2026-01-02T03:04:05Z)."));
        Assert.That(DeliveryReport.Sentence(new JsonObject()), Is.Null);
    }
}
