using EdgeMonitor.Storage;
using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Tests.Storage.LiteDb;

/// <summary>The LiteDB provider, which is in a build only where the feed serves the package; its tests are compiled everywhere.</summary>
internal static class LiteDbBuild
{
    private const string TypeName = "EdgeMonitor.Storage.LiteDb.LiteDbJournal";

    public static JournalProviderAttribute Provider
    {
        get
        {
            if (JournalProviders.All.FirstOrDefault(found => found.Name == "litedb") is { } provider) return provider;
            Assert.Ignore("This build has no LiteDB, as the feed does not serve it.");
            throw new InvalidOperationException();
        }
    }

    /// <summary>Opens a journal whose files are opened by the test.</summary>
    public static IJournal Open(string directory, Func<string, IStoreFile> open)
    {
        _ = Provider;
        return Open(directory, open, fullBytes: 48 << 20);
    }

    /// <summary>Opens a journal whose files are completed at a size of the test's choice, in a build that has LiteDB; a process without NUnit does, too.</summary>
    public static IJournal Open(string directory, Func<string, IStoreFile> open, long fullBytes)
    {
        var method = typeof(JournalProviders).Assembly.GetType(TypeName)!.GetMethod("Open", [typeof(string), typeof(Func<string, IStoreFile>), typeof(long)]);
        return method!.CreateDelegate<Func<string, Func<string, IStoreFile>, long, IJournal>>()(directory, open, fullBytes);
    }
}
