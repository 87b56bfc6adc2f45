using System.Globalization;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Spares;

/// <summary>
/// Files that are put in place together. All are first written beside their places and synced; a disk that refuses then has changed nothing. Only after
/// that what stood there is set aside under a new name, never removed, and each is renamed into its place in the order of the list. What stands in the
/// last one's place is set aside before all else: whenever the power fails, either everything is in place or the last one is missing.
/// </summary>
/// <param name="owner">Whose they are to be.</param>
internal sealed class StagedFiles(FileOwner owner)
{
    private const string Staged = ".import";

    private readonly List<(string Path, SpareFile File)> _files = [];
    private readonly List<string> _replaced = [];
    private string? _last;

    /// <summary>A file to be put in place.</summary>
    public void Add(string path, SpareFile file) => _files.Add((Path.GetFullPath(path), file));

    /// <summary>The last file, without which nothing here is used.</summary>
    public void AddLast(string path, SpareFile file)
    {
        Add(path, file);
        _last = _files[^1].Path;
    }

    /// <summary>A file or directory that is set aside whatever comes into its place.</summary>
    public void SetAside(string path) => _replaced.Add(path);

    /// <summary>The places at which another file stands.</summary>
    public IEnumerable<string> Occupied =>
        _files.Where(file => File.Exists(file.Path) && !File.ReadAllBytes(file.Path).AsSpan().SequenceEqual(file.File.Bytes)).Select(file => file.Path);

    /// <summary>Puts them in place.</summary>
    /// <returns>The new names of what was set aside.</returns>
    /// <exception cref="IOException">The disk refuses; nothing that was staged is left, and the last one does not stand once anything was set aside.</exception>
    public IReadOnlyList<string> Commit()
    {
        // Also where the last one is the same: what it belongs to changes.
        var asides = (_last is null ? [] : (string[])[_last]).Concat(_replaced).Concat(Occupied).Distinct().ToList();
        try
        {
            Stage();
            var names = asides.Where(Path.Exists).Select(MoveAside).ToList();
            foreach (var (path, _) in _files)
            {
                // Below a directory that was set aside.
                MakeDirectory(path);
                File.Move(StagedPath(path), path, overwrite: true);
                DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
            }

            return names;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Discard();
            throw;
        }
    }

    private void Stage()
    {
        foreach (var (path, file) in _files)
        {
            var staged = StagedPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(staged)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            DurableFile.Replace(staged, file.Bytes);
            File.SetUnixFileMode(staged, file.Mode);
            owner.Give(staged);
        }
    }

    /// <summary>Keys must not stay behind under names that nobody looks for.</summary>
    private void Discard()
    {
        foreach (var staged in _files.Select(file => StagedPath(file.Path)).Where(staged => Directory.Exists(Path.GetDirectoryName(staged))))
        {
            File.Delete(staged);
            File.Delete(staged + ".new"); // a half-written one of DurableFile.Replace
        }
    }

    /// <summary>Beside the outermost directory that may be set aside, on the same file system.</summary>
    private string StagedPath(string path)
    {
        var aside = _replaced.Find(directory => path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        return aside is null ? path + Staged : Path.Combine(Path.GetDirectoryName(aside)!, $"{Path.GetFileName(aside)}-{Path.GetRelativePath(aside, path).Replace('/', '-')}{Staged}");
    }

    private void MakeDirectory(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (Directory.Exists(directory)) return;
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        owner.Give(directory);
    }

    private static string MoveAside(string path)
    {
        var number = 1;
        string Name() => string.Create(CultureInfo.InvariantCulture, $"{path}.replaced-{number}");
        while (Path.Exists(Name())) number++;
        Directory.Move(path, Name());
        DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
        return Name();
    }
}
