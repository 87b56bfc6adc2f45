using EdgeMonitor.Storage;
using EdgeMonitor.Uplink.Wire;
using Google.Protobuf;

namespace EdgeMonitor.Uplink;

/// <summary>
/// What is known of the clocks of the last starts of the daemon. A record that was made before the wall clock was synchronised gets, when it is
/// sent, the wall time that its monotonic time had in truth; what is stored stays as it is. Members may be called from any thread.
/// </summary>
internal sealed class BootClocks
{
    /// <summary>Starts of the daemon that are remembered. Chosen: far more than lie in the longest backlog, and some KiB.</summary>
    private const int MostLines = 64;

    /// <summary>Older states are removed when there are so many. Chosen: a removal costs as much as a commit.</summary>
    private const int MostKept = 16;

    /// <summary>Microseconds in a millisecond.</summary>
    public const int MicrosecondsInMillisecond = 1000;

    private readonly Lock _gate = new();
    private volatile StoredClocks _known = new(); // replaced, never changed

    /// <summary>Reads what a journal remembers; nothing where there is nothing, or nothing that can be read.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public void Load(SealedReader journal)
    {
        lock (_gate)
        {
            var records = journal.ReadFrom(JournalStreams.Clocks, 0, int.MaxValue).Records;
            if (records.Count == 0) return;
            try
            {
                _known = StoredClocks.Parser.ParseFrom(records[^1].Bytes.Span);
            }
            catch (InvalidProtocolBufferException)
            {
                // A state that cannot be read corrects nothing: wall times go out as they were written.
            }
        }
    }

    /// <summary>Remembers this start's line durably, in the place of what was known of it.</summary>
    /// <exception cref="JournalException">It could not be stored, and is not used then: tell it again.</exception>
    public void Remember(BootLine line, SealedJournal journal)
    {
        lock (_gate)
        {
            var next = new StoredClocks { Lines = { _known.Lines.Where(other => other.Boot != line.Boot).TakeLast(MostLines - 1), line.Clone() } };
            var sequence = journal.NextSequence(JournalStreams.Clocks);
            journal.Append([new PlainRecord(JournalStreams.Clocks, sequence, next.ToByteArray())]);
            _known = next;
            if (journal.Count(JournalStreams.Clocks) > MostKept) journal.Trim(JournalStreams.Clocks, 1, sequence - 1);
        }
    }

    /// <summary>
    /// The wall time of a record's monotonic time, ms since 1970-01-01T00:00:00Z, where its own was written by a clock that was not synchronised and
    /// was so later, before the machine was switched off; else null.
    /// </summary>
    public long? CorrectedMilliseconds(ReadOnlySpan<byte> record)
    {
        var known = _known;
        if (known.Lines.Count == 0 || Stamp(record) is not { Synchronised: false } stamp) return null;
        var own = known.Lines.FirstOrDefault(line => line.Boot == stamp.Boot);
        if (own is null || own.Played) return null;
        // The first synchronisation after it is the nearest one: two oscillators have had the least time to drift apart.
        var made = own.ZeroUs + stamp.MonotonicUs;
        var next = known.Lines
            .Where(line => line.HasSynchronisedUs && line.Machine == own.Machine && line.SynchronisedUs >= made)
            .MinBy(line => line.SynchronisedUs);
        return next is null ? null : next.SynchronisedMs - (next.SynchronisedUs - made) / MicrosecondsInMillisecond;
    }

    /// <summary>
    /// The fields before the body, and no more: a record of waveforms is not decoded for a date. They stand in the order of their numbers, as the
    /// encoder writes them. Null where these are no record's bytes.
    /// </summary>
    private static (string Boot, long MonotonicUs, bool Synchronised)? Stamp(ReadOnlySpan<byte> record)
    {
        const int longestHead = 1024; // chosen: some names and numbers of at most 64 characters each
        var (boot, monotonic, synchronised) = ("", 0L, false);
        using var head = new CodedInputStream(record[..Math.Min(record.Length, longestHead)].ToArray());
        try
        {
            for (uint tag = head.ReadTag(); tag != 0 && WireFormat.GetTagFieldNumber(tag) < Record.TelemetryFieldNumber; tag = head.ReadTag())
            {
                switch (WireFormat.GetTagFieldNumber(tag))
                {
                    case Record.BootFieldNumber: boot = head.ReadString(); break;
                    case Record.MonotonicUsFieldNumber: monotonic = head.ReadInt64(); break;
                    case Record.ClockSynchronisedFieldNumber: synchronised = head.ReadBool(); break;
                    default: head.SkipLastField(); break;
                }
            }
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }

        return (boot, monotonic, synchronised);
    }
}
