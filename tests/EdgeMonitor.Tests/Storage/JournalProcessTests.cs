using System.Diagnostics;
using System.Globalization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

/// <summary>Real processes: killed while they append, on a full disk, and with writes that fail.</summary>
[TestFixtureSource(typeof(JournalContractTests), nameof(JournalContractTests.Providers))]
public sealed class JournalProcessTests(string provider)
{
    private TemporaryDirectory _directory = null!;

    private string Root => _directory.PathOf("journal");

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void FiftyKillsLoseNothingThatWasAcknowledged() => KillAgainAndAgain(50);

    [Test]
    [Category("Long")]
    public void AThousandKillsLoseNothingThatWasAcknowledged() => KillAgainAndAgain(1000);

    private void KillAgainAndAgain(int kills)
    {
        var random = new Random(20_260_102);
        for (var kill = 1; kill <= kills; kill++)
        {
            // Mostly early, where an opening and its first commits are; now and then behind a checkpoint.
            var lines = random.Next(10) == 0 ? random.Next(100, 250) : random.Next(1, 20);
            using var child = JournalChild.Start("append", provider, Root);
            var last = "";
            for (var i = 0; i < lines; i++) last = child.StandardOutput.ReadLine() ?? throw new IOException("The child ended: " + child.StandardError.ReadToEnd());
            child.Kill(); // SIGKILL
            while (child.StandardOutput.ReadLine() is { } more)
            {
                if (more.Split(' ').Length == 3) last = more;
            }

            child.WaitForExit();
            var acknowledged = last.Split(' ').Skip(1).Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            using var journal = JournalProviders.All.Single(found => found.Name == provider).Open(Root);
            Assert.That(journal.OpeningNotes, Is.Empty);
            Assert.That(journal.LastSequence("alarms"), Is.InRange(acknowledged[0], acknowledged[0] + 1));
            Assert.That(journal.LastSequence("telemetry"), Is.InRange(acknowledged[1], acknowledged[1] + 8));
            Assert.That(KnownRecords.Fault(journal, "alarms", 1, journal.LastSequence("alarms")), Is.Null);
            Assert.That(KnownRecords.Fault(journal, "telemetry", journal.FirstSequence("telemetry")!.Value, journal.LastSequence("telemetry")), Is.Null);
        }
    }

    [Test]
    public void AFullDiskRefusesNewRecordsAndKeepsTheOthers()
    {
        Directory.CreateDirectory(Root);
        var mount = "mount -t tmpfs -o size=24m tmpfs \"$0\" && exec \"$@\"";
        RequireMount();
        using var child = JournalChild.Start("fill", provider, Path.Combine(Root, "journal"), "unshare", "-rm", "sh", "-c", mount, Root);
        AssertKeptAll(child);
    }

    [Test]
    public void WritesThatFailInTheMiddleOfACommitLoseNothing()
    {
        using var child = JournalChild.Start("limit", provider, Root);
        AssertKeptAll(child, "input/output error");
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void AFailedSyncIsNeverTakenForASuccess(int seed)
    {
        using var child = JournalChild.Start("sync", provider, Root, "env", "LD_PRELOAD=" + RefusingDisk(), $"REFUSE_SEED={seed}");
        AssertKeptAll(child);
    }

    /// <summary>Compiles a library that lets one in twelve calls of fsync and fdatasync fail with EIO.</summary>
    private string RefusingDisk()
    {
        const string Source =
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <stdlib.h>
            static int refuses(void) {
                static unsigned seed;
                if (seed == 0) seed = atoi(getenv("REFUSE_SEED"));
                return rand_r(&seed) % 12 == 0;
            }
            int fsync(int fd) {
                if (refuses()) { errno = EIO; return -1; }
                return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
            }
            int fdatasync(int fd) {
                if (refuses()) { errno = EIO; return -1; }
                return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
            }
            """;
        File.WriteAllText(_directory.PathOf("refuse.c"), Source);
        var library = _directory.PathOf("refuse.so");
        try
        {
            using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-o", library, _directory.PathOf("refuse.c"), "-ldl"]);
            compiler.WaitForExit();
            Assert.That(compiler.ExitCode, Is.Zero);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Requirement.Missing("There is no C compiler for the library that refuses syncs: apt install gcc libc6-dev.");
        }

        return library;
    }

    private static void AssertKeptAll(Process child, string said = "kept all")
    {
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.That(child.ExitCode, Is.Zero, output + errors.Result);
        Assert.That(output, Does.Contain(said).And.Contain("kept all"));
        TestContext.Out.WriteLine(output);
    }

    private static void RequireMount()
    {
        using var probe = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        if (probe.ExitCode == 0) return;
        Requirement.Missing("This user may not mount a small disk of its own (unshare -rm), which the full disk needs: run as root or allow user namespaces.");
    }
}
