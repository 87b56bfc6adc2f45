using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Spares;

/// <summary>Where an import may write. The export says where, and it comes from another machine: root must not write just anywhere because of it.</summary>
internal static class SparePlaces
{
    /// <summary>What an export may say about files that others may read: nobody else writes them, and nothing is made executable.</summary>
    public const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const string Keys = "keys/";

    /// <summary>Of a state directory, one of which is there as soon as a box has used it; also under the names that an import gives them.</summary>
    private static readonly string[] OfABox = ["journal", "keys", "edgemonitor.key", BoxIdentity.FileName];

    /// <summary>Checks the name of a key file, below the state directory.</summary>
    /// <exception cref="SpareException">It is none.</exception>
    public static void CheckKeyFile(string name)
    {
        var isOwn = name.StartsWith(Keys, StringComparison.Ordinal) && name[Keys.Length..] is not ("" or "." or "..") && !name.AsSpan(Keys.Length).ContainsAny('/', '\0');
        if (!isOwn && name is not ("edgemonitor.key" or "edgemonitor.key.next"))
            throw new SpareException($"The export holds a key file {name}, which is none of a box: it is not taken.");
    }

    /// <summary>Checks the state directory: a new one, an empty one, or a box's.</summary>
    /// <exception cref="SpareException">It is another program's.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static void CheckState(string state)
    {
        if (File.Exists(state)) throw new SpareException($"Storage:Directory of the export is {state}, which is a file here: {Elsewhere}");
        if (!Directory.Exists(state)) return;
        var names = Directory.EnumerateFileSystemEntries(state).Select(entry => Path.GetFileName(entry)!).ToList();
        if (names.Count > 0 && !names.Exists(IsOfABox))
            throw new SpareException($"Storage:Directory of the export is {state}, which holds other things than a box's here: {Elsewhere}");
    }

    private const string Elsewhere = "set EDGEMONITOR__Storage__Directory for the import and for the daemon.";

    /// <summary>An import that a power cut ended may have left nothing but names such as journal.replaced-1 and keys-a.key.import.</summary>
    private static bool IsOfABox(string name) => Array.Exists(
        OfABox, own => name == own || (name.StartsWith(own, StringComparison.Ordinal) && (name.Contains(".replaced-", StringComparison.Ordinal) || name.EndsWith(".import", StringComparison.Ordinal))));
}
