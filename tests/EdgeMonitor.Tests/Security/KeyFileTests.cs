using System.Security.Cryptography;
using EdgeMonitor.Security;
using EdgeMonitor.Tests.Storage;

namespace EdgeMonitor.Tests.Security;

public sealed class KeyFileTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private TemporaryDirectory _directory = null!;

    private string Key => _directory.PathOf("state/master.key");

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void TheFirstStartMakesAKeyThatLaterStartsRead()
    {
        using var first = KeyFile.Load(Key, credentials: null);
        using var second = KeyFile.Load(Key, credentials: null);
        Assert.That(second.Bytes.ToArray(), Is.EqualTo(first.Bytes.ToArray()).And.EqualTo(File.ReadAllBytes(Key)));
        Assert.That(first.Id.ToArray(), Is.EqualTo(SHA256.HashData(first.Bytes)[..SecretKey.IdBytes]));
        Assert.That(File.GetUnixFileMode(Key), Is.EqualTo(Private));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(Key)!), Has.Length.EqualTo(1), "no temporary file is left");
    }

    [Test]
    public void TwoBoxesHaveTwoKeys()
    {
        using var one = KeyFile.Load(Key, credentials: null);
        using var two = KeyFile.Load(_directory.PathOf("two.key"), credentials: null);
        Assert.That(two.Bytes.ToArray(), Is.Not.EqualTo(one.Bytes.ToArray()));
    }

    [TestCase(UnixFileMode.GroupRead)]
    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.GroupWrite)]
    public void AKeyFileOpenToOthersIsRefused(UnixFileMode more)
    {
        KeyFile.Load(Key, credentials: null).Dispose();
        File.SetUnixFileMode(Key, Private | more);
        Assert.That(() => KeyFile.Load(Key, credentials: null), Throws.TypeOf<KeyFileException>().With.Message.Contains($"chmod 600 {Key}"));
    }

    [TestCase(0)]
    [TestCase(31)]
    [TestCase(33)]
    public void AKeyOfAnotherLengthIsRefused(int length)
    {
        File.WriteAllBytes(_directory.PathOf("short.key"), new byte[length]);
        File.SetUnixFileMode(_directory.PathOf("short.key"), Private);
        Assert.That(() => KeyFile.Load(_directory.PathOf("short.key"), credentials: null), Throws.TypeOf<KeyFileException>().With.Message.Contains("32 bytes"));
    }

    [Test]
    public void TheCredentialComesBeforeTheFile()
    {
        var credential = Enumerable.Repeat((byte)7, SecretKey.KeyBytes).ToArray();
        File.WriteAllBytes(_directory.PathOf(KeyFile.CredentialName), credential);
        using var key = KeyFile.Load(Key, _directory.Root);
        Assert.That(key.Bytes.ToArray(), Is.EqualTo(credential));
        Assert.That(File.Exists(Key), Is.False);
    }

    [Test]
    public void WithoutACredentialTheFileIsUsed()
    {
        using var key = KeyFile.Load(Key, _directory.PathOf("no-credentials"));
        Assert.That(File.Exists(Key), Is.True);
    }

    [Test]
    public void ADirectoryThatIsAFileIsOneSentence()
    {
        File.WriteAllText(_directory.PathOf("state"), "");
        Assert.That(() => KeyFile.Load(Key, credentials: null), Throws.TypeOf<KeyFileException>().With.Message.Contains(Key));
    }
}
