using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;
using EdgeMonitor.Tests.Brokers;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>
/// A real daemon whose journal was damaged while it was down: it starts, says what it did, brings back what is still there, tells the centre what is
/// not, and goes on.
/// </summary>
public sealed class DamagedJournalTests
{
    private const int Records = 50; // telemetry records of each of the two runs before the damage

    private Bedside _bedside = null!;

    private string Database => Path.Combine(_bedside.State, "journal", SqliteSession.FileName);

    [SetUp]
    public void MakeBedside() => _bedside = new Bedside();

    [TearDown]
    public void RemoveBedside() => _bedside.Dispose();

    [TestCase("noise", 80)]
    [TestCase("truncated", 55)]
    [TestCase("foreign", 45)]
    [TestCase("empty", 45)]
    [TestCase("log", 90)]
    public async Task WhatIsStillThereComesBackAndIsSent(string damage, int atLeast)
    {
        var record = Recordings.Mitdb("203");
        var before = await FillAsync(record);
        Damage(damage);

        await using var broker = await MosquittoBroker.StartAsync(_bedside.Broker());
        await using var centre = await Centre.ListenAsync(broker, _bedside.Certificates.IssueClient("centre"));
        await using var daemon = DaemonProcess.Run(_bedside.Configure(record, speed: 20, broker.Port, repeat: true));
        await daemon.SaysAsync("set aside as");
        await daemon.SaysAsync($"Of {SqliteSession.FileName}{JournalDirectory.SetAsideMark}1 ");
        await centre.WaitAsync(sent => sent.Gap is { Stream: JournalStreams.Telemetry });
        await centre.WaitAsync(sent => sent.Stream == JournalStreams.Telemetry && sent.Sequence > SequenceReserve.Step, 5);
        await centre.WaitAsync(sent => before.Records[JournalStreams.Telemetry].ContainsKey(sent.Sequence), atLeast);
        Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);

        foreach (var sent in centre.Records(JournalStreams.Telemetry).Where(sent => before.Records[JournalStreams.Telemetry].ContainsKey(sent.Sequence)))
            Assert.That(sent.Telemetry, Is.EqualTo(before.Records[JournalStreams.Telemetry][sent.Sequence].Telemetry), $"{sent.Sequence}");

        Assert.That(centre.Faults, Is.Empty);
        var alarms = centre.Records(JournalStreams.Alarms).Select(sent => sent.Sequence).ToHashSet();
        TestContext.Out.WriteLine($"{damage}: {centre.Records(JournalStreams.Telemetry).Count(sent => sent.Sequence < SequenceReserve.Step)} of {before.Last[JournalStreams.Telemetry]} telemetry and {alarms.Count(sequence => sequence < SequenceReserve.Step)} of {before.Last[JournalStreams.Alarms]} alarm records came back.");
        Assert.That(daemon.Errors, Has.None.Contains("Internal error"));
    }

    /// <summary>One run ended in order, whose records are in the database, and one killed, whose records are in its log.</summary>
    private async Task<StoredState> FillAsync(string record)
    {
        var configuration = _bedside.Configure(record, speed: 60, port: null, repeat: true);
        for (var run = 1; run <= 2; run++)
        {
            await using var daemon = DaemonProcess.Run(configuration);
            await daemon.SaysAsync("data comes");
            while (Stored() < run * Records) await Task.Yield();
            if (run == 1) await daemon.TerminateAsync();
            else await daemon.KillAsync();
        }

        return StoredState.Read(_bedside.State);
    }

    private long Stored()
    {
        using var reader = SqliteJournal.OpenReader(Path.GetDirectoryName(Database)!);
        return reader.Count(JournalStreams.Telemetry);
    }

    private void Damage(string kind)
    {
        var noise = new byte[2048];
        new Random(5).NextBytes(noise);
        using var file = new FileStream(kind == "log" ? Database + "-wal" : Database, FileMode.Open, FileAccess.ReadWrite);
        switch (kind)
        {
            case "foreign":
                file.SetLength(0);
                file.Write("A letter to someone else, which is no database."u8);
                break;
            case "truncated":
                file.SetLength(file.Length / 2);
                break;
            case "empty":
                file.SetLength(0);
                break;
            default:
                file.Position = file.Length / 2;
                file.Write(noise);
                break;
        }
    }
}
