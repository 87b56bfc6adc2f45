using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Storage.LogPages;

/// <summary>
/// Entry point of .NET's startup hooks: lets a test run its own code in a real process of the product, which can be killed or confined,
/// without a hidden command in the product.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        var task = Environment.GetEnvironmentVariable(EdgeMonitor.Tests.Storage.JournalChild.Variable);
        if (task is not null) Environment.Exit(EdgeMonitor.Tests.Storage.JournalChild.Run(task.Split('|')));
        var keys = Environment.GetEnvironmentVariable(EdgeMonitor.Tests.Storage.Keys.KeyChild.Variable);
        if (keys is not null) Environment.Exit(EdgeMonitor.Tests.Storage.Keys.KeyChild.Do(keys.Split('|')));
    }
}

namespace EdgeMonitor.Tests.Storage
{
    /// <summary>A process with a journal of the chosen provider.</summary>
    internal static partial class JournalChild
    {
        public const string Variable = "EDGEMONITOR_TESTS_JOURNAL_CHILD";
        private const int FileSizeLimit = 1; // RLIMIT_FSIZE
        private const int FileSizeSignal = 25; // SIGXFSZ

        /// <summary>Starts the process; its task is the name of a method below, the provider and the directory.</summary>
        public static Process Start(string task, string provider, string directory, params string[] wrapper) => Process.Start(How(task, provider, directory, wrapper))!;

