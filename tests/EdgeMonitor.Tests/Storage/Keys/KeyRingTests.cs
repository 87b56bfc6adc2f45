using System.Security.Cryptography;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Keys;

/// <summary>Data keys on a real disk: made, found again, lost and put back.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KeyRingTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly byte[] Plain = KnownRecords.BytesOf("alarms", 7, 200);

    private readonly TemporaryDirectory _directory = new();

    private string State => _directory.PathOf("state");

    private string Keys => Path.Combine(State, "keys");

    private string Master => Path.Combine(State, "edgemonitor.key");

    public void Dispose() => _directory.Dispose();

    [Test]
    public void AKeyIsOnTheDiskBeforeItsFirstRecordAndIsFoundAgain()
    {
        var episode = Episode.Begin("e-17");
        byte[] closed;
        using (var box = new KeyBox(State))
        {
            closed = box.Seal.Seal("alarms", 7, Plain, episode);
            var file = new FileInfo(Path.Combine(Keys, episode.Key + ".key"));
            Assert.That((file.Exists, file.UnixFileMode), Is.EqualTo((true, Private)));
            Assert.That(File.GetUnixFileMode(Keys), Is.EqualTo(Private | UnixFileMode.UserExecute));
        }

        using var again = new KeyBox(State);
        Assert.That(again.Seal.Open("alarms", 7, closed), Is.EqualTo(Plain));
        Assert.That(again.Ring.Episodes().Select(found => (found.Key, found.Pseudonym)), Is.EqualTo(new[] { (episode.Key, "e-17") }));
        var next = again.Seal.Seal("alarms", 8, Plain, new Episode(episode.Key, "e-17"));
        Assert.That(RecordSeal.KeyOf(next), Is.EqualTo(episode.Key), "after a restart its key is used again");
    }

    [Test]
    public void WhatBelongsToNoPatientHasOneKeyOverRestarts()
    {
        var keys = new HashSet<KeyId?>();
        for (var start = 0; start < 3; start++)
        {
            using var box = new KeyBox(State);
            keys.Add(RecordSeal.KeyOf(box.Seal.Seal("audit", 1, Plain)));
        }

        Assert.That(keys, Has.Count.EqualTo(1));
    }

    [Test]
    public void APatientWithoutAPseudonymHasAKeyOfItsOwn()
    {
        using var box = new KeyBox(State);
        var keys = Enumerable.Range(1, 3).Select(i => RecordSeal.KeyOf(box.Seal.Seal("alarms", i, Plain, i == 3 ? null : Episode.Begin("")))).ToList();
        Assert.That(keys, Is.Unique);
    }

    [Test]
    public void AnotherMasterKeyIsOneSentenceAndLosesNothing()
    {
        var episode = Episode.Begin("e-17");
        byte[] closed;
        using (var box = new KeyBox(State)) closed = box.Seal.Seal("alarms", 7, Plain, episode);
        var right = File.ReadAllBytes(Master);
        File.WriteAllBytes(Master, RandomNumberGenerator.GetBytes(32));
        byte[] meanwhile;
        using (var box = new KeyBox(State))
        {
            Assert.That(box.Ring.Faults, Has.Count.EqualTo(1));
            Assert.That(box.Ring.Faults[0], Does.StartWith("1 data keys need the master key").And.Contain("put back"));
            Assert.That(() => box.Seal.Open("alarms", 7, closed), Throws.TypeOf<RecordUnreadableException>().With.Message.Contains("put the right master key back"));
            meanwhile = box.Seal.Seal("alarms", 8, Plain, new Episode(episode.Key, "e-17"));
            Assert.That(RecordSeal.KeyOf(meanwhile), Is.Not.EqualTo(episode.Key));
            Assert.That(box.Seal.Open("alarms", 8, meanwhile), Is.EqualTo(Plain), "new records are sealed under a new key");
        }

        File.WriteAllBytes(Master, right);
        using var mended = new KeyBox(State);
        Assert.That(mended.Seal.Open("alarms", 7, closed), Is.EqualTo(Plain), "the old ones are readable again");
        Assert.That(() => mended.Seal.Open("alarms", 8, meanwhile), Throws.TypeOf<RecordUnreadableException>());
    }

    [TestCase(true)]
    [TestCase(false)]
    public void AWrapThatIsDamagedOrMissingCostsItsRecordsUntilItIsPutBack(bool missing)
    {
        var episode = Episode.Begin("e-17");
        var other = Episode.Begin("e-18");
        byte[] closed, others;
        using (var box = new KeyBox(State)) (closed, others) = (box.Seal.Seal("alarms", 7, Plain, episode), box.Seal.Seal("alarms", 8, Plain, other));
        var path = Path.Combine(Keys, episode.Key + ".key");
        var right = File.ReadAllBytes(path);
        if (missing) File.Delete(path);
        else File.WriteAllBytes(path, [.. right[..100], .. new byte[right.Length - 100]]);
        using (var box = new KeyBox(State))
        {
            Assert.That(box.Ring.Faults, Has.Count.EqualTo(missing ? 0 : 1), "a missing file is met only by a record that names it");
            Assert.That(() => box.Seal.Open("alarms", 7, closed), Throws.TypeOf<RecordUnreadableException>().With.Message.Contains(path).And.Message.Contains("back from a copy"));
            Assert.That(box.Seal.Open("alarms", 8, others), Is.EqualTo(Plain));
            var next = box.Seal.Seal("alarms", 9, Plain, new Episode(episode.Key, "e-17"));
            Assert.That(RecordSeal.KeyOf(next), Is.Not.EqualTo(episode.Key), "its name stays free for the file that is put back");
        }

        File.WriteAllBytes(path, right);
        using var mended = new KeyBox(State);
        Assert.That(mended.Seal.Open("alarms", 7, closed), Is.EqualTo(Plain));
    }
}
