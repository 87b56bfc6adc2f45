using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>
/// The files of a journal on its disk: how one is made so that a power cut leaves all of it or nothing, opened, set aside and removed. Files
/// but the newest are complete: they have no log and are only read until they are removed whole.
/// </summary>
/// <param name="directory">The journal's directory.</param>
/// <param name="open">Opens a file for reading and writing; tests put one between that cuts the power.</param>
internal sealed class LiteFiles(JournalDirectory directory, Func<string, IStoreFile> open)
{
    private const string Unfinished = ".new";

    /// <summary>The journal's directory.</summary>
    public JournalDirectory Directory => directory;

    /// <summary>Makes a file and its log.</summary>
    /// <exception cref="IOException">The disk refuses; what was begun is removed by the next opening.</exception>
    public void Create(int number)
    {
        var (data, log) = (directory.PathOf(LiteNames.Of(number)), directory.PathOf(LiteNames.LogOf(number)));
        using (var newData = DiskFile.Create(data + Unfinished))
        using (var newLog = DiskFile.Create(log + Unfinished))
        {
            LiteFile.Create(newData, newLog);
        }

        // The log first: a log without its file is known to be unused, a file without its log would be taken for a complete one.
        File.Move(log + Unfinished, log, overwrite: true);
        File.Move(data + Unfinished, data);
        DurableFile.SyncDirectory(directory.Root);
    }

    /// <summary>Removes what a making that was cut short has left.</summary>
    public void Clean()
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(directory.Root, "*.litedb*" + Unfinished)) File.Delete(file);
        foreach (var orphan in LiteNames.In(directory.Root, logs: true).Except(LiteNames.In(directory.Root))) File.Delete(directory.PathOf(LiteNames.LogOf(orphan)));
    }

    /// <summary>Opens a file; <paramref name="lost"/> says that committed pages beyond a damaged one of its log are lost.</summary>
    /// <exception cref="IOException">The disk refuses, or a page is damaged.</exception>
    public LiteFile Open(int number, out bool lost)
    {
        lost = false;
        var data = open(directory.PathOf(LiteNames.Of(number)));
        if (!File.Exists(directory.PathOf(LiteNames.LogOf(number)))) return LiteFile.Open(data, null, null);
        IStoreFile? log = null;
        LiteFile? file = null;
        try
        {
            log = open(directory.PathOf(LiteNames.LogOf(number)));
            var content = LogContent.Read(log);
            lost = content.HasLost;
            if (lost) CopyAside(LiteNames.LogOf(number));
            return file = LiteFile.Open(data, log, content);
        }
        finally
        {
            if (file is null)
            {
                log?.Dispose();
                data.Dispose();
            }
        }
    }

    /// <summary>Bytes of a file, without its log.</summary>
    public long SizeOf(int number) => new FileInfo(directory.PathOf(LiteNames.Of(number))) is { Exists: true } file ? file.Length : 0;

    /// <summary>Removes the log of a file that is complete.</summary>
    public void RemoveLog(int number) => File.Delete(directory.PathOf(LiteNames.LogOf(number)));

    /// <summary>Removes a file.</summary>
    public void Remove(int number)
    {
        File.Delete(directory.PathOf(LiteNames.Of(number)));
        RemoveLog(number);
        DurableFile.SyncDirectory(directory.Root);
    }

    /// <summary>Sets a file and its log aside and returns the name that it has now.</summary>
    public string SetAside(int number) => directory.SetAside(LiteNames.Of(number), LiteNames.LogOf(number));

    /// <summary>The path of a file that lies set aside; null where it does not.</summary>
    public string? SetAsidePathOf(int number) => System.IO.Directory.EnumerateFiles(directory.Root, LiteNames.Of(number) + JournalDirectory.SetAsideMark + "*")
        .Where(path => !path.EndsWith(SetAsideFile.DoneMark, StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault();

    /// <summary>The log goes on after its good part, which removes the rest: that is kept under another name first.</summary>
    private void CopyAside(string name)
    {
        var copy = directory.PathOf(name) + Unfinished;
        File.Copy(directory.PathOf(name), copy, overwrite: true);
        var number = 1;
        while (System.IO.Directory.EnumerateFiles(directory.Root, $"*.damaged-{number}").Any()) number++;
        using (var file = DiskFile.Open(copy)) file.Sync();
        File.Move(copy, directory.PathOf($"{name}.damaged-{number}"));
        DurableFile.SyncDirectory(directory.Root);
    }
}