        /// <summary>How to start it, for a test that changes its surroundings.</summary>
        public static ProcessStartInfo How(string task, string provider, string directory, params string[] wrapper)
        {
            string[] words = [.. wrapper, "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "edgemonitor.dll")];
            var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment[Variable] = $"{task}|{provider}|{directory}";
            start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(JournalChild).Assembly.Location;
            return start;
        }

        /// <summary>What the process does.</summary>
        public static int Run(string[] words)
        {
            // As the product loads libc by its name, a library that was loaded before it would be passed over.
            NativeLibrary.SetDllImportResolver(typeof(JournalProviders).Assembly, static (name, _, _) => name == "libc" ? NativeLibrary.GetMainProgramHandle() : 0);
            var provider = JournalProviders.All.Single(found => found.Name == words[1]);
            switch (words[0])
            {
                case "append": Append(provider.Open(words[2])); break;
                case "fill": Fill(provider, words[2]); break;
                case "sync": Sync(provider, words[2]); break;
                case "limit": Limit(provider, words[2]); break;
                case "power": Power(provider, words[2], int.Parse(words[3], CultureInfo.InvariantCulture)); break;
                case "recover": Recover(provider, words[2], int.Parse(words[3], CultureInfo.InvariantCulture)); break;
                case "errors": Faults.ErrorWorkload.Run(provider, words[2]); break;
                default: return 64;
            }

            return 0;
        }

        private static void Power(JournalProviderAttribute provider, string directory, int seed)
        {
            // Every other life of LiteDB's has small files, so that they are completed, carried from and removed.
            Func<string, IJournal> open = provider.Name == "litedb" && seed % 2 == 0 ? root => LiteDb.LiteDbBuild.Open(root, DiskFile.Open, 1 << 20) : provider.Open;
            using var life = new Faults.PowerWorkload(open, directory, seed);
            life.Run();
        }

        private static void Recover(JournalProviderAttribute provider, string directory, int seed)
        {
            using var life = new Faults.RecoveryWorkload(provider, directory, seed);
            life.Run();
        }

        /// <summary>Appends and trims until it is killed, and says what was acknowledged.</summary>
        private static void Append(IJournal journal)
        {
            for (var batch = journal.LastSequence("alarms") + 1; ; batch++)
            {
                var telemetry = journal.LastSequence("telemetry") + 1;
                var count = (int)(batch % 8) + 1;
                journal.Append([.. KnownRecords.Make("telemetry", telemetry, count, 5000), .. KnownRecords.Make("alarms", batch, 1)]);
                Say($"acknowledged {batch} {telemetry + count - 1}");
                if (batch % 16 == 0) journal.Trim("telemetry", 1, telemetry - 100);
            }
        }

        /// <summary>Fills the disk, sees that reading and trimming work, restarts on the full disk, and goes on once there is room.</summary>
        private static void Fill(JournalProviderAttribute provider, string directory)
        {
            var journal = provider.Open(directory);
            var last = AppendUntilRefused(journal);
            Say($"full after {last}");
            Require(AppendUntilRefused(journal) == last, "a full disk took a record");
            Require(KnownRecords.Fault(journal, "telemetry", 1, last) is null, "what was acknowledged cannot be read on a full disk");
            journal.Trim("telemetry", 1, 5);
            Require(journal.Count("telemetry") == last - 5, "trimming on a full disk did not remove the records");
            journal.Dispose();

            var other = Path.Combine(directory, "..", "other");
            FillFile(other);
            RestartOnFullDisk(provider, directory, 6, last, last / 2);
            File.Delete(other);
            journal = provider.Open(directory); // there is room: it closes in order and leaves nothing but its database
            journal.Dispose();
            FillFile(other);
            RestartOnFullDisk(provider, directory, (last / 2) + 1, last, (last / 2) + 10);
            journal = provider.Open(directory);
            File.Delete(other);
            var more = AppendUntilRefused(journal);
            Say($"then full after {more}");
            Require(more > last, "there was room and no record was taken");
            journal.Dispose();
            using var again = provider.Open(directory);
            Require(KnownRecords.Fault(again, "telemetry", (last / 2) + 11, more) is null, "a record is missing in the end");
            Say("kept all");
        }

        private static void RestartOnFullDisk(JournalProviderAttribute provider, string directory, long first, long last, long trimmed)
        {
            using var journal = provider.Open(directory);
            Require(journal.LastSequence("telemetry") == last, "a restart on a full disk changed the last sequence");
            var fault = KnownRecords.Fault(journal, "telemetry", first, last);
            Require(fault is null, $"after a restart on a full disk {fault}");
            journal.Trim("telemetry", first, trimmed);
            Require(journal.Count("telemetry") == last - trimmed, "trimming on a full disk did not remove the records");
        }

        /// <summary>Lets writes fail with an error other than a full disk in the middle of a commit, and then lets them succeed again.</summary>
        private static void Limit(JournalProviderAttribute provider, string directory)
        {
            Signal(FileSizeSignal, 1); // ignored: the write then fails with EFBIG
            using var journal = provider.Open(directory);
            journal.Append(KnownRecords.Make("telemetry", 1, 20, 20_000));
            var next = 21L;
            for (var room = 0; room < 60_000; room += 3_000)
            {
                SetLimit(new FileInfo(Directory.GetFiles(directory, "*-wal").Single()).Length + room);
                try
                {
                    journal.Append(KnownRecords.Make("telemetry", next, 2, 20_000));
                    next += 2;
                }
                catch (JournalException error)
                {
                    Say($"failed {error.Message}");
                }

                SetLimit(-1);
                Require(journal.LastSequence("telemetry") == next - 1, "a failed append moved the last sequence");
                journal.Append(KnownRecords.Make("telemetry", next, 1, 20_000));
                next++;
                Require(KnownRecords.Fault(journal, "telemetry", 1, next - 1) is null, "a record is missing after an input/output error");
            }

            Say("kept all");
        }

        /// <summary>Appends while the disk refuses a sync now and then: what was acknowledged stays, what was refused is not there twice.</summary>
        private static void Sync(JournalProviderAttribute provider, string directory)
        {
            var failures = 0;
            var journal = Retried(() => provider.Open(directory), ref failures);
            for (var batch = 1L; batch <= 300; batch++)
            {
                var acknowledged = Retried(() => journal.LastSequence("telemetry"), ref failures);
                try
                {
                    journal.Append(KnownRecords.Make("telemetry", acknowledged + 1, 2, 20_000));
                    acknowledged += 2;
                }
                catch (JournalException error)
                {
                    failures++;
                    if (!error.MayBeStored)
                    {
                        var stored = Retried(() => journal.LastSequence("telemetry"), ref failures);
                        Require(stored == acknowledged, "a batch was stored that was said not to be");
                    }
                }

                Require(Retried(() => journal.LastSequence("telemetry"), ref failures) >= acknowledged, "an acknowledged batch is gone");
            }

            var last = Retried(() => journal.LastSequence("telemetry"), ref failures);
            journal.Dispose();
            using var again = Retried(() => provider.Open(directory), ref failures);
            Require(KnownRecords.Fault(again, "telemetry", 1, last) is null, "a record is missing in the end");
            Require(again.LastSequence("telemetry") == last, "the last sequence is another one in the end");
            Require(failures > 8, $"the disk refused only {failures} times");
            Say(string.Create(CultureInfo.InvariantCulture, $"{failures} refusals, {last} records"));
            Say("kept all");
        }

        private static T Retried<T>(Func<T> ask, ref int failures)
        {
            while (true)
            {
                try
                {
                    return ask();
                }
                catch (JournalException) when (failures++ < 1000)
                {
                    // The journal opens its files anew with the next call.
                }
            }
        }

        private static long AppendUntilRefused(IJournal journal)
        {
            while (true)
            {
                var next = journal.LastSequence("telemetry") + 1;
                try
                {
                    journal.Append(KnownRecords.Make("telemetry", next, 3, 20_000));
                }
                catch (JournalException error)
                {
                    Require(error.Message.Contains("is full", StringComparison.Ordinal) && !error.MayBeStored, error.Message);
                    Require(journal.LastSequence("telemetry") == next - 1, "a refused append moved the last sequence");
                    return next - 1;
                }
            }
        }

        private static void FillFile(string path)
        {
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
            for (var block = new byte[1 << 16]; block.Length > 0;)
            {
                try
                {
                    file.Write(block);
                }
                catch (IOException)
                {
                    block = block[..(block.Length / 2)];
                }
            }
        }

        internal static void Require(bool holds, string otherwise)
        {
            if (holds) return;
            Say(otherwise);
            Environment.Exit(1);
        }

        internal static void Say(string line)
        {
            Terminal.Out.WriteLine(line);
            Terminal.Out.Flush();
        }

        private static void SetLimit(long bytes)
        {
            Span<long> limits = [bytes, -1]; // soft limit; hard limit: RLIM_INFINITY
            if (SetResourceLimit(FileSizeLimit, limits) != 0) throw new IOException("setrlimit failed.");
        }

        [LibraryImport("libc", EntryPoint = "setrlimit")]
        private static partial int SetResourceLimit(int resource, Span<long> limits);

        [LibraryImport("libc", EntryPoint = "signal")]
        private static partial nint Signal(int number, nint action);
    }
}
