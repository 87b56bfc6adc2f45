using System.Security.Cryptography;
using System.Text;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Keys;

internal sealed class WrappedKeyTests
{
    private static readonly KeyId Id = new(0x0123456789abcdef);
    private readonly SecretKey _master = new(RandomNumberGenerator.GetBytes(SecretKey.KeyBytes)), _other = new(RandomNumberGenerator.GetBytes(SecretKey.KeyBytes));
    private readonly SecretKey _key = new(RandomNumberGenerator.GetBytes(SecretKey.KeyBytes));

    [OneTimeTearDown]
    public void ForgetKeys()
    {
        foreach (var key in (SecretKey[])[_master, _other, _key]) key.Dispose();
    }

    [TestCase(KeyKind.NoPatient, "")]
    [TestCase(KeyKind.Episode, "")]
    [TestCase(KeyKind.Episode, "e-17")]
    [TestCase(KeyKind.Episode, "0123456789012345678901234567890123456789012345678901234567890123")]
    public void AKeyComesBackWithItsPseudonym(KeyKind kind, string pseudonym)
    {
        var wrap = WrappedKey.Parse(WrappedKey.Wrap(Id, new DataKey(kind, pseudonym, _key), made: 7, _master).File)!;
        Assert.That((wrap.Id, wrap.Made), Is.EqualTo((Id, 7L)));
        var found = wrap.Unwrap(_master)!;
        Assert.That((found.Kind, found.Pseudonym), Is.EqualTo((kind, pseudonym)));
        Assert.That(found.Key.Bytes.ToArray(), Is.EqualTo(_key.Bytes.ToArray()));
        Assert.That(wrap.Unwrap(_other), Is.Null);
    }

    [Test]
    public void NeitherKeyNorPseudonymNorItsLengthCanBeSeen()
    {
        var file = WrappedKey.Wrap(Id, new DataKey(KeyKind.Episode, "patient-17", _key), 7, _master).File;
        Assert.That(file.AsSpan().IndexOf(_key.Bytes), Is.Negative);
        Assert.That(file.AsSpan().IndexOf(_master.Bytes), Is.Negative);
        Assert.That(file.AsSpan().IndexOf("patient-17"u8), Is.Negative);
        Assert.That(file, Has.Length.EqualTo(WrappedKey.Wrap(Id, new DataKey(KeyKind.NoPatient, "", _key), 7, _master).File.Length));
    }

    [Test]
    public void EveryFlippedBitAndEveryCutIsADamagedFile()
    {
        var file = WrappedKey.Wrap(Id, new DataKey(KeyKind.Episode, "e-17", _key), 7, _master).File;
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(WrappedKey.Parse(file), Is.Null, $"bit {bit}");
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        for (var length = 0; length < file.Length; length++) Assert.That(WrappedKey.Parse(file[..length]), Is.Null, $"cut at {length}");
        Assert.That(WrappedKey.Parse([.. file, 0]), Is.Null);
    }

    /// <summary>Whoever can write files can also make the sum right; the header is authenticated all the same.</summary>
    [Test]
    public void AHeaderThatWasForgedOpensNothing()
    {
        var genuine = WrappedKey.Wrap(Id, new DataKey(KeyKind.Episode, "e-17", _key), 7, _master).File;
        for (var at = 5; at < 25; at++)
        {
            var forged = (byte[])genuine.Clone();
            forged[at] ^= 1;
            SHA256.HashData(forged.AsSpan(0, forged.Length - 32), forged.AsSpan(forged.Length - 32));
            Assert.That(WrappedKey.Parse(forged)?.Unwrap(_master), Is.Null, $"byte {at}");
        }
    }

    [Test]
    public void TheSameKeyIsWrappedAnewEachTime()
    {
        var wraps = Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(WrappedKey.Wrap(Id, new DataKey(KeyKind.Episode, "e-17", _key), 7, _master).File.AsSpan(25, 12)));
        Assert.That(wraps, Is.Unique);
        Assert.That(Encoding.ASCII.GetString(WrappedKey.Wrap(Id, new DataKey(KeyKind.Episode, "", _key), 7, _master).File, 0, 4), Is.EqualTo("EMDK"));
    }
}
