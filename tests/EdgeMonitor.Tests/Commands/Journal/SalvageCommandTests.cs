using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Commands.Journal;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SalvageCommandTests : IDisposable
{
    private readonly JournalScene _scene = new();

    public void Dispose() => _scene.Dispose();

    /// <summary>The head of the file, by which any database reader would find its way, is gone, and so is a piece of its middle.</summary>
    [Test]
    public async Task WhatADamagedFileStillHoldsIsSavedOnceAndInOrder()
    {
        _scene.AppendAlarms(30);
        _scene.AppendReadings(400);
        _scene.Close();
        var damaged = _scene.PathOf("journal.db.damaged-1");
        var bytes = await File.ReadAllBytesAsync(_scene.StoreFile);
        bytes.AsSpan(0, 100).Clear();
        bytes.AsSpan(bytes.Length / 2, 8192).Clear();
        await File.WriteAllBytesAsync(damaged, bytes);
        var ended = await _scene.RunAsync("salvage", damaged, "--to-dir", _scene.PathOf("saved"));
        Assert.That(ended.Code, Is.Zero, ended.Error);

        var found = Delimited(_scene.PathOf("saved/telemetry.pb"));
        Assert.That(found.Select(record => record.Sequence), Is.Ordered.Ascending.And.Unique);
        Assert.That(found.Count, Is.InRange(250, 399));
        Assert.That(found, Is.All.Matches<Record>(record => record!.Telemetry.Readings.Single().Value.Equals(90.0 + (record.Sequence % 10))));
        Assert.That(Delimited(_scene.PathOf("saved/alarms.pb")).Count, Is.InRange(1, 30));
        Assert.That(File.ReadLines(_scene.PathOf("saved/readings.csv")).Count(), Is.EqualTo(found.Count + 1));
        var report = await File.ReadAllLinesAsync(_scene.PathOf("saved/report.txt"));
        Assert.That(report, Has.One.StartsWith($"telemetry: {found.Count} records from "));
        var missing = report.Where(line => line.StartsWith("  missing ", StringComparison.Ordinal)).Sum(line =>
        {
            var ends = line["  missing ".Length..].Split('-');
            return long.Parse(ends[1], null) - long.Parse(ends[0], null) + 1;
        });
        Assert.That(missing, Is.GreaterThanOrEqualTo(1));
        Assert.That(Directory.GetFiles(_scene.PathOf("saved"), ".*"), Is.Empty);
    }

    [Test]
    public async Task AWholeFileGivesEverything()
    {
        _scene.AppendAlarms(20);
        _scene.Close();
        var file = _scene.StoreFile;
        var ended = await _scene.RunAsync("salvage", file, "--to-dir", _scene.PathOf("saved"), "--format", "json");
        Assert.That(ended.Code, Is.Zero, ended.Error);
        Assert.That(Delimited(_scene.PathOf("saved/alarms.pb")).Select(record => record.Alarm.Id), Is.EqualTo(Enumerable.Range(1, 20).Select(number => $"a{number}")));
        Assert.That(File.ReadLines(_scene.PathOf("saved/alarms.jsonl")).Count(), Is.EqualTo(20));
        Assert.That(ended.Lines, Does.Contain("alarms: 20 records from 1 to 20; 0 numbers between them are missing"));
    }

    [Test]
    public async Task UnderAnotherDeviceIdAndInAForeignFileNothingAuthenticates()
    {
        _scene.AppendAlarms(5);
        _scene.Close();
        var file = _scene.StoreFile;
        var other = await Edgemonitor.RunAsync(default, "journal", "salvage", file, "--to-dir", _scene.PathOf("a"), "--state", _scene.State, "--device", "bed-8");
        Assert.That(other.Code, Is.EqualTo(65));
        Assert.That(other.Lines, Has.One.StartsWith("Nothing in it authenticates"));
        await File.WriteAllBytesAsync(_scene.PathOf("foreign"), new byte[100_000]);
        Assert.That((await _scene.RunAsync("salvage", _scene.PathOf("foreign"), "--to-dir", _scene.PathOf("b"))).Code, Is.EqualTo(65));
        Assert.That((await _scene.RunAsync("salvage", _scene.PathOf("none"), "--to-dir", _scene.PathOf("c"))).Code, Is.EqualTo(74));
    }

    private static List<Record> Delimited(string file)
    {
        var records = new List<Record>();
        using var stream = File.OpenRead(file);
        while (stream.Position < stream.Length) records.Add(Record.Parser.ParseDelimitedFrom(stream));
        return records;
    }
}
