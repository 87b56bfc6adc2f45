namespace EdgeMonitor.Commands.Evaluation;

/// <summary>The recordings of a directory that have reference annotations.</summary>
internal static class AnnotatedRecords
{
    /// <summary>Their headers, in the order of their names; at least one.</summary>
    /// <exception cref="IOException">There is no such directory, or none in it.</exception>
    public static IReadOnlyList<string> In(string directory)
    {
        if (!Directory.Exists(directory)) throw new IOException($"\"{directory}\" is not a directory: give one with WFDB recordings (.hea, .atr).");
        List<string> headers = [.. Directory.GetFiles(directory, "*.hea").Order(StringComparer.Ordinal)
            .Where(header => File.Exists(Path.ChangeExtension(header, ".atr")))];
        return headers.Count > 0
            ? headers
            : throw new IOException($"\"{directory}\" holds no recording with annotations (.hea and .atr of one name).");
    }
}
