using System.Runtime.InteropServices;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>
/// A small life of a journal, again and again: each time one call later fails, once or from then on until the disk is well again. Whatever fails, the
/// caller gets one clear sentence, and what was acknowledged is there in the end.
/// </summary>
internal static class ErrorWorkload
{
    private const int NoRoom = 28, InputOutput = 5, ReadOnly = 30; // ENOSPC, EIO, EROFS
    private const int MostTries = 80;

    private delegate void Fail(long after, int error, int lasts, int kinds);

    private delegate long Heal();

    /// <summary>Runs every case in a directory, and says how many there were.</summary>
    public static void Run(JournalProviderAttribute provider, string directory)
    {
        var library = NativeLibrary.Load(Environment.GetEnvironmentVariable("DISK_LIBRARY")!);
        var fail = Marshal.GetDelegateForFunctionPointer<Fail>(NativeLibrary.GetExport(library, "disk_fail"));
        var heal = Marshal.GetDelegateForFunctionPointer<Heal>(NativeLibrary.GetExport(library, "disk_heal"));
        (string Name, int Error, DiskCalls Calls)[] faults =
        [
            ("ENOSPC", NoRoom, DiskCalls.Opens | DiskCalls.Writes | DiskCalls.Sizes | DiskCalls.Syncs | DiskCalls.Names),
            ("EIO", InputOutput, DiskCalls.All),
            ("EROFS", ReadOnly, DiskCalls.Changes),
        ];
        foreach (var (name, error, calls) in faults)
        {
            foreach (var lasts in (bool[])[false, true])
            {
                var (at, refused) = (0, 0);
                for (; ; at++)
                {
                    var root = Path.Combine(directory, $"{name}-{lasts}-{at}");
                    fail(at, error, lasts ? 1 : 0, (int)calls);
                    var hit = Live(provider, root, $"{name}{(lasts ? ", lasting," : "")} at call {at}", heal, ref refused);
                    Directory.Delete(root, recursive: true);
                    if (!hit) break;
                }

                JournalChild.Require(at > 60, $"only {at} calls were made to fail with {name}");
                JournalChild.Say($"{provider.Name}: {name}{(lasts ? " lasting" : " once")}: every one of {at} calls, {refused} refusals");
            }
        }

        JournalChild.Say("kept all");
    }

    /// <summary>One life; false where the fault was never met.</summary>
    private static bool Live(JournalProviderAttribute provider, string root, string when, Heal heal, ref int refusedAll)
    {
        var refused = 0;
        long last = 0, removed = 0;
        IJournal? journal = null;
        for (var step = 0; step < 12; step++)
        {
            if (!Try(() => journal ??= provider.Open(root))) continue;
            if (step is 4 or 8)
            {
                journal!.Dispose();
                journal = null;
            }
            else if (step is 6 && last > 4)
            {
                if (Try(() => journal!.Trim("telemetry", 1, 3))) removed = 3;
            }
            else if (Append(journal!, 3 + (step % 2), step == 9 ? 6000 : 400) is { } stored)
            {
                last = stored;
            }
        }

        var hits = heal();
        for (var tries = 0; ; tries++)
        {
            // The disk is well: at the latest the second try must do.
            if (Try(() => journal ??= provider.Open(root)) && Append(journal!, 2, 400) is { } stored)
            {
                last = stored;
                break;
            }

            JournalChild.Require(tries < 2, $"{when}: the disk is well again and nothing is stored");
        }

        journal!.Dispose();
        using var again = provider.Open(root);
        JournalChild.Require(again.LastSequence("telemetry") == last, $"{when}: the last sequence is {again.LastSequence("telemetry")} and not {last}");
        JournalChild.Require(KnownRecords.Fault(again, "telemetry", Math.Max(removed + 1, again.FirstSequence("telemetry") ?? 1), last) is null, $"{when}: {KnownRecords.Fault(again, "telemetry", removed + 1, last)}");
        JournalChild.Require(again.FirstSequence("telemetry") <= 4, $"{when}: the oldest is {again.FirstSequence("telemetry")}");
        refusedAll += refused;
        return hits > 0;

        long? Append(IJournal to, int count, int length)
        {
            long next = 0;
            if (!Try(() => next = to.LastSequence("telemetry") + 1)) return null;
            JournalChild.Require(next > last, $"{when}: {next} would be used again after {last}");
            try
            {
                to.Append(KnownRecords.Make("telemetry", next, count, length));
                return next + count - 1;
            }
            catch (JournalException error)
            {
                Clear(error);
                long stored = 0;
                for (var tries = 0; !Try(() => stored = to.LastSequence("telemetry")); tries++)
                {
                    if (tries >= 1) return null; // the disk is still ill: nothing is known yet
                }

                JournalChild.Require(stored == next - 1 || (error.MayBeStored && stored == next + count - 1), $"{when}: a refused batch left {stored} after {next - 1}, {error.Message}");
                return stored == next - 1 ? null : stored;
            }
        }

        bool Try(Action act)
        {
            try
            {
                act();
                return true;
            }
            catch (JournalException error)
            {
                Clear(error);
                return false;
            }
        }

        void Clear(JournalException error)
        {
            refused++;
            JournalChild.Require(refused < MostTries, $"{when}: {refused} refusals");
            JournalChild.Require(error.Message.Contains(root, StringComparison.Ordinal) && error.Message.EndsWith(']') | error.Message.EndsWith('.'), $"{when}: the sentence is: {error.Message}");
        }
    }
}
