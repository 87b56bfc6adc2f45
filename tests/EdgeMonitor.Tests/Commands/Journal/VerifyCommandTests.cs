using System.Text.Json;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Data.Sqlite;

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

    [TestCase(JournalStreams.Alarms)]
    [TestCase(JournalStreams.Telemetry)]
    [TestCase(JournalStreams.Audit)]
    public async Task ARecordThatNobodyRemovedIsALossUntilAGapRecordTellsOfIt(string stream)
    {
        Append(stream, 9);
        using (var store = _scene.OpenStore()) store.Trim(stream, 4, 6); // behind the journal's back
        var lost = await _scene.RunAsync("verify");
        Assert.That(lost.Code, Is.EqualTo(65), lost.Error);
        Assert.That(lost.Lines, Does.Contain("  nothing under 4-6: LOST: nothing here explains it."));
        Assert.That(lost.Lines, Has.One.EndsWith("6 good, 0 unreadable, 0 shredded, 3 numbers without a record, 3 of them LOST"));

        Tell(stream, 3, 5);
        var half = await VerifyAsync(stream, code: 65);
        Assert.That(half, Is.EqualTo((string[])["4-5 The disk was damaged.", "6-6 LOST"]), "a gap explains what it tells of and no more");
        Tell(stream, 6, 6);
        Assert.That(await VerifyAsync(stream, code: 0), Is.EqualTo((string[])["4-5 The disk was damaged.", "6-6 The disk was damaged."]));
    }

    /// <summary>Live telemetry is confirmed before the backlog, so its removal leaves holes that are no loss.</summary>
    [TestCase(JournalStreams.Telemetry)]
    [TestCase(JournalStreams.Audit)]
    public async Task WhatWasConfirmedInTheMiddleIsNoLossAndWhatIsMissingBesideItIs(string stream)
    {
        Append(stream, 20);
        _scene.Journal.Trim(stream, 8, 12);
        _scene.Journal.Trim(stream, 1, 2);
        Assert.That(await VerifyAsync(stream, code: 0), Is.EqualTo((string[])["8-12 Removed: confirmed, or given up and told of."]));
        using (var store = _scene.OpenStore()) store.Trim(stream, 13, 13);
        Assert.That(await VerifyAsync(stream, code: 65), Is.EqualTo((string[])["8-12 Removed: confirmed, or given up and told of.", "13-13 LOST"]));
    }

    [Test]
    public async Task TheNewestRecordsAreMissedToo()
    {
        _scene.AppendReadings(20);
        _scene.Journal.Trim(JournalStreams.Telemetry, 15, 17); // confirmed live
        using (var store = _scene.OpenStore()) store.Trim(JournalStreams.Telemetry, 18, 20);
        Assert.That(await VerifyAsync(JournalStreams.Telemetry, code: 65), Is.EqualTo((string[])["15-17 Removed: confirmed, or given up and told of.", "18-20 LOST"]));
    }

    [Test]
    public async Task AGapRecordThatTheCentreHasAndIsRemovedLeavesItsHoleExplained()
    {
        _scene.AppendAlarms(20);
        _scene.Journal.Trim(JournalStreams.Alarms, 5, 8);
        var told = Tell(JournalStreams.Alarms, 5, 8);
        _scene.Journal.Trim(JournalStreams.Audit, told, told);
        Assert.That(await VerifyAsync(JournalStreams.Alarms, code: 0), Is.EqualTo((string[])["5-8 Removed: confirmed, or given up and told of."]));
    }

    [Test]
    public async Task OlderRecordsThatComeBackLeaveOnlyTrueLossesUnexplained()
    {
        _scene.AppendReadings(20);
        var old = _scene.Keep(JournalStreams.Telemetry);
        _scene.Journal.Trim(JournalStreams.Telemetry, 1, 18);
        _scene.Journal.Restore([.. old.Where(record => record.Sequence is 3 or 4 or 9)]);
        const string why = "Removed, never used, or lost and told of, before older records were brought back.";
        Assert.That(await VerifyAsync(JournalStreams.Telemetry, code: 0), Is.EqualTo((string[])[$"5-8 {why}", $"10-18 {why}"]));
        _scene.Journal.Restore([.. old.Where(record => record.Sequence is 12)]);
        _scene.Journal.Trim(JournalStreams.Telemetry, 9, 9); // the account is written with this one
        using (var store = _scene.OpenStore()) store.Trim(JournalStreams.Telemetry, 12, 12);
        Assert.That((await VerifyAsync(JournalStreams.Telemetry, code: 65)).Where(part => part.Contains("LOST", StringComparison.Ordinal)), Is.EqualTo((string[])["12-12 LOST"]));
    }

    [Test]
    public async Task AnOldestRecordThatVanishedFromTheStoreIsMissed()
    {
        _scene.AppendReadings(9);
        _scene.Close();
        var path = Path.Combine(_scene.State, "journal", "journal.sqlite");
        if (!File.Exists(path)) Assert.Ignore("The other provider counts what it finds.");
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var delete = connection.CreateCommand();
            delete.CommandText = "DELETE FROM records WHERE id = (SELECT min(id) FROM records WHERE id >= (SELECT id << 48 FROM streams WHERE name = 'telemetry'))";
            Assert.That(delete.ExecuteNonQuery(), Is.EqualTo(1));
        }

        var ended = await _scene.RunAsync("verify");
        Assert.That(ended.Code, Is.EqualTo(65), ended.Error);
        Assert.That(ended.Lines, Does.Contain("  LOST: the store counts 1 records more than there are."));
    }

    [Test]
    public async Task ATakeoverBeginsARegionAndWhatIsMissingBehindItsBeginningIsLost()
    {
        _scene.AppendReadings(3);
        var region = BoxIdentity.RegionSize;
        _scene.TakeOver(new BoxIdentity(1, 1), JournalStreams.Telemetry);
        _scene.AppendReadings(5);
        Assert.That(await VerifyAsync(JournalStreams.Telemetry, code: 0), Is.EqualTo((string[])[$"4-{region} Another box took over: it numbers from here on."]));
        using (var store = _scene.OpenStore()) store.Trim(JournalStreams.Telemetry, region + 1, region + 1);
        Assert.That(await VerifyAsync(JournalStreams.Telemetry, code: 65), Is.EqualTo((string[])[$"4-{region} Another box took over: it numbers from here on.", $"{region + 1}-{region + 1} LOST"]));
    }

    [Test]
    public async Task HolesFromBeforeAccountWasKeptAreSaidToBeThat()
    {
        _scene.AppendReadings(9);
        using (var store = _scene.OpenStore())
        {
            store.Trim(JournalStreams.Telemetry, 4, 6);
            store.Trim(JournalStreams.Absent, 1, store.LastSequence(JournalStreams.Absent));
        }

        Assert.That(_scene.Journal.Count(JournalStreams.Telemetry), Is.EqualTo(6));
        Assert.That(await VerifyAsync(JournalStreams.Telemetry, code: 0), Is.EqualTo((string[])["4-6 Missing since before account was kept of it."]));
    }

    [Test]
    public async Task WhileRecordsAreStillToBeBroughtBackNothingIsCalledLost()
    {
        _scene.AppendReadings(9);
        using (var store = _scene.OpenStore()) store.Trim(JournalStreams.Telemetry, 4, 6);
        var aside = Path.Combine(_scene.State, "journal", "journal.sqlite.damaged-1");
        await File.WriteAllTextAsync(aside, "what may hold them");
        Assert.That((await VerifyAsync(JournalStreams.Telemetry, code: 0)).Single(), Does.StartWith("4-6 Not known yet"));
        await File.WriteAllTextAsync(aside + SetAsideFile.DoneMark, "done");
        Assert.That(await VerifyAsync(JournalStreams.Telemetry, code: 65), Is.EqualTo((string[])["4-6 LOST"]));
    }

    [Test]
    public async Task AnotherDeviceIdOpensNothing()
    {
        _scene.AppendAlarms(3);
        var ended = await Edgemonitor.RunAsync(default, "journal", "verify", "--state", _scene.State, "--device", "bed-8");
        Assert.That(ended.Code, Is.EqualTo(65));
        Assert.That(ended.Lines, Does.Contain("alarms     1-3: 0 good, 3 unreadable, 0 shredded, 0 numbers without a record"));
    }

    private void Append(string stream, int count)
    {
        if (stream == JournalStreams.Alarms) _scene.AppendAlarms(count);
        else if (stream == JournalStreams.Telemetry) _scene.AppendReadings(count);
        else for (var i = 0; i < count; i++) _scene.Append(stream, new Record { Audit = new AuditEntry { Who = "system", Action = "start" } });
    }

    private long Tell(string stream, long first, long last) =>
        _scene.Append(JournalStreams.Audit, new Record { Gap = new RecordGap { Stream = stream, FirstSequence = first, LastSequence = last, Count = last - first + 1, Cause = "The disk was damaged." } });

    /// <summary>The parts of a stream's holes, and why.</summary>
    private async Task<IReadOnlyList<string>> VerifyAsync(string stream, int code)
    {
        var ended = await _scene.RunAsync("verify", "--json");
        Assert.That(ended.Code, Is.EqualTo(code), ended.Output + ended.Error);
        var holes = JsonDocument.Parse(ended.Output).RootElement.GetProperty("streams").GetProperty(stream).GetProperty("holes");
        return [.. holes.EnumerateArray().Select(hole => $"{hole.GetProperty("first")}-{hole.GetProperty("last")} {(hole.GetProperty("lost").GetBoolean() ? "LOST" : hole.GetProperty("cause").GetString())}")];
    }
}
