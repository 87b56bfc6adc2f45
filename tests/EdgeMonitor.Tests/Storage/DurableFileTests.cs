using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

public sealed class DurableFileTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void WhatTheKernelRefusesToSyncIsAnError()
    {
        using var device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write); // fsync(2) of it answers EINVAL
        Assert.That(() => DurableFile.Sync(device), Throws.TypeOf<IOException>().With.Message.Contains("fsync failed"));
        Assert.That(() => DurableFile.SyncData(device), Throws.TypeOf<IOException>().With.Message.Contains("fdatasync failed"));
        Assert.That(() => DurableFile.SyncDirectory(_directory.PathOf("missing")), Throws.TypeOf<IOException>());
    }

    [Test]
    public void FilesAndDirectoriesCanBeSynced()
    {
        using var file = File.OpenHandle(_directory.PathOf("file"), FileMode.CreateNew, FileAccess.Write);
        Assert.That(() => DurableFile.Sync(file), Throws.Nothing);
        Assert.That(() => DurableFile.SyncData(file), Throws.Nothing);
        Assert.That(() => DurableFile.SyncDirectory(_directory.Root), Throws.Nothing);
    }

    [Test]
    public void ReplacingLeavesOnlyTheNewFileAndItIsPrivate()
    {
        var path = _directory.PathOf("file");
        File.WriteAllText(path + ".new", "left by a power cut, and longer than what follows");
        DurableFile.Replace(path, "one"u8);
        DurableFile.Replace(path, "two"u8);
        Assert.That(File.ReadAllText(path), Is.EqualTo("two"));
        Assert.That(Directory.GetFiles(_directory.Root), Is.EqualTo(new[] { path }));
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }
}
