using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Uplink;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Control;

/// <summary>The desk of a box's keys, with a real journal in a folder of its own; the audit's entries stay here.</summary>
internal sealed class KnownKeyDesk : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JournalHost _journal;
    private readonly List<string> _stored = [];

    public KnownKeyDesk()
    {
        _journal = new JournalHost(Path.Combine(_folder.Path, "state"), "bed-7", NullLogger<JournalHost>.Instance);
        var records = new RecordFactory("bed-7", "boot", new MonitorClock(TimeProvider.System), new WallClock(TimeProvider.System));
        Desk = new KeyDesk(_journal, records, Store, _ => false);
    }

    public KeyDesk Desk { get; }

    public IReadOnlyList<string> Stored => _stored;

    public void Dispose()
    {
        Desk.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }

    private Task Store(IReadOnlyList<EdgeMonitor.Uplink.Wire.Record> entries)
    {
        _stored.AddRange(entries.Select(entry => $"{entry.Audit.Who} | {entry.Audit.Action} | {entry.Audit.Detail}"));
        return Task.CompletedTask;
    }
}
