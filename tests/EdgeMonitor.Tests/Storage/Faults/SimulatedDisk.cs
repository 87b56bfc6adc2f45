namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>
/// A disk as a trace of calls has left it at some moment. What is synced is there after a power cut; of what is not, bytes and sizes of files as well
/// as their names, each part may be old or new (<see cref="CutChoice"/>). Syncing a file says nothing about its name: its directory must be synced.
/// </summary>
internal sealed class SimulatedDisk
{
    private readonly Dictionary<ulong, DiskFile> _files = [];
    private readonly Dictionary<string, DiskFile> _live = [], _durable = [];
    private readonly List<(long At, string Directory, Action<Dictionary<string, DiskFile>> Change)> _renamings = [];
    private long _now;

    /// <summary>One more call.</summary>
    public void Take(DiskEvent call)
    {
        _now++;
        switch (call.Kind)
        {
            case 'O': Open(call); break;
            case 'W': _files[call.Inode].Write(_now, call.Number, call.Data); break;
            case 'T': _files[call.Inode].Resize(_now, call.Number); break;
            case 'S': _files[call.Inode].Sync(); break;
            case 'D': SyncDirectory(call.Path); break;
            case 'U': Name(call.Path, null, call.Path); break;
            case 'L': Name(call.Text, _live[call.Path], null); break;
            case 'R': Name(call.Text, _live[call.Path], call.Path); break;
            default: break;
        }
    }

    /// <summary>Writes what a power cut at this moment leaves into a directory; memory shared between processes is no part of a disk.</summary>
    public void Cut(Random random, string target)
    {
        var choice = new CutChoice(random, _now);
        var names = new Dictionary<string, DiskFile>(_durable);
        foreach (var (at, _, change) in _renamings)
        {
            if (choice.Upto([at]) >= at) change(names);
        }

        foreach (var (path, file) in names)
        {
            if (path.EndsWith("-shm", StringComparison.Ordinal) || Path.GetFileName(path) is "lock" or "spare") continue;
            var full = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, file.After(choice));
        }
    }

    private void Open(DiskEvent call)
    {
        if (call.Number == 1)
        {
            _files[call.Inode] = new DiskFile();
            Name(call.Path, _files[call.Inode], null);
        }
        else if (call.Number == 2)
        {
            _files[call.Inode].Resize(_now, 0);
        }
    }

    private void Name(string path, DiskFile? file, string? gone)
    {
        Change(_live);
        _renamings.Add((_now, Path.GetDirectoryName(path)!, Change));

        void Change(Dictionary<string, DiskFile> names)
        {
            if (gone is not null) names.Remove(gone);
            if (file is not null) names[path] = file;
        }
    }

    private void SyncDirectory(string directory)
    {
        foreach (var (_, _, change) in _renamings.Where(renaming => renaming.Directory == directory)) change(_durable);
        _renamings.RemoveAll(renaming => renaming.Directory == directory);
    }
}
