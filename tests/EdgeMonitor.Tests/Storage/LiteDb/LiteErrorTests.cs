using EdgeMonitor.Storage;
using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Tests.Storage.LiteDb;

/// <summary>The disk answers any one call of the store's files with an error, or every call for a while: the real library over it never takes the process along.</summary>
public sealed class LiteErrorTests
{
    private static readonly int[] Spans = [1, 7];
    private TemporaryDirectory _directory = null!;
    private long _calls;
    private long _failsFrom = long.MaxValue;
    private long _failsUntil;

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void AnErrorAtAnyCallLosesNothingAcknowledged([ValueSource(nameof(Spans))] int span)
    {
        _ = LiteDbBuild.Provider;
        var refused = 0;
        for (long from = 0, step; ; from += step)
        {
            (_calls, _failsFrom, _failsUntil) = (0, from, from + span);
            var root = _directory.PathOf($"journal-{from}");
            var failures = Work(root);
            refused += failures;
            // Whatever LiteDB left half done is found by its finalizers, on a thread where an exception ends the process.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            using (var journal = LiteDbBuild.Provider.Open(root)) Check(journal, $"error at call {from}");
            Directory.Delete(root, recursive: true);
            if (_calls <= from) break;
            step = Math.Max(1, _calls / 60);
        }

        Assert.That(refused, Is.GreaterThan(8));
        TestContext.Out.WriteLine($"{refused} refusals in {_calls} calls");
    }

    private int Work(string root)
    {
        var failures = 0;
        using var journal = Retried(() => LiteDbBuild.Open(root, path => new FailingFile(DiskFile.Open(path), this)), ref failures);
        for (var commit = 1L; commit <= 25; commit++)
        {
            var last = Retried(() => journal.LastSequence("telemetry"), ref failures);
            if (last >= commit * 4) continue;
            try
            {
                journal.Append([.. KnownRecords.Make("telemetry", last + 1, 4, 24_000), .. KnownRecords.Make("alarms", Retried(() => journal.LastSequence("alarms"), ref failures) + 1, 1)]);
            }
            catch (JournalException)
            {
                failures++;
                commit--; // once more, from where the journal says
                continue;
            }

            Assert.That(Retried(() => KnownRecords.Fault(journal, "alarms", 1, commit), ref failures), Is.Null);
            Assert.That(Retried(() => journal.ReadFrom("telemetry", last, 4), ref failures), Has.Count.EqualTo(4));
        }

        return failures;
    }

    private static void Check(IJournal journal, string when)
    {
        Assert.That(journal.OpeningNotes, Is.Empty, when);
        Assert.That(KnownRecords.Fault(journal, "telemetry", 1, 100), Is.Null, when);
        Assert.That(KnownRecords.Fault(journal, "alarms", 1, 25), Is.Null, when);
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

    private void Call()
    {
        if (_calls++ is var call && call >= _failsFrom && call < _failsUntil) throw new IOException("The disk refuses.");
    }

    /// <summary>A file whose calls may be refused.</summary>
    private sealed class FailingFile(IStoreFile inner, LiteErrorTests disk) : IStoreFile
    {
        public long Length => inner.Length;

        public int Read(long position, Span<byte> bytes)
        {
            disk.Call();
            return inner.Read(position, bytes);
        }

        public void Write(long position, ReadOnlySpan<byte> bytes)
        {
            disk.Call();
            inner.Write(position, bytes);
        }

        public void SetLength(long length)
        {
            disk.Call();
            inner.SetLength(length);
        }

        public void Sync()
        {
            disk.Call();
            inner.Sync();
        }

        public void Dispose() => inner.Dispose();
    }
}
