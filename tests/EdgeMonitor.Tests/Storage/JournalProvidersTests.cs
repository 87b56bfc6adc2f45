using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

public sealed class JournalProvidersTests
{
    private TemporaryDirectory _directory = null!;

    private string Root => _directory.PathOf("journal");

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void EveryProviderCompiledInPassesItsCheckAndLeavesNothingBehind()
    {
        foreach (var provider in JournalProviders.All)
        {
            var choice = JournalProviders.Choose(Root, [provider]);
            Assert.That(choice.Provider, Is.SameAs(provider));
            Assert.That(choice.Refused, Is.Empty);
        }

        Assert.That(JournalProviders.All.Select(provider => provider.Name), Does.Contain("sqlite").And.Unique);
        Assert.That(Directory.EnumerateFileSystemEntries(_directory.Root), Is.Empty);
    }

    [Test]
    public void AProviderThatForgetsIsPassedOverWithAReason()
    {
        var choice = JournalProviders.Choose(Root, [new JournalProviderAttribute<ForgetfulJournal>("forgetful", 1), JournalProviders.All[^1]]);
        Assert.That(choice.Provider.Name, Is.EqualTo("sqlite"));
        Assert.That(choice.Refused.Single(), Does.Contain("forgetful").And.Contain("not there"));
    }

    [Test]
    public void AProviderWhoseLibraryIsMissingIsPassedOver()
    {
        var choice = JournalProviders.Choose(Root, [new JournalProviderAttribute<LibraryMissing>("absent", 1), JournalProviders.All[^1]]);
        Assert.That(choice.Provider.Name, Is.EqualTo("sqlite"));
        Assert.That(choice.Refused.Single(), Does.Contain("libabsent"));
    }

    [Test]
    public void ARefusingDiskIsNoProvidersFault()
    {
        File.WriteAllText(Root + ".check", "a file where the scratch directory should be");
        var choice = JournalProviders.Choose(Root, [JournalProviders.All[^1]]);
        Assert.That(choice.Provider.Name, Is.EqualTo("sqlite"));
        Assert.That(choice.Refused, Has.Count.EqualTo(1));
    }

    [Test]
    public void WhereNoneWorksItIsSaid() =>
        Assert.That(
            () => JournalProviders.Choose(Root, [new JournalProviderAttribute<ForgetfulJournal>("forgetful", 1)]),
            Throws.TypeOf<JournalException>().With.Message.Contains("forgetful"));

    private sealed class LibraryMissing : IJournalProvider
    {
        public static IJournal Open(string directory) => throw new DllNotFoundException("libabsent.so is missing.");

        public static IJournalReader OpenReader(string directory) => throw new DllNotFoundException("libabsent.so is missing.");

        public static IEnumerable<JournalRecord> Salvage(string file) => throw new DllNotFoundException("libabsent.so is missing.");
    }

    /// <summary>A journal that keeps nothing over a restart.</summary>
    private sealed class ForgetfulJournal : IJournal, IJournalProvider
    {
        public string Provider => "forgetful";

        public static IJournal Open(string directory) => new ForgetfulJournal();

        public static IJournalReader OpenReader(string directory) => new ForgetfulJournal();

        public static IEnumerable<JournalRecord> Salvage(string file) => [];

        public void Append(IReadOnlyList<JournalRecord> records)
        {
        }

        public IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit) => [];

        public void Trim(string stream, long first, long last)
        {
        }

        public void Restore(IReadOnlyList<JournalRecord> records)
        {
        }

        public long LastSequence(string stream) => 0;

        public long? FirstSequence(string stream) => null;

        public long Count(string stream) => 0;

        public long Bytes(string stream) => 0;

        public void Dispose()
        {
        }
    }
}
