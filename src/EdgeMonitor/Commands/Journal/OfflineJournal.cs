using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Commands.Journal;

/// <summary>A box's journal that this process owns, as no daemon runs; what is written into it are the entries that the daemon would have made.</summary>
internal sealed class OfflineJournal : IDisposable
{
    private readonly JournalHost _host;
    private readonly SealedJournal _journal;
    private readonly RecordFactory _records;
    private readonly RecorderQueue _queue;

    private OfflineJournal(JournalHost host, SealedJournal journal, RecordFactory records)
    {
        (_host, _journal, _records) = (host, journal, records);
        _queue = new RecorderQueue(RecorderQueue.MaxUrgent, records.Episodes);
    }

    /// <summary>Takes the journal.</summary>
    /// <exception cref="JournalException">A daemon has it, or it cannot be opened; the message says what to do.</exception>
    public static OfflineJournal Open(Box box)
    {
        var host = new JournalHost(box.State, box.Device, NullLogger<JournalHost>.Instance);
        SealedJournal? open = null;
        try
        {
            open = host.Open();
            var records = new RecordFactory(
                box.Device, Appliance.NewBoot(), new MonitorClock(TimeProvider.System), new WallClock(TimeProvider.System), BoxIdentity.AtStart(box.State).Identity.Takeover);
            var found = MonitorMemoryStore.Read(open, new AlarmLimits());
            records.Episodes.Restore(found?.Episode, MonitorMemoryStore.IsEpisodeKnown(found, host));
            return new OfflineJournal(host, open, records);
        }
        finally
        {
            if (open is null) host.Dispose();
        }
    }

    /// <summary>The desk for its keys.</summary>
    public KeyDesk Desk() => new(_host, _records, Store, _ => false);

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();

    private Task Store(IReadOnlyList<Record> entries)
    {
        foreach (var entry in entries) _queue.Add(entry);
        _queue.StoreIn(_journal);
        return Task.CompletedTask;
    }
}
