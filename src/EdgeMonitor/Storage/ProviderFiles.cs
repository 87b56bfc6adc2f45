namespace EdgeMonitor.Storage;

/// <summary>
/// Which files in a journal's directory belong to which provider: known here also for one that this program was built without, so that its records are
/// never overlooked.
/// </summary>
internal static class ProviderFiles
{
    private static readonly (string Provider, string Data, string Log, string Other)[] Known =
    [
        ("litedb", "journal-*.litedb", "journal-*.litedb-wal", "removed"),
        ("sqlite", "journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"),
    ];

    /// <summary>The providers that have files in the directory.</summary>
    public static IEnumerable<string> ProvidersIn(string directory) => Known.Select(known => known.Provider).Where(provider => In(directory, provider).Count > 0);

    /// <summary>The provider's files in the directory, those with records first; those that were set aside are not among them.</summary>
    public static IReadOnlyList<string> In(string directory, string provider) => [.. DataIn(directory, provider), .. LogsIn(directory, provider), .. Matching(directory, provider, known => known.Other)];

    /// <summary>Those in which the provider's records lie.</summary>
    public static IReadOnlyList<string> DataIn(string directory, string provider) => Matching(directory, provider, known => known.Data);

    /// <summary>Those in which its newest commits lie before they are in the others.</summary>
    public static IReadOnlyList<string> LogsIn(string directory, string provider) => Matching(directory, provider, known => known.Log);

    /// <summary>Bytes of the provider's files.</summary>
    public static long BytesIn(string directory, string provider) => In(directory, provider).Sum(file => new FileInfo(file).Length);

    private static string[] Matching(string directory, string provider, Func<(string Provider, string Data, string Log, string Other), string> pattern) => !Directory.Exists(directory) ? [] :
    [
        .. Known.Where(known => known.Provider == provider).SelectMany(known => Directory.EnumerateFiles(directory, pattern(known))),
    ];
}
