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
        Assert.That(mended.Seal.Open("alarms", 8, meanwhile), Is.EqualTo(Plain), "and so are those of the time between");
        Assert.That((mended.Ring.Faults.Count, mended.Ring.Notes.Count), Is.EqualTo((0, 1)));
        Assert.That(Files(), Has.None.Contains("interim"));
    }

    /// <summary>No change may be made then: it would overwrite the file in which the right key still lies, or may be put back.</summary>
    [TestCase("another")]
    [TestCase("truncated")]
    [TestCase("missing")]
    public void WhileAnInterimKeyServesNoKeyIsChangedOrDestroyed(string fault)
    {
        var episode = Episode.Begin("e-17");
        byte[] closed;
        using (var box = new KeyBox(State)) closed = box.Seal.Seal("alarms", 7, Plain, episode);
        var right = File.ReadAllBytes(Master);
        if (fault == "missing") File.Delete(Master);
        else File.WriteAllBytes(Master, fault == "another" ? RandomNumberGenerator.GetBytes(32) : right[..31]);
        var wrong = File.Exists(Master) ? File.ReadAllBytes(Master) : null;
        var others = new List<byte[]>();
        for (var start = 0; start < 2; start++)
        {
            using var box = new KeyBox(State);
            others.Add(box.Seal.Seal("alarms", 8 + start, Plain, new Episode(episode.Key, "e-17")));
            Assert.That(box.Seal.Open("alarms", 8, others[0]), Is.EqualTo(Plain), "over restarts");
            Assert.That(() => box.Ring.Rotate(null), Throws.TypeOf<JournalException>().With.Message.Contains("put the right one back"));
            Assert.That(() => box.Ring.Shred([RecordSeal.KeyOf(others[0])!.Value], next: null), Throws.TypeOf<JournalException>());
            Assert.That(File.Exists(Master) ? File.ReadAllBytes(Master) : null, Is.EqualTo(wrong), "what a person has put there stays");
            Assert.That(File.GetUnixFileMode(Path.Combine(Keys, "interim-master")), Is.EqualTo(Private));
        }

        using (var reader = KeyRing.Read(State, credentials: null))
        using (var seal = new RecordSeal(reader, "box-1"))
            Assert.That(seal.Open("alarms", 9, others[1]), Is.EqualTo(Plain), "beside the daemon too");
        File.WriteAllBytes(Master, right);
        File.SetUnixFileMode(Master, Private);
        using var mended = new KeyBox(State);
        Assert.That(mended.Seal.Open("alarms", 7, closed), Is.EqualTo(Plain));
        for (var i = 0; i < 2; i++) Assert.That(mended.Seal.Open("alarms", 8 + i, others[i]), Is.EqualTo(Plain));
        Assert.That(mended.Ring.Rotate(null), Is.EqualTo(Directory.GetFiles(Keys, "*.key").Length));
    }

    [Test]
    public void WhereTheRightKeyIsLostForGoodItsDataKeysMayBeRemoved()
    {
        using (var box = new KeyBox(State)) box.Seal.Seal("alarms", 7, Plain, Episode.Begin("e-17"));
        var lost = Directory.GetFiles(Keys, "*.key");
        File.WriteAllBytes(Master, new byte[7]);
        byte[] meanwhile;
        using (var box = new KeyBox(State)) meanwhile = box.Seal.Seal("alarms", 8, Plain, Episode.Begin("e-18"));
        foreach (var file in lost) File.Delete(file);
        File.Delete(Master);
        using var again = new KeyBox(State);
        Assert.That(again.Ring.Faults, Is.Empty);
        Assert.That(again.Seal.Open("alarms", 8, meanwhile), Is.EqualTo(Plain));
        Assert.That((File.Exists(Master), File.Exists(Path.Combine(Keys, "interim-master"))), Is.EqualTo((true, false)));
        Assert.That(again.Ring.Rotate(null), Is.EqualTo(1));
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

    private IEnumerable<string> Files() => Directory.EnumerateFiles(State, "*", SearchOption.AllDirectories);
}
