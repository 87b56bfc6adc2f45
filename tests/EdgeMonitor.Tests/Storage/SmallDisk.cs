using System.Diagnostics;

namespace EdgeMonitor.Tests.Storage;

/// <summary>A real file system of a few MiB: in memory, or in a file with ext4 on it. Only root may make one; elsewhere the test says so.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _image;

    /// <param name="kind"><c>tmpfs</c> or <c>ext4</c>.</param>
    /// <param name="mebibytes">Its size.</param>
    public SmallDisk(string kind, int mebibytes)
    {
        Root = _directory.PathOf("disk");
        Directory.CreateDirectory(Root);
        var image = _image = _directory.PathOf("image");
        var made = kind == "tmpfs"
            ? Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", Root)
            : Run("truncate", "-s", $"{mebibytes}M", image) && Run("mkfs.ext4", "-q", "-F", "-m", "0", "-e", "remount-ro", image) && Run("mount", "-o", "loop", image, Root);
        if (made) return;
        _directory.Dispose();
        Requirement.Missing($"A file system {kind} cannot be mounted here: run the tests as root, where mounting is allowed.");
    }

    /// <summary>Where it is mounted.</summary>
    public string Root { get; }

    /// <summary>Fills it with somebody else's file but for so many bytes.</summary>
    public void FillBut(long bytes)
    {
        var others = Math.Max(0, new DriveInfo(Root).AvailableFreeSpace - bytes);
        using var file = new FileStream(Path.Combine(Root, "others"), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = others });
        file.SetLength(others);
    }

    /// <summary>Somebody else's file is removed.</summary>
    public void Clear() => File.Delete(Path.Combine(Root, "others"));

    /// <summary>Mounts it anew as told: <c>ro</c> or <c>rw</c>.</summary>
    public void Remount(string how) => Assert.That(Run("mount", "-o", "remount," + how, Root), Is.True, how);

    /// <summary>ext4 meets an error, and is read-only from then on, with files open or not.</summary>
    public void Break()
    {
        var device = Path.GetFileName(File.ReadLines("/proc/mounts").Select(line => line.Split(' ')).Last(mount => mount[1] == Root)[0]);
        var trigger = $"/sys/fs/ext4/{device}/trigger_fs_error";
        try
        {
            File.WriteAllText(trigger, "1");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Requirement.Missing($"{trigger} cannot be written: run the tests as root, with /sys writable. {refused.Message}");
        }
    }

    /// <summary>Unmounted, checked and mounted again; nobody has a file of it open.</summary>
    public void Mend()
    {
        Assert.That(Run("umount", Root), Is.True, "somebody has a file open");
        Run("e2fsck", "-fy", _image); // its exit code says that there was something to mend
        Assert.That(Run("mount", "-o", "loop", _image, Root), Is.True);
    }

    public void Dispose()
    {
        Run("umount", "-l", Root);
        _directory.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // the program is not installed
        }
    }
}
