using System.Text.Json;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Commands.Journal;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VerifyCommandTests : IDisposable
{
    private readonly JournalScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Test]
    public async Task AWholeJournalIsWellAlsoBesideTheDaemonThatHasIt()
    {
        _scene.AppendAlarms(150);
        _scene.AppendReadings(300);
        var ended = await _scene.RunAsync("verify");
        Assert.That(ended.Code, Is.Zero, ended.Error);
        Assert.That(ended.Lines, Does.Contain("alarms     1-150: 150 good, 0 unreadable, 0 shredded, 0 numbers without a record"));
        Assert.That(ended.Lines, Does.Contain("telemetry  1-300: 300 good, 0 unreadable, 0 shredded, 0 numbers without a record"));
    }

    [Test]
    public async Task ARecordWhoseSealDoesNotHoldIsNamedAndTheExitCodeSaysSo()
    {
        _scene.AppendAlarms(2);
        using (var store = _scene.OpenStore()) store.Append([new JournalRecord(JournalStreams.Alarms, 3, store.ReadFrom(JournalStreams.Alarms, 0, 1)[0].Bytes)]);
        _scene.AppendAlarms(2);
        var ended = await _scene.RunAsync("verify");
        Assert.That(ended.Code, Is.EqualTo(65), ended.Error);
        Assert.That(ended.Lines, Does.Contain("alarms     1-5: 4 good, 1 unreadable, 0 shredded, 0 numbers without a record"));
        Assert.That(ended.Lines, Has.One.StartsWith("  unreadable 3: "));
    }

    [Test]
    public async Task ARecordThatIsSealedForItsPlaceAndSaysAnotherIsNotGood()
    {
        _scene.AppendAlarms(1);
        _scene.Journal.Append([new PlainRecord(JournalStreams.Alarms, 2, EdgeMonitor.Uplink.RecordCodec.Encode(new Record { Device = "bed-8", Stream = JournalStreams.Alarms, Sequence = 2 }))]);
        var ended = await _scene.RunAsync("verify", "--json");
        Assert.That(ended.Code, Is.EqualTo(65));
        var alarms = JsonDocument.Parse(ended.Output).RootElement.GetProperty("streams").GetProperty("alarms");
        Assert.That(alarms.GetProperty("bad")[0].GetProperty("why").GetString(), Is.EqualTo("It calls itself record 2 of alarms of bed-8."));
    }

    [Test]
    public async Task AHoleInTheAlarmLogIsALossUnlessAGapRecordExplainsIt()
    {
        _scene.AppendAlarms(9);
        _scene.Journal.Trim(JournalStreams.Alarms, 4, 6);
        var lost = await _scene.RunAsync("verify");
        Assert.That(lost.Code, Is.EqualTo(65));
        Assert.That(lost.Lines, Does.Contain("  nothing under 4-6: LOST: no gap record here explains it."));

        _scene.Append(JournalStreams.Audit, new Record { Gap = new RecordGap { Stream = JournalStreams.Alarms, FirstSequence = 3, LastSequence = 6, Count = 3, Cause = "The disk was damaged." } });
        var explained = await _scene.RunAsync("verify", "--json");
        Assert.That(explained.Code, Is.Zero, explained.Error);
        var hole = JsonDocument.Parse(explained.Output).RootElement.GetProperty("streams").GetProperty("alarms").GetProperty("holes")[0];
        Assert.That((hole.GetProperty("first").GetInt64(), hole.GetProperty("last").GetInt64(), hole.GetProperty("cause").GetString()), Is.EqualTo((4, 6, "The disk was damaged.")));
    }

    /// <summary>Live telemetry is confirmed before the backlog, so its removal leaves holes that are no loss.</summary>
    [Test]
    public async Task WhatWasConfirmedInTheMiddleOfTelemetryIsNoLoss()
    {
        _scene.AppendReadings(20);
        _scene.Journal.Trim(JournalStreams.Telemetry, 8, 12);
        var ended = await _scene.RunAsync("verify");
        Assert.That(ended.Code, Is.Zero, ended.Error);
        Assert.That(ended.Lines, Does.Contain("  nothing under 8-12: sent and confirmed, as far as this box knows."));
    }

    [Test]
    public async Task AnotherDeviceIdOpensNothing()
    {
        _scene.AppendAlarms(3);
        var ended = await Edgemonitor.RunAsync(default, "journal", "verify", "--state", _scene.State, "--device", "bed-8");
        Assert.That(ended.Code, Is.EqualTo(65));
        Assert.That(ended.Lines, Does.Contain("alarms     1-3: 0 good, 3 unreadable, 0 shredded, 0 numbers without a record"));
    }
}
