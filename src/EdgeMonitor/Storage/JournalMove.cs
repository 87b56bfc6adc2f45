using System.Globalization;

namespace EdgeMonitor.Storage;

/// <summary>
/// Moves what another provider has left in the directory into the open journal, at its old numbers, and removes that provider's files once
/// everything is there. It may be cut off at any moment: the next opening begins again, and what is there already stays as it is.
/// </summary>
internal static class JournalMove
{
    private const int PortionRecords = 64; // in one commit
    private const long RestBytes = 64 << 20; // of the disk, to be left. Chosen: the largest file of a journal

    /// <summary>True where the disk has room for a provider's records once more.</summary>
    public static bool Fits(string directory, string provider, Func<long?> freeBytes) =>
        freeBytes() is not { } free || free >= (ProviderFiles.BytesIn(directory, provider) * 5 / 4) + RestBytes; // a quarter for what the other one's format may take more

    /// <summary>Moves the records of all other providers.</summary>
    /// <param name="journal">The open journal.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="providers">The providers built in.</param>
    /// <param name="freeBytes">Room on the directory's disk.</param>
    /// <returns>What a person must know, one sentence each; those that are a gap are marked.</returns>
    public static IReadOnlyList<(string Note, bool IsGap)> Run(
        IJournal journal, string directory, IReadOnlyList<JournalProviderAttribute> providers, Func<long?> freeBytes)
    {
        var notes = new List<(string, bool)>();
        foreach (var other in ProviderFiles.ProvidersIn(directory).Where(name => name != journal.Provider).ToList())
        {
            if (providers.FirstOrDefault(provider => provider.Name == other) is not { } known)
                notes.Add(($"Records of the provider {other} lie in {directory}, and this program was built without it: they stay there, unsent, until one with it is started.", true));
            else if (!Fits(directory, other, freeBytes))
                notes.Add(($"Records of the provider {other} lie in {directory}, and the disk has no room to move them: free space and restart.", true));
            else
                notes.Add(Move(journal, directory, known));
        }

        return notes;
    }

    private static (string Note, bool IsGap) Move(IJournal journal, string directory, JournalProviderAttribute other)
    {
        long count = 0;
        try
        {
            using var from = other.OpenReader(directory);
            foreach (var stream in SequenceReserve.StreamsIn(directory).Union([.. JournalStreams.Stored, JournalStreams.Centre]).ToList()) count += Move(from, journal, stream);
        }
        catch (Exception refused) when (refused is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // From whichever of the two: the records are still in the other one's files, and the next start tries again.
            return ($"Records of the provider {other.Name} lie in {directory} and could not be moved: {refused.Message}", true);
        }

        foreach (var file in ProviderFiles.In(directory, other.Name)) File.Delete(file);
        DurableFile.SyncDirectory(directory);
        return (string.Create(CultureInfo.InvariantCulture, $"{count} records of the provider {other.Name} were moved to {journal.Provider}."), false);
    }

    private static long Move(IJournalReader from, IJournal journal, string stream)
    {
        var (after, count) = (0L, 0L);
        while (from.ReadFrom(stream, after, PortionRecords) is { Count: > 0 } portion)
        {
            journal.Restore(portion);
            foreach (var record in portion)
            {
                // Read back, because the only other copy is removed after this.
                if (journal.ReadFrom(stream, record.Sequence - 1, 1) is not [var there] || there.Sequence != record.Sequence || !there.Bytes.Span.SequenceEqual(record.Bytes.Span))
                    throw new JournalException($"Record {record.Sequence} of {stream} is not the same after it was moved.");
            }

            after = portion[^1].Sequence;
            count += portion.Count;
        }

        return count;
    }
}
