using EdgeMonitor.Receiver;
using EdgeMonitor.Receiver.Files;
using EdgeMonitor.Tests.Uplink;
using Microsoft.Extensions.Logging.Abstractions;
using static EdgeMonitor.Tests.Receiver.ReceivedRecords;

namespace EdgeMonitor.Tests.Receiver;

/// <summary>The receiver's files after a crash at any byte, and on a disk that refuses.</summary>
internal sealed class FileStoreTests
{
    private TemporaryFolder _folder = null!;

    private string Segment => Path.Combine(_folder.Path, "bed-1", "alarms", "00000001.log");

    [SetUp]
    public void Make() => _folder = new TemporaryFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task AFileCutAtAnyByteOfItsLastRecordsKeepsTheWholeOnesAndTakesTheOthersAgain()
    {
        var records = Enumerable.Range(1, 4).Select(sequence => Received("bed-1", "alarms", sequence)).ToList();
        var ends = new List<long>();
        await using (var store = await OpenAsync())
        {
            foreach (var record in records)
            {
                await store.CommitAsync([record], default);
                ends.Add(new FileInfo(Segment).Length);
            }
        }

        var whole = await File.ReadAllBytesAsync(Segment);
        for (var cut = 0; cut < whole.Length; cut++)
        {
            await File.WriteAllBytesAsync(Segment, whole[..cut]);
            await using (var store = await OpenAsync())
            {
                var kept = await store.CommitAsync(records, default);
                Assert.That(kept.Count(outcome => outcome == Kept.Double), Is.EqualTo(ends.Count(end => end <= cut)), $"cut at {cut}");
                Assert.That(kept, Has.None.EqualTo(Kept.Contradiction));
            }

            Assert.That(await File.ReadAllBytesAsync(Segment), Is.EqualTo(whole), $"cut at {cut}");
        }
    }

    [Test]
    public async Task AByteThatChangedIsNoticedAndWhatFollowsIsSetAside([Values(8, 12, 20, 40, 60)] int at)
    {
        await using (var store = await OpenAsync()) await store.CommitAsync([Received("bed-1", "alarms", 1), Received("bed-1", "alarms", 2)], default);
        var bytes = await File.ReadAllBytesAsync(Segment);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(Segment, bytes);
        await using (var store = await OpenAsync())
        {
            Assert.That(await store.CommitAsync([Received("bed-1", "alarms", 1), Received("bed-1", "alarms", 2)], default), Is.All.EqualTo(Kept.Stored));
        }

        Assert.That(await File.ReadAllBytesAsync(Segment + ".torn-1"), Is.EqualTo(bytes[8..]));
        Assert.That(ReadCommand.Records(_folder.Path).Select(record => record.Frame.Sequence), Is.EqualTo(new[] { 1, 2 }));
    }

