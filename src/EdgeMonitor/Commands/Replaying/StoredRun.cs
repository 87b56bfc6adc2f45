using EdgeMonitor.Core.Signals;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>What one run of the daemon has left in the journal, as the monitor's inputs.</summary>
/// <param name="Boot">The run's id.</param>
/// <param name="Start">The run's time zero by the wall clock.</param>
/// <param name="Synchronised">Whether that clock was synchronised.</param>
/// <param name="Inputs">The measured inputs, in the order of their times.</param>
internal sealed record StoredRun(string Boot, DateTimeOffset Start, bool Synchronised, IEnumerable<MonitorInput> Inputs)
{
    private const int Portion = 64;

    /// <summary>All runs whose telemetry is still stored, oldest first; each is to be read to its end before the next.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    /// <exception cref="InvalidDataException">A record is none.</exception>
    public static IEnumerable<StoredRun> Of(SealedReader journal)
    {
        using var records = Records(journal).GetEnumerator();
        for (var more = records.MoveNext(); more;)
        {
            var first = records.Current;
            var start = DateTimeOffset.FromUnixTimeMilliseconds(first.WallMs) - Time(first.MonotonicUs);
            yield return new StoredRun(first.Boot, start, first.ClockSynchronised, InputsOf());

            IEnumerable<MonitorInput> InputsOf()
            {
                var decoder = new StoredInputs();
                for (; more && records.Current.Boot == first.Boot; more = records.MoveNext())
                {
                    foreach (var input in decoder.Of(records.Current.Telemetry)) yield return input;
                }
            }
        }
    }

    /// <summary>A stored time, µs.</summary>
    public static TimeSpan Time(long microseconds) => TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static IEnumerable<Record> Records(SealedReader journal)
    {
        for (var page = journal.ReadFrom(JournalStreams.Telemetry, 0, Portion); page.Last is { } last; page = journal.ReadFrom(JournalStreams.Telemetry, last, Portion))
        {
            foreach (var stored in page.Records) yield return RecordCodec.Decode(stored.Bytes.Span);
        }
    }
}
