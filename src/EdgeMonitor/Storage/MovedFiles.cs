using System.Text;

namespace EdgeMonitor.Storage;

/// <summary>
/// Removes the files of a provider whose records are all in the open journal. A mark beside them says so before the first one goes, so that a removal
/// that was cut off is finished by the next start, and what is left is never taken for records that wait.
/// </summary>
internal static class MovedFiles
{
    private const string Mark = "moved-"; // and the provider's name

    /// <summary>Removes them, with the mark before and its removal after.</summary>
    /// <exception cref="IOException">The disk refuses; the next start goes on.</exception>
    public static void Remove(string directory, string provider)
    {
        DurableFile.Replace(MarkOf(directory, provider), Encoding.UTF8.GetBytes($"All records of {provider} are in the journal: its files may go.\n"));
        Finish(directory, provider);
    }

    /// <summary>Finishes removals that were cut off; before any provider looks for its files.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void FinishAll(string directory)
    {
        foreach (var provider in ProviderFiles.ProvidersIn(directory).Where(provider => File.Exists(MarkOf(directory, provider))).ToList()) Finish(directory, provider);
        // The files were gone and only the mark was left.
        foreach (var mark in JournalProviders.All.Select(provider => MarkOf(directory, provider.Name)).Where(File.Exists)) File.Delete(mark);
    }

    private static void Finish(string directory, string provider)
    {
        foreach (var file in ProviderFiles.In(directory, provider)) File.Delete(file);
        DurableFile.SyncDirectory(directory); // the mark must not go before the last of them
        File.Delete(MarkOf(directory, provider));
        DurableFile.SyncDirectory(directory);
    }

    private static string MarkOf(string directory, string provider) => Path.Combine(directory, Mark + provider);
}
