using System.Diagnostics;
using System.Globalization;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Keys;

/// <summary>
/// A process that changes keys, and can be cut off before any of its calls that change the disk: a library, loaded before libc, kills it there and
/// empties every file that is just being written, as a power cut may. The product syncs each file before it closes it, by a call that goes past such a
/// library, so this does not show that it does.
/// </summary>
internal sealed class KeyChild
{
    public const string Variable = "EDGEMONITOR_TESTS_KEY_CHILD";

    private const string Source =
        """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <fcntl.h>
        #include <limits.h>
        #include <signal.h>
        #include <stdarg.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/stat.h>
        #include <sys/types.h>
        #include <unistd.h>
        static char dirty[64][PATH_MAX];
        static int steps;
        static int ours(const char *path) { const char *root = getenv("CUT_ROOT"); return root && path && strncmp(path, root, strlen(root)) == 0; }
        static int of(int fd, char *path) {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
            ssize_t n = readlink(link, path, PATH_MAX - 1);
            if (n < 0) return 0;
            path[n] = 0;
            return ours(path);
        }
        static void mark(const char *path, int is) {
            int at = -1;
            for (int i = 0; i < 64; i++) if (strcmp(dirty[i], path) == 0) at = i;
            if (!is) { if (at >= 0) dirty[at][0] = 0; return; }
            for (int i = 0; at < 0 && i < 64; i++) if (!dirty[i][0]) at = i;
            if (at >= 0) strcpy(dirty[at], path);
        }
        static void step(void) {
            if (++steps != atoi(getenv("CUT_AT"))) return;
            for (int i = 0; i < 64; i++) if (dirty[i][0]) truncate(dirty[i], 0);
            raise(SIGKILL);
        }
        #define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))
        ssize_t write(int fd, const void *b, size_t n) {
            char p[PATH_MAX];
            if (of(fd, p)) { step(); mark(p, 1); }
            return REAL("write", ssize_t (*)(int, const void *, size_t))(fd, b, n);
        }
        ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) {
            char p[PATH_MAX];
            if (of(fd, p)) { step(); mark(p, 1); }
            return REAL("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t))(fd, b, n, o);
        }
        ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { return pwrite64(fd, b, n, o); }
        int ftruncate64(int fd, off64_t n) {
            char p[PATH_MAX];
            if (of(fd, p)) { step(); mark(p, 1); }
            return REAL("ftruncate64", int (*)(int, off64_t))(fd, n);
        }
        int ftruncate(int fd, off_t n) { return ftruncate64(fd, n); }
        int close(int fd) {
            char p[PATH_MAX];
            if (of(fd, p)) mark(p, 0);
            return REAL("close", int (*)(int))(fd);
        }
        int open64(const char *p, int flags, ...) {
            va_list more;
            va_start(more, flags);
            int mode = va_arg(more, int);
            va_end(more);
            if (ours(p) && (flags & O_CREAT) && access(p, F_OK) != 0) step();
            return REAL("open64", int (*)(const char *, int, ...))(p, flags, mode);
        }
        int rename(const char *a, const char *b) {
            if (ours(b)) { step(); for (int i = 0; i < 64; i++) if (strcmp(dirty[i], a) == 0) strcpy(dirty[i], b); }
            return REAL("rename", int (*)(const char *, const char *))(a, b);
        }
        int unlink(const char *p) {
            if (ours(p)) { step(); mark(p, 0); }
            return REAL("unlink", int (*)(const char *))(p);
        }
        int mkdir(const char *p, mode_t m) {
            if (ours(p)) step();
            return REAL("mkdir", int (*)(const char *, mode_t))(p, m);
        }
        """;

    private readonly string _library;

    /// <summary>Compiles the library into a folder.</summary>
    public KeyChild(string folder)
    {
        _library = Path.Combine(folder, "cut.so");
        File.WriteAllText(Path.Combine(folder, "cut.c"), Source);
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", ["-w", "-shared", "-fPIC", "-o", _library, Path.Combine(folder, "cut.c"), "-ldl"]))!;
            compiler.WaitForExit();
            Assert.That(compiler.ExitCode, Is.Zero);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Requirement.Missing("There is no C compiler for the library that cuts a process off: apt install gcc libc6-dev.");
        }
    }

    /// <summary>Runs a task on a state directory and cuts it off before its n-th change of the disk; true where it came to its end before that.</summary>
    public bool Run(string task, string state, int cutAt, string argument = "")
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "edgemonitor.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = $"{task}|{state}|{argument}";
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(KeyChild).Assembly.Location;
        (start.Environment["LD_PRELOAD"], start.Environment["CUT_ROOT"]) = (_library, state);
        start.Environment["CUT_AT"] = cutAt.ToString(CultureInfo.InvariantCulture);
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.That(child.ExitCode, Is.Zero.Or.EqualTo(137), errors.Result); // 128 + SIGKILL
        return child.ExitCode == 0;
    }

    /// <summary>What the process does.</summary>
    public static int Do(string[] words)
    {
        using var ring = KeyRing.Open(words[1], credentials: null, holdsRecords: words[0] == "update");
        using var seal = new RecordSeal(ring, "box-1");
        switch (words[0])
        {
            case "update" or "adopt": break;
            case "rotate": ring.Rotate(null); break;
            case "shred": ring.Shred([KeyId.Parse(words[2])!.Value], next: null); break;
            case "admit": seal.Seal("alarms", 1, "x"u8, Episode.Begin("e-99")); break;
            default: return 64;
        }

        Terminal.Out.Flush();
        return 0;
    }
}
