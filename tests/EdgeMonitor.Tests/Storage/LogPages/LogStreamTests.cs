using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Tests.Storage.LogPages;

/// <summary>The log and the data file below LiteDB, without it: pages of our own making, and the power cut everywhere.</summary>
public sealed class LogStreamTests
{
    [Test]
    public void WhatIsCommittedIsReadBackAndTheRestIsNot()
    {
        var file = new MemoryFile([]);
        LogStream.Create(file);
        var log = Open(file);
        Commit(log, 1, 3);
        Commit(log, 2, 1);
        log.Position = log.Length;
        log.Write(PageOf(3, 0, ends: false));
        var again = Open(file);
        Assert.That(again.Length, Is.EqualTo(4 * Page.Bytes));
        Assert.That(PagesOf(again).SelectMany(page => page), Is.EqualTo(Enumerable.Range(0, 3).SelectMany(i => PageOf(1, i, i == 2)).Concat(PageOf(2, 0, true))));
        Assert.That(LogContent.Read(file).HasLost, Is.False);
    }

    [Test]
    public void AnEmptiedLogHasNothingAndOldFramesDoNotComeBack()
    {
        var file = new MemoryFile([]);
        LogStream.Create(file);
        var log = Open(file);
        for (var i = 0; i < 5; i++) Commit(log, i, 4);
        log.SetLength(0);
        Assert.That(Open(new MemoryFile([.. file.Bytes])).Length, Is.Zero);
        Commit(log, 9, 1);
        Assert.That(Open(file).Length, Is.EqualTo(Page.Bytes));
    }

    [Test]
    public void ACommittedPageThatChangedIsKnownFromACutTransaction([Values] bool last)
    {
        var file = new MemoryFile([]);
        LogStream.Create(file);
        var log = Open(file);
        for (var i = 0; i < 3; i++) Commit(log, i, 2);
        file.Bytes[(int)LogContent.Read(file).Frames[last ? 4 : 2] + 5000] ^= 1;
        var content = LogContent.Read(file);
        Assert.That((content.Frames.Count, content.HasLost), Is.EqualTo(last ? (4, false) : (2, true)));
    }

    [Test]
    public void AFailedWriteOrSyncIsKeptAndNothingIsWrittenAfterIt([Range(0, 6)] int succeeds)
    {
        var file = new MemoryFile([]);
        LogStream.Create(file);
        var log = Open(file);
        Commit(log, 1, 2);
        file.Succeeds = succeeds; // the next commit has three writes and a sync, the one after it two and one
        Commit(log, 2, 3);
        var before = log.Fault;
        Commit(log, 3, 2);
        Assert.That((before is null, log.Fault is null), Is.EqualTo((succeeds >= 4, false)));
        Assert.That(log.MayHaveCommitted, Is.EqualTo(succeeds is 2 or 3 or 5 or 6));
        Assert.That(log.Length, Is.EqualTo(7 * Page.Bytes), "whoever writes must believe it");
        file.Succeeds = int.MaxValue;
        Assert.That(Open(file).Length / Page.Bytes, Is.EqualTo(succeeds switch { < 3 => 2, < 6 => 5, _ => 7 }));
    }

    [TestCase(512)]
    [TestCase(4096)]
    public void AfterAPowerCutAnywhereEveryCommitThatReturnedIsThere(int blockBytes)
    {
        var images = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var file = new CutFile(new MemoryFile([]));
            LogStream.Create(file);
            var log = Open(file);
            var (returned, emptied, begun) = (0, 0, 0);
            file.Before = () => Check(file.Cut(random, blockBytes), emptied, returned, begun, $"seed {seed}", ref images);
            while (begun < 12)
            {
                Commit(log, ++begun, 1 + random.Next(6));
                returned = begun;
                if (random.Next(4) != 0) continue;
                emptied = returned; // its pages are in the data file: they may be in the log, or none of them
                log.SetLength(0);
            }
        }

        TestContext.Out.WriteLine($"{images} images");
        Assert.That(images, Is.GreaterThan(3000));
    }

    [Test]
    public void APageOfTheDataFileThatChangedIsAnError([Values(0, 13, 14, 17, 18, 19, 8191)] int at)
    {
        var file = new MemoryFile([]);
        var data = new DataStream(file) { MayWrite = true };
        var page = PageOf(1, 0, ends: false);
        Page.Settle(page);
        data.Write(page);
        data.Position = 0;
        var read = new byte[Page.Bytes];
        data.ReadExactly(read);
        Assert.That(read, Is.EqualTo(page));
        file.Bytes[at] ^= 0x10;
        data.Position = 0;
        Assert.That(() => data.ReadExactly(read), Throws.TypeOf<PageDamagedException>());
    }

    [Test]
    public void TheDataFileIsWrittenByCheckpointsOnly()
    {
        var data = new DataStream(new MemoryFile([]));
        Assert.That(() => data.Write(PageOf(1, 0, ends: false)), Throws.InstanceOf<IOException>());
        data.MayWrite = true;
        Assert.That(() => data.Write(PageOf(1, 0, ends: true)), Throws.InstanceOf<IOException>(), "a page of the log");
    }

    [Test]
    public void TheCheckSumIsCrc32C()
    {
        Assert.That(Page.Crc32C(0, "123456789"u8), Is.EqualTo(0xE3069283)); // the catalogue's check value of CRC-32/ISCSI
        Assert.That(Page.Crc32C(Page.Crc32C(0, "1234"u8), "56789"u8), Is.EqualTo(0xE3069283));
    }

    /// <summary>The log holds the commits from the last emptying on, at least those that returned; or, while it is emptied, all before it.</summary>
    private static void Check(byte[] image, int emptied, int returned, int begun, string when, ref int images)
    {
        images++;
        var file = new MemoryFile(image);
        var content = LogContent.Read(file);
        Assert.That(content.HasLost, Is.False, when);
        var commits = PagesOf(LogStream.Open(file, content)).Where(page => Page.EndsTransaction(page)).Select(page => (int)page[20]).ToList();
        if (commits.Count == 0)
        {
            Assert.That(emptied, Is.EqualTo(returned), when);
            return;
        }

        Assert.That(commits, Is.EqualTo(Enumerable.Range(commits[0], commits.Count)), when);
        Assert.That(commits[^1], Is.InRange(returned, begun), when);
        Assert.That(commits[0], Is.LessThanOrEqualTo(emptied + 1), when);
    }

    private static LogStream Open(IStoreFile file) => LogStream.Open(file, LogContent.Read(file));

    private static void Commit(LogStream log, int transaction, int pages)
    {
        log.Position = log.Length;
        for (var i = 0; i < pages; i++) log.Write(PageOf(transaction, i, i == pages - 1));
    }

    /// <summary>A page as LiteDB lays it out, of one transaction.</summary>
    private static byte[] PageOf(int transaction, int number, bool ends)
    {
        var page = new byte[Page.Bytes];
        new Random((transaction * 100) + number).NextBytes(page);
        BitConverter.TryWriteBytes(page, number);
        BitConverter.TryWriteBytes(page.AsSpan(14), ends ? transaction : uint.MaxValue);
        page[18] = (byte)(ends ? 1 : 0);
        page[20] = (byte)transaction;
        return page;
    }

    private static List<byte[]> PagesOf(LogStream log)
    {
        var pages = new List<byte[]>();
        for (log.Position = 0; log.Position < log.Length;)
        {
            var page = new byte[Page.Bytes];
            log.ReadExactly(page);
            pages.Add(page);
        }

        return pages;
    }
}
