using System.Security.Cryptography;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Keys;

/// <summary>Data keys on a real disk: rewrapped under another master key, and destroyed.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KeyChangeTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly byte[] Plain = KnownRecords.BytesOf("alarms", 7, 200);

    private readonly TemporaryDirectory _directory = new();

    private string State => _directory.PathOf("state");

    private string Keys => Path.Combine(State, "keys");

    private string Master => Path.Combine(State, "edgemonitor.key");

    public void Dispose() => _directory.Dispose();

    private IEnumerable<string> Files() => Directory.EnumerateFiles(State, "*", SearchOption.AllDirectories);

    [Test]
    public void ARotationRewritesEveryWrapAndNoRecordAndDestroysTheFormerKey()
    {
        using var box = new KeyBox(State);
        var episodes = Enumerable.Range(0, 5).Select(i => Episode.Begin($"e-{i}")).ToList();
        var closed = episodes.Select(episode => box.Seal.Seal("alarms", 7, Plain, episode)).ToList();
        var (former, wraps) = (File.ReadAllBytes(Master), Directory.GetFiles(Keys).ToDictionary(file => file, File.ReadAllBytes));
        Assert.That(box.Ring.Rotate(null), Is.EqualTo(5));
        Assert.That(Files(), Is.EquivalentTo((string[])[.. wraps.Keys, Master]), "nothing of the change is left");
        Assert.That(wraps, Has.None.Matches<KeyValuePair<string, byte[]>>(wrap => File.ReadAllBytes(wrap.Key).AsSpan().SequenceEqual(wrap.Value)));
        Assert.That(File.ReadAllBytes(Master), Is.Not.EqualTo(former));
        Assert.That(File.GetUnixFileMode(Master), Is.EqualTo(Private));
        Assert.That(closed.Select(record => box.Seal.Open("alarms", 7, record)), Has.All.EqualTo(Plain), "in the running daemon");
        using var again = new KeyBox(State);
        Assert.That(closed.Select(record => again.Seal.Open("alarms", 7, record)), Has.All.EqualTo(Plain), "and after a restart");
    }

    [Test]
    public void AFileThatCannotBeReadNowKeepsTheMasterKeyAndItsKeyIsNotLost()
    {
        var (episode, other) = (Episode.Begin("e-17"), Episode.Begin("e-18"));
        byte[] closed;
        using (var box = new KeyBox(State)) closed = box.Seal.Seal("alarms", 7, Plain, episode);
        var (path, master) = (Path.Combine(Keys, episode.Key + ".key"), File.ReadAllBytes(Master));
        File.Move(path, path + ".away");
        File.CreateSymbolicLink(path, path); // reading it fails, with too many levels of links, and nothing says that it is damaged
        using (var box = new KeyBox(State))
        {
            box.Seal.Seal("alarms", 8, Plain, other);
            Assert.That(box.Ring.Faults.Single(), Does.Contain("cannot be read now"));
            Assert.That(() => box.Ring.Rotate(null), Throws.TypeOf<JournalException>().With.Message.Contains("the master key stays"));
            Assert.That(() => box.Ring.Shred([other.Key], null), Throws.TypeOf<JournalException>().With.Message.Contains("the master key stays"));
            Assert.That((box.Ring.IsShredded(other.Key), File.ReadAllBytes(Master)), Is.EqualTo((false, master)));
            File.Delete(path);
            File.Move(path + ".away", path);
            Assert.That((box.Ring.Rotate(null), box.Ring.LeftOut), Is.EqualTo((2, 0)));
            Assert.That(box.Ring.Faults, Is.Empty);
            Assert.That(box.Seal.Open("alarms", 7, closed), Is.EqualTo(Plain));
        }

        using var again = new KeyBox(State);
        Assert.That(again.Seal.Open("alarms", 7, closed), Is.EqualTo(Plain));
    }

    [Test]
    public void ADamagedFileIsLeftOutByAChangeAndOneThatWasPutBackMeanwhileIsNot()
    {
        var (damaged, mended) = (Episode.Begin("e-17"), Episode.Begin("e-18"));
        byte[] closed;
        using (var box = new KeyBox(State)) (_, closed) = (box.Seal.Seal("alarms", 7, Plain, damaged), box.Seal.Seal("alarms", 8, Plain, mended));
        var path = Path.Combine(Keys, mended.Key + ".key");
        var right = File.ReadAllBytes(path);
        File.WriteAllBytes(Path.Combine(Keys, damaged.Key + ".key"), [1]);
        File.WriteAllBytes(path, [1]);
        using var again = new KeyBox(State);
        Assert.That(again.Ring.LeftOut, Is.EqualTo(2));
        File.WriteAllBytes(path, right);
        Assert.That((again.Ring.Rotate(null), again.Ring.LeftOut), Is.EqualTo((1, 1)));
        Assert.That(again.Seal.Open("alarms", 8, closed), Is.EqualTo(Plain));
    }

    [Test]
    public void AShreddedEpisodeIsGoneForGoodAndToldApart()
    {
        var (gone, stays) = (Episode.Begin("e-17"), Episode.Begin("e-18"));
        using var box = new KeyBox(State);
        var (lost, kept) = (box.Seal.Seal("alarms", 7, Plain, gone), box.Seal.Seal("alarms", 8, Plain, stays));
        var (wrap, master) = (File.ReadAllBytes(Path.Combine(Keys, gone.Key + ".key")), File.ReadAllBytes(Master));
        Assert.That(box.Ring.Shred([gone.Key], next: null), Is.True);
        Assert.That(() => box.Seal.Open("alarms", 7, lost), Throws.TypeOf<RecordShreddedException>(), "in the running daemon");
        Assert.That(box.Seal.Open("alarms", 8, kept), Is.EqualTo(Plain));
        Assert.That(box.Ring.IsShredded(gone.Key), Is.True);
        Assert.That(File.Exists(Path.Combine(Keys, gone.Key + ".key")), Is.False);
        Assert.That(File.ReadAllBytes(Master), Is.Not.EqualTo(master));
        using (var again = new KeyBox(State)) Assert.That(() => again.Seal.Open("alarms", 7, lost), Throws.TypeOf<RecordShreddedException>(), "and after a restart");

        // A copy of the wrap, as a free block of a flash may hold it, opens nothing without the former master key.
        File.Delete(Path.Combine(Keys, gone.Key + ".shredded"));
        File.WriteAllBytes(Path.Combine(Keys, gone.Key + ".key"), wrap);
        using var forger = new KeyBox(State);
        Assert.That(() => forger.Seal.Open("alarms", 7, lost), Throws.TypeOf<RecordUnreadableException>());
    }

    [Test]
    public void AReaderBesideTheDaemonFollowsARotationAndAShredding()
    {
        using var daemon = new KeyBox(State);
        var (gone, stays) = (Episode.Begin("e-17"), Episode.Begin("e-18"));
        daemon.Seal.Seal("alarms", 1, Plain);
        using var ring = KeyRing.Read(State, credentials: null);
        using var reader = new RecordSeal(ring, "box-1");
        var (lost, kept) = (daemon.Seal.Seal("alarms", 7, Plain, gone), daemon.Seal.Seal("alarms", 8, Plain, stays));
        Assert.That(reader.Open("alarms", 7, lost), Is.EqualTo(Plain), "a key that was made after the reader had begun");
        daemon.Ring.Shred([gone.Key], next: null);
        using var later = KeyRing.Read(State, credentials: null);
        using var laterSeal = new RecordSeal(later, "box-1");
        Assert.That(() => laterSeal.Open("alarms", 7, lost), Throws.TypeOf<RecordShreddedException>());
        Assert.That(reader.Open("alarms", 8, kept), Is.EqualTo(Plain), "with the master key that came meanwhile");
    }

    /// <summary>A credential cannot be changed by the box: the new key waits, sealed, until a person has put it there.</summary>
    [Test]
    public void ACredentialIsChangedWithAPersonsHelp()
    {
        var credentials = Directory.CreateDirectory(_directory.PathOf("credentials")).FullName;
        var (former, next) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        File.WriteAllBytes(Path.Combine(credentials, "edgemonitor.key"), former);
        var episode = Episode.Begin("e-17");
        byte[] closed;
        using (var box = new KeyBox(State, credentials))
        {
            closed = box.Seal.Seal("alarms", 7, Plain, episode);
            Assert.That(() => box.Ring.Rotate(null), Throws.TypeOf<JournalException>().With.Message.Contains("--new"));
            using var key = new SecretKey(next);
            Assert.That(box.Ring.Rotate(key), Is.EqualTo(1));
            Assert.That(() => box.Ring.Rotate(key), Throws.TypeOf<JournalException>().With.Message.Contains("put the new one into the credential"));
            Assert.That(box.Seal.Open("alarms", 7, closed), Is.EqualTo(Plain));
        }

        foreach (var file in Files()) Assert.That(File.ReadAllBytes(file).AsSpan().IndexOf(next), Is.Negative, file + " holds the new key in the clear");
        using (var box = new KeyBox(State, credentials))
        {
            Assert.That((box.Ring.Faults, box.Ring.Notes.Count), Is.EqualTo((Array.Empty<string>(), 1)), "a restart before the credential is changed");
            Assert.That(box.Seal.Open("alarms", 7, closed), Is.EqualTo(Plain));
        }

        File.WriteAllBytes(Path.Combine(credentials, "edgemonitor.key"), next);
        using (var box = new KeyBox(State, credentials))
        {
            Assert.That((box.Ring.Faults.Count, box.Ring.Notes.Count), Is.EqualTo((0, 0)));
            Assert.That(box.Seal.Open("alarms", 7, closed), Is.EqualTo(Plain));
        }

        Assert.That(Files(), Is.EquivalentTo((string[])[Path.Combine(Keys, episode.Key + ".key")]), "the waiting key is destroyed");
    }

    [Test]
    public void OnACredentialAShreddingLeavesTheRotationToAPersonAndSaysSo()
    {
        var credentials = Directory.CreateDirectory(_directory.PathOf("credentials")).FullName;
        File.WriteAllBytes(Path.Combine(credentials, "edgemonitor.key"), RandomNumberGenerator.GetBytes(32));
        var episode = Episode.Begin("e-17");
        using (var box = new KeyBox(State, credentials))
        {
            var closed = box.Seal.Seal("alarms", 7, Plain, episode);
            Assert.That(box.Ring.Shred([episode.Key], next: null), Is.False);
            Assert.That(() => box.Seal.Open("alarms", 7, closed), Throws.TypeOf<RecordShreddedException>());
        }

        using (var box = new KeyBox(State, credentials))
        {
            Assert.That(box.Ring.Notes.Single(), Does.Contain("rotate-key"));
            using var key = new SecretKey(RandomNumberGenerator.GetBytes(32));
            box.Ring.Rotate(key);
            File.WriteAllBytes(Path.Combine(credentials, "edgemonitor.key"), key.Bytes.ToArray());
        }

        using var settled = new KeyBox(State, credentials);
        Assert.That(settled.Ring.Notes, Is.Empty);
    }

    [Test]
    public async Task ManyThreadsSealAndOpenWhileTheMasterKeyChanges()
    {
        using var box = new KeyBox(State);
        var episodes = Enumerable.Range(0, 4).Select(i => Episode.Begin($"e-{i}")).ToArray();
        using var done = new CancellationTokenSource();
        var rotating = Task.Run(() =>
        {
            var times = 0;
            for (; !done.IsCancellationRequested || times == 0; times++) box.Ring.Rotate(null);
            return times;
        });
        await Parallel.ForEachAsync(Enumerable.Range(1, 2000), (i, _) =>
        {
            var plain = KnownRecords.BytesOf("alarms", i, 100);
            Assert.That(box.Seal.Open("alarms", i, box.Seal.Seal("alarms", i, plain, episodes[i % 4])), Is.EqualTo(plain));
            return ValueTask.CompletedTask;
        });
        await done.CancelAsync();
        Assert.That(await rotating, Is.Positive);
        using var again = new KeyBox(State);
        Assert.That(again.Ring.Faults, Is.Empty);
    }
}