    /// <summary>After a sync that failed the kernel may have dropped the pages and calls them clean: what was written is written again.</summary>
    [Test]
    public async Task AFailedSyncStoresNothingAndTheNextTryWritesItAnew()
    {
        var fails = false;
        await using var store = await OpenAsync(file =>
        {
            if (fails) throw new IOException("fdatasync failed: Input/output error.");
            EdgeMonitor.Storage.DurableFile.SyncData(file);
        });
        await store.CommitAsync([Received("bed-1", "alarms", 1)], default);
        var good = new FileInfo(Segment).Length;
        fails = true;
        Assert.That(async () => await store.CommitAsync([Received("bed-1", "alarms", 2)], default), Throws.TypeOf<StoreException>());
        Assert.That(async () => await store.CommitAsync([Received("bed-1", "alarms", 2)], default), Throws.TypeOf<StoreException>());
        Assert.That(new FileInfo(Segment).Length, Is.EqualTo(good), "what was not synced is cut off before anything else is tried");
        fails = false;
        Assert.That(await store.CommitAsync([Received("bed-1", "alarms", 2)], default), Is.EqualTo(new[] { Kept.Stored }));
        Assert.That(ReadCommand.Records(_folder.Path).Select(record => record.Frame.Sequence), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task ASecondReceiverOnTheSameDirectoryIsRefused()
    {
        await using var first = await OpenAsync();
        await using var second = new FileStore(_folder.Path, NullLogger<FileStore>.Instance);
        Assert.That(async () => await second.OpenAsync(default), Throws.TypeOf<StoreException>().With.Message.Contains("in use by another receiver"));
    }

    [Test]
    public async Task AFullSegmentIsReadFromItsListAndWithoutOneFromItself()
    {
        var records = Enumerable.Range(1, 200).Select(sequence => Received("bed-1", "alarms", sequence, takeover: 4)).ToList();
        await using (var store = await OpenAsync(segmentBytes: 2000))
        {
            foreach (var part in records.Chunk(10)) await store.CommitAsync(part, default);
        }

        var lists = Directory.GetFiles(Path.Combine(_folder.Path, "bed-1", "alarms"), "*.ranges").Order().ToList();
        Assert.That(lists, Has.Count.GreaterThan(5));
        File.Delete(lists[0]);
        await File.WriteAllTextAsync(lists[1], "4 1-200\nforged\n");
        await using var again = new FileStore(_folder.Path, NullLogger<FileStore>.Instance) { SegmentBytes = 2000 };
        Assert.That((await again.OpenAsync(default))["bed-1"], Is.EqualTo(4));
        Assert.That(await again.CommitAsync(records, default), Is.All.EqualTo(Kept.Double));
        Assert.That(await again.CommitAsync([Received("bed-1", "alarms", 201)], default), Is.EqualTo(new[] { Kept.Stored }));
    }

    [Test]
    public async Task AfterOldSegmentsWentIntoAnArchiveTheNextOneTakesTheNextNumberAndNothingIsLost()
    {
        var records = Enumerable.Range(1, 100).Select(sequence => Received("bed-1", "alarms", sequence)).ToList();
        await using (var store = await OpenAsync(segmentBytes: 2000))
        {
            foreach (var part in records.Chunk(5)) await store.CommitAsync(part, default);
        }

        var archived = CountOf(Segment);
        File.Delete(Segment);
        var before = Files();
        await using (var store = await OpenAsync(segmentBytes: 1))
        {
            await store.CommitAsync([Received("bed-1", "alarms", 101)], default);
            await store.CommitAsync([Received("bed-1", "alarms", 102)], default);
        }

        Assert.That(Files().Take(before.Count), Is.EqualTo(before));
        Assert.That(ReadCommand.Records(_folder.Path).Select(record => record.Frame.Sequence), Is.EqualTo(Enumerable.Range(archived + 1, 102 - archived)));

        static int CountOf(string file)
        {
            using var reader = new SegmentReader(file);
            var count = 0;
            while (reader.TryRead(out _)) count++;
            return count;
        }

        List<string> Files() => [.. Directory.GetFiles(Path.GetDirectoryName(Segment)!, "*.log").Order(StringComparer.Ordinal)];
    }

    [Test]
    public async Task AFileWithRecordsThatStandsWhereTheNextOneWouldIsNotRemoved()
    {
        await using var store = await OpenAsync(segmentBytes: 1);
        await store.CommitAsync([Received("bed-1", "alarms", 1)], default);
        var next = Segment.Replace("00000001", "00000002", StringComparison.Ordinal);
        File.Copy(Segment, next);
        var bytes = await File.ReadAllBytesAsync(next);
        Assert.That(async () => await store.CommitAsync([Received("bed-1", "alarms", 2)], default), Throws.TypeOf<StoreException>().With.Message.Contains(next));
        Assert.That(await File.ReadAllBytesAsync(next), Is.EqualTo(bytes));
        await File.WriteAllBytesAsync(next, bytes[..8]);
        Assert.That(await store.CommitAsync([Received("bed-1", "alarms", 2)], default), Is.EqualTo(new[] { Kept.Stored }), "a failed try has left no more than the beginning");
    }

    [Test]
    public async Task AFolderThatNoDeviceCanHaveIsNoneAndADeviceMayBeCalledLock()
    {
        var foreign = Directory.CreateDirectory(Path.Combine(_folder.Path, "lost+found", "alarms")).FullName;
        await File.WriteAllTextAsync(Path.Combine(foreign, "00000001.log"), "not ours");
        await using var store = await OpenAsync();
        Assert.That(await store.CommitAsync([Received("lock", "alarms", 1)], default), Is.EqualTo(new[] { Kept.Stored }));
        Assert.That(Directory.GetFiles(foreign), Has.Length.EqualTo(1), "nothing was set aside there");
        Assert.That(FileStore.StreamsOf(_folder.Path).Select(folder => folder.Device), Is.EqualTo(new[] { "lock" }));
    }

    private async Task<FileStore> OpenAsync(Action<Microsoft.Win32.SafeHandles.SafeFileHandle>? sync = null, long segmentBytes = 1 << 20)
    {
        var store = new FileStore(_folder.Path, NullLogger<FileStore>.Instance)
        {
            SegmentBytes = segmentBytes,
            Sync = sync ?? EdgeMonitor.Storage.DurableFile.SyncData,
        };
        await store.OpenAsync(default);
        return store;
    }
}
