namespace EdgeMonitor.Tests.Storage;

/// <summary>A directory of its own for one test, on the disk of the build output rather than in a memory file system.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Root { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "scratch", Guid.NewGuid().ToString("N"))).FullName;

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Copies a directory's files, as they are at this moment, into a new one below this.</summary>
    public string CopyOf(string directory)
    {
        var copy = Directory.CreateDirectory(PathOf(Guid.NewGuid().ToString("N"))).FullName;
        foreach (var file in Directory.EnumerateFiles(directory))
        {
            if (Path.GetFileName(file) is "lock" or "spare") continue;
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = File.Create(Path.Combine(copy, Path.GetFileName(file)));
            from.CopyTo(to);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
