using System.Text.Json;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Commands.Journal;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class InspectCommandTests : IDisposable
{
    private readonly JournalScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Test]
    public async Task TheStreamsAreThereWithRangesAgesBytesAndWhatWaits()
    {
        _scene.AppendAlarms(40);
        _scene.AppendReadings(200);
        _scene.Journal.Trim(JournalStreams.Telemetry, 1, 30);
        _scene.Journal.Trim(JournalStreams.Telemetry, 60, 69);
        _scene.Journal.Trim(JournalStreams.Telemetry, 181, 200);
        _scene.Append(JournalStreams.Audit, new Record { Gap = new RecordGap { Stream = JournalStreams.Telemetry, FirstSequence = 1, LastSequence = 30, Count = 30, Cause = "No room." } });
        var ended = await _scene.RunAsync("inspect", "--json");
        Assert.That(ended.Code, Is.Zero, ended.Error);
        var root = JsonDocument.Parse(ended.Output).RootElement;
        var telemetry = root.GetProperty("streams").GetProperty("telemetry");
        Assert.That(Numbers(telemetry, "records", "first", "last", "lastEver", "missing", "waiting"), Is.EqualTo(new long[] { 140, 31, 180, 200, 10, 140 }));
        Assert.That(telemetry.GetProperty("bytes").GetInt64(), Is.EqualTo(_scene.Journal.Bytes(JournalStreams.Telemetry)).And.GreaterThan(140 * 50));
        Assert.That(telemetry.GetProperty("oldest").GetDateTimeOffset(), Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(JournalScene.Zero + 31_000)));
        Assert.That(telemetry.GetProperty("newest").GetDateTimeOffset(), Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(JournalScene.Zero + 180_000)));
        Assert.That(Numbers(root.GetProperty("streams").GetProperty("alarms"), "records", "first", "last", "missing", "waiting"), Is.EqualTo(new long[] { 40, 1, 40, 0, 40 }));
        Assert.That(root.GetProperty("gaps")[0].GetProperty("cause").GetString(), Is.EqualTo("No room."));
        Assert.That(root.GetProperty("provider").GetString(), Is.EqualTo(_scene.Journal.Provider));
        Assert.That(root.GetProperty("centreKnown").GetBoolean(), Is.False);
        Assert.That(root.GetProperty("uplink").ValueKind, Is.EqualTo(JsonValueKind.Null), "no daemon runs here");
    }

    [Test]
    public async Task InWordsItSaysWhoConfirmsAndWhatWasSetAside()
    {
        _scene.AppendAlarms(3);
        await File.WriteAllBytesAsync(Path.Combine(_scene.State, "journal", "journal.db.damaged-1"), new byte[20_000]);
        var ended = await _scene.RunAsync("inspect");
        Assert.That(ended.Code, Is.Zero, ended.Error);
        Assert.That(ended.Lines, Does.Contain("Confirmed by the broker (no centre was ever seen)."));
        Assert.That(ended.Lines, Has.One.StartsWith("Set aside as damaged: journal.db.damaged-1, 20 KiB"));
        Assert.That(ended.Lines, Has.One.Match("^telemetry +0 +0 B +0  empty, as ever$"));
        Assert.That(ended.Lines, Has.One.Match("^alarms +3 +[0-9]+ B +3  1-3, oldest 2026-01-02 03:04:06Z"));
    }

    [Test]
    public async Task ACentreThatWasSeenConfirms()
    {
        _scene.Journal.Append([new PlainRecord(JournalStreams.Centre, 1, new byte[3])]);
        var ended = await _scene.RunAsync("inspect");
        Assert.That(ended.Lines, Does.Contain("Confirmed by the centre (one was seen)."));
    }

    [Test]
    public async Task WhereThereIsNoJournalItSaysWhatToDo()
    {
        var ended = await Edgemonitor.RunAsync(default, "journal", "inspect", "--state", _scene.PathOf("none"), "--device", "bed-7");
        Assert.That(ended.Code, Is.EqualTo(74));
        Assert.That(ended.Complaints, Has.One.Contains("name the state directory of a box that has run"));
    }

    private static long[] Numbers(JsonElement element, params string[] names) => [.. names.Select(name => element.GetProperty(name).GetInt64())];
}
