namespace EdgeMonitor.Tests;

/// <summary>
/// Where real recordings lie, one folder a database: in the directory that EDGEMONITOR_RECORDINGS names, else in <c>recordings</c> beside the repository, else
/// in the folder <c>data</c> of a neighbour of the repository that has the MIT-BIH Arrhythmia Database in it.
/// </summary>
internal static class RecordingsFolder
{
    private const string Database = "mitdb";

    /// <summary>The places, for a sentence.</summary>
    public const string Places = "EDGEMONITOR_RECORDINGS names no directory with it, nor is it in recordings, or a neighbour's data, beside the repository";

    /// <summary>The folder, or null where there is none.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("EDGEMONITOR_RECORDINGS") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EdgeMonitor.sln"))) return folder.Parent is { } around ? Beside(around) : null;
        }

        return null;
    }

    private static string? Beside(DirectoryInfo around)
    {
        IEnumerable<string> neighbours = around.EnumerateDirectories().Select(neighbour => Path.Combine(neighbour.FullName, "data")).Order(StringComparer.Ordinal);
        return neighbours.Prepend(Path.Combine(around.FullName, "recordings")).FirstOrDefault(place => Directory.Exists(Path.Combine(place, Database)));
    }
}
