using System.Diagnostics;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>What a call that changes a file belongs to, as disk.c knows it.</summary>
[Flags]
internal enum DiskCalls
{
    /// <summary>Opening for writing, and making.</summary>
    Opens = 1,

    /// <summary>Writing; the first half is written even where it fails.</summary>
    Writes = 2,

    /// <summary>Cutting, growing, reserving.</summary>
    Sizes = 4,

    /// <summary>Syncing a file or a directory.</summary>
    Syncs = 8,

    /// <summary>Renaming, linking, removing.</summary>
    Names = 16,

    /// <summary>Mapping into memory.</summary>
    Maps = 32,

    /// <summary>Opening for reading.</summary>
    Reads = 64,

    /// <summary>What a file system refuses that has become read-only.</summary>
    Changes = Opens | Writes | Sizes | Names,

    /// <summary>All of them.</summary>
    All = Changes | Syncs | Maps | Reads,
}

/// <summary>A disk under a real process that is written down call by call, or made to fail at any of them: disk.c, compiled for this run.</summary>
internal sealed class FaultyDisk
{
    private readonly string _library;
    private readonly string _flag;

    /// <summary>Compiles the library into a folder; the disk is healthy.</summary>
    public FaultyDisk(string folder)
    {
        (_library, _flag) = (Path.Combine(folder, "disk.so"), Path.Combine(folder, "disk.flag"));
        var source = Path.Combine(folder, "disk.c");
        using (var from = typeof(FaultyDisk).Assembly.GetManifestResourceStream("disk.c")!)
        using (var to = File.Create(source)) from.CopyTo(to);
        try
        {
            using var compiler = Process.Start("cc", ["-O1", "-shared", "-fPIC", "-o", _library, source, "-ldl", "-lpthread"]);
            compiler.WaitForExit();
            Assert.That(compiler.ExitCode, Is.Zero);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Requirement.Missing("There is no C compiler for the library that is a faulty disk: apt install gcc libc6-dev.");
        }
    }

    /// <summary>A process started so has this disk below a directory.</summary>
    /// <param name="process">How it is started.</param>
    /// <param name="root">The directory, by its full path.</param>
    /// <param name="trace">The file that receives all calls; null for none.</param>
    public ProcessStartInfo Under(ProcessStartInfo process, string root, string? trace = null)
    {
        (process.Environment["LD_PRELOAD"], process.Environment["DISK_LIBRARY"]) = (_library, _library);
        (process.Environment["DISK_ROOT"], process.Environment["DISK_FLAG"], process.Environment["DISK_TRACE"]) = (root, _flag, trace);
        process.Environment["DOTNET_EnableDiagnostics"] = "0";
        return process;
    }

    /// <summary>From now on these calls fail with this error.</summary>
    public void Fail(int error, DiskCalls calls)
    {
        File.WriteAllText(_flag + ".new", $"{error} {(int)calls}");
        File.Move(_flag + ".new", _flag, overwrite: true);
    }

    /// <summary>The disk is well again.</summary>
    public void Recover() => File.Delete(_flag);
}
