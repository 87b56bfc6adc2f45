namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>Where exports go: what is written is a patient's, so only this user may read it, and nothing is written over.</summary>
internal static class ExportDirectory
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the directory; one that is there must be empty.</summary>
    /// <exception cref="IOException">It cannot be made, or holds something.</exception>
    public static string Make(string path)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full)) throw new IOException($"\"{path}\" is a file: name a directory that is new or empty.");
        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()) throw new IOException($"\"{path}\" is not empty: name a directory that is new or empty, so that nothing is mixed.");
        Directory.CreateDirectory(full, Own | UnixFileMode.UserExecute);
        return full;
    }

    /// <summary>Makes a file in it.</summary>
    /// <exception cref="IOException">It cannot be made, or is there already.</exception>
    public static FileStream Create(string directory, string name) => new(
        Path.Combine(directory, name), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, UnixCreateMode = Own, BufferSize = 1 << 16 });
}
