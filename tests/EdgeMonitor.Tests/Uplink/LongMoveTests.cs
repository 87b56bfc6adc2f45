using System.Globalization;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A long journal of each real provider moves to the other one: how long the start is held, and what an alarm waits for meanwhile, is printed.</summary>
[Category("Long")]
public sealed class LongMoveTests
{
    private const int Alarms = 10_000, RecordBytes = 20_000, Group = 8;

    /// <summary>MiB of telemetry.</summary>
    private static readonly int Size = int.TryParse(Environment.GetEnvironmentVariable("EDGEMONITOR_MOVE_MIB"), CultureInfo.InvariantCulture, out var size) ? size : 256;

    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [TestCase("sqlite", "litedb")]
    [TestCase("litedb", "sqlite")]
    public async Task AlarmsAreStoredWhileALongJournalMoves(string from, string to)
    {
        var names = JournalProviders.All.Select(provider => provider.Name).ToList();
        if (!names.Contains(from) || !names.Contains(to)) Assert.Ignore("This build has no LiteDB, as the feed does not serve it.");
        var telemetry = (int)(((long)Size << 20) / RecordBytes / Group * Group);
        Fill(from, telemetry);

        var time = TimeProvider.System;
        using var host = Host(to);
        var began = time.GetTimestamp();
        var journal = host.Open();
        var opened = time.GetElapsedTime(began);
        Assert.That(journal.Count(JournalStreams.Alarms), Is.EqualTo(Alarms));
        using var service = new MoveService(host, new SalvageRoom(() => null, 0), time, NullLogger<MoveService>.Instance);
        await service.StartAsync(default);
        var waits = new List<TimeSpan>();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50), time);
        while (host.Moves.Count > 0 && await tick.WaitForNextTickAsync())
        {
            var asked = time.GetTimestamp();
            journal.Append([new PlainRecord(JournalStreams.Alarms, journal.NextSequence(JournalStreams.Alarms), new byte[300])]);
            waits.Add(time.GetElapsedTime(asked));
        }

        var moved = time.GetElapsedTime(began) - opened;
        await service.StopAsync(default);
        waits.Sort();
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{from} to {to}: {Size} MiB, {telemetry} records: open {opened.TotalMilliseconds:0} ms ({Alarms} alarms among it), the rest {moved.TotalSeconds:0.0} s; an alarm's commit meanwhile: median {waits[waits.Count / 2].TotalMilliseconds:0.0}, 99 % {waits[waits.Count * 99 / 100].TotalMilliseconds:0.0}, most {waits[^1].TotalMilliseconds:0.0} ms ({waits.Count} of them)"));
        Assert.That((journal.Count(JournalStreams.Telemetry), journal.Count(JournalStreams.Alarms)), Is.EqualTo(((long)telemetry, (long)Alarms + waits.Count)));
        Assert.That(journal.ReadFrom(JournalStreams.Telemetry, telemetry - 1, 1).Records[0].Bytes.ToArray(), Is.EqualTo(KnownRecords.BytesOf(JournalStreams.Telemetry, telemetry, RecordBytes)));
        Assert.That(ProviderFiles.ProvidersIn(host.Records), Is.EqualTo((string[])[to]));
    }

    private JournalHost Host(string provider) => new(_directory.PathOf("state"), "bed-7", NullLogger<JournalHost>.Instance, provider);

    private void Fill(string provider, int telemetry)
    {
        using var host = Host(provider);
        var journal = host.Open();
        Append(journal, JournalStreams.Telemetry, telemetry, RecordBytes);
        Append(journal, JournalStreams.Alarms, Alarms, 300);
    }

    private static void Append(SealedJournal journal, string stream, int count, int length)
    {
        for (var first = 1; first <= count; first += Group)
            journal.Append([.. Enumerable.Range(first, Group).Select(sequence => new PlainRecord(stream, sequence, KnownRecords.BytesOf(stream, sequence, length)))]);
    }
}
