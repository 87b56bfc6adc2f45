namespace EdgeMonitor.Storage;

/// <summary>
/// Which files in a journal's directory belong to which provider: known here also for one that this program was built without, so that its records are
/// never overlooked.
/// </summary>
internal static class ProviderFiles
{
    private static readonly (string Provider, string[] Patterns)[] Known =
    [
        ("litedb", ["journal-*.litedb", "journal-*.litedb-wal", "removed"]),
        ("sqlite", ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"]),
    ];

    /// <summary>The providers that have files in the directory.</summary>
    public static IEnumerable<string> ProvidersIn(string directory) => Known.Select(known => known.Provider).Where(provider => In(directory, provider).Count > 0);

    /// <summary>The provider's files in the directory; those that were set aside are not among them.</summary>
    public static IReadOnlyList<string> In(string directory, string provider) => !Directory.Exists(directory) ? [] :
    [
        .. Known.Where(known => known.Provider == provider).SelectMany(known => known.Patterns).SelectMany(pattern => Directory.EnumerateFiles(directory, pattern)),
    ];

    /// <summary>Bytes of the provider's files.</summary>
    public static long BytesIn(string directory, string provider) => In(directory, provider).Sum(file => new FileInfo(file).Length);
}
