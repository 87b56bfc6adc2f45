using System.Diagnostics;

namespace EdgeMonitor.Tests.Storage;

/// <summary>
/// A disk that can be made to fail under a real process: a library, loaded before libc, whose fsync and fdatasync fail with EIO as long as a file
/// stands there. Nothing then reaches the disk for certain, and SQLite says so.
/// </summary>
internal sealed class FailingDisk
{
    private const string Source =
        """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdlib.h>
        #include <unistd.h>
        static int fails(void) {
            const char *flag = getenv("FAILING_DISK");
            int before = errno, there = flag != NULL && access(flag, F_OK) == 0;
            errno = before;
            return there;
        }
        int fsync(int fd) {
            if (fails()) { errno = EIO; return -1; }
            return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
        }
        int fdatasync(int fd) {
            if (fails()) { errno = EIO; return -1; }
            return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
        }
        """;

    private readonly string _library;
    private readonly string _flag;

    /// <summary>Compiles the library into a folder; the disk is healthy.</summary>
    public FailingDisk(string folder)
    {
        (_library, _flag) = (Path.Combine(folder, "failing.so"), Path.Combine(folder, "failing"));
        var source = Path.Combine(folder, "failing.c");
        File.WriteAllText(source, Source);
        try
        {
            using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-o", _library, source, "-ldl"]);
            compiler.WaitForExit();
            Assert.That(compiler.ExitCode, Is.Zero);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Requirement.Missing("There is no C compiler for the library that makes a disk fail: apt install gcc libc6-dev.");
        }
    }

    /// <summary>A process started so has this disk.</summary>
    public void Under(ProcessStartInfo process) => (process.Environment["LD_PRELOAD"], process.Environment["FAILING_DISK"]) = (_library, _flag);

    /// <summary>From now on nothing can be stored.</summary>
    public void Fail() => File.WriteAllText(_flag, "");

    /// <summary>The disk is healthy again.</summary>
    public void Recover() => File.Delete(_flag);
}
