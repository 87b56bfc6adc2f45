using System.Diagnostics;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>A wall clock under a real process that the test sets while it runs: a library, loaded before libc, that adds the seconds which stand in a file.</summary>
internal sealed class FakedClock
{
    private const string Source =
        """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>
        static long step(void) {
            static volatile long *shared;
            if (shared == NULL) {
                int file = open(getenv("CLOCK_STEP"), O_RDONLY | O_CLOEXEC);
                void *map = mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
                close(file);
                if (map == MAP_FAILED) abort();
                shared = map;
            }
            return *shared;
        }
        int clock_gettime(clockid_t clock, struct timespec *now) {
            int result = (int)syscall(SYS_clock_gettime, clock, now);
            if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += step();
            return result;
        }
        int gettimeofday(struct timeval *restrict now, void *restrict zone) {
            (void)zone;
            struct timespec exact;
            if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
            (now->tv_sec = exact.tv_sec, now->tv_usec = exact.tv_nsec / 1000);
            return 0;
        }
        time_t time(time_t *to) {
            struct timespec exact;
            if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
            if (to != NULL) *to = exact.tv_sec;
            return exact.tv_sec;
        }
        """;

    private readonly string _library;
    private readonly string _step;

    /// <summary>Compiles the library into a folder; the clock is right.</summary>
    public FakedClock(string folder)
    {
        (_library, _step) = (Path.Combine(folder, "clock.so"), Path.Combine(folder, "clock.step"));
        var source = Path.Combine(folder, "clock.c");
        File.WriteAllText(source, Source);
        File.WriteAllBytes(_step, new byte[sizeof(long)]);
        try
        {
            using var compiler = Process.Start("cc", ["-w", "-shared", "-fPIC", "-o", _library, source]);
            compiler.WaitForExit();
            Assert.That(compiler.ExitCode, Is.Zero);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Requirement.Missing("There is no C compiler for the library that sets a process's clock: apt install gcc libc6-dev.");
        }
    }

    /// <summary>A process started so has this clock.</summary>
    public void Under(ProcessStartInfo process) => (process.Environment["LD_PRELOAD"], process.Environment["CLOCK_STEP"]) = (_library, _step);

    /// <summary>Sets the clock so far from the right time; a running process has it at once.</summary>
    public void Set(TimeSpan step)
    {
        using var file = new FileStream(_step, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(BitConverter.GetBytes((long)step.TotalSeconds));
    }
}
