using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A real journal with bounds, on a clock that a test moves and sets, and a disk whose room it decides.</summary>
internal sealed class BoundsRig : IAsyncDisposable
{
    /// <summary>Bytes of the filling in a record of <see cref="Store"/>; the rest of a record is about as much as its sizes say.</summary>
    public const int RecordBytes = 1000;

    private readonly UplinkRig _rig = new();
    private readonly ManualTime _time = new();
    private readonly SteppedTime _wall;
    private readonly JournalBounds _bounds;
    private MonitorClock _clock;
    private string _boot = "boot-1";

    /// <param name="bounds">What the journal keeps.</param>
    public BoundsRig(JournalBounds bounds)
    {
        _wall = new SteppedTime(_time);
        _bounds = bounds;
        _clock = new MonitorClock(_wall);
        Bounds = Make();
    }

    /// <summary>The bounds under test.</summary>
    public StorageBounds Bounds { get; private set; }

    /// <summary>The journal.</summary>
    public SealedJournal Journal => _rig.Journal;

    /// <summary>The store below it, in which a test can make faults.</summary>
    public FaultyJournal Faults => _rig.Store;

    /// <summary>Room on the disk; null where it does not say.</summary>
    public long? Free { get; set; }

    /// <summary>Whether something keeps the wall clock right.</summary>
    public bool IsSynchronised { get; set; } = true;

    /// <summary>What was reported.</summary>
    public List<ApplianceStatus> Reports { get; } = [];

    /// <summary>The gaps that were told, oldest first.</summary>
    public IReadOnlyList<RecordGap> Gaps =>
        [.. Journal.ReadFrom(JournalStreams.Audit, 0, 100_000).Records.Select(record => RecordCodec.Decode(record.Bytes.Span)).Where(record => record.Gap is not null).Select(record => record.Gap)];

    /// <summary>A journal whose only bound is this one.</summary>
    public static JournalBounds Only(StreamBound? telemetry = null, StreamBound? audit = null, StreamBound? alarms = null, long reserve = 0)
    {
        var none = new StreamBound(TimeSpan.FromDays(10_000), long.MaxValue / 4);
        return new JournalBounds(telemetry ?? none, audit ?? none, alarms ?? none, reserve, 8 << 20);
    }

    /// <summary>A bound of hours.</summary>
    public static StreamBound Hours(double hours) => new(TimeSpan.FromHours(hours), long.MaxValue / 4);

    /// <summary>A bound of bytes.</summary>
    public static StreamBound Bytes(long bytes) => new(TimeSpan.FromDays(10_000), bytes);

    /// <summary>Stores records as the recorder does, in as few commits as they fit into.</summary>
    /// <param name="stream">Their stream.</param>
    /// <param name="count">How many.</param>
    /// <param name="bytes">How much each is filled with.</param>
    /// <param name="apart">How much time passes after each.</param>
    public void Store(string stream, int count, int bytes = RecordBytes, TimeSpan apart = default)
    {
        var next = Journal.NextSequence(stream);
        var records = new List<PlainRecord>();
        for (var i = 0; i < count; i++)
        {
            var record = new Record
            {
                Device = UplinkRig.Device,
                Stream = stream,
                Sequence = next + i,
                Boot = _boot,
                WallMs = _wall.GetUtcNow().ToUnixTimeMilliseconds(),
                MonotonicUs = RecordFactory.Microseconds(_clock.Now),
                ClockSynchronised = IsSynchronised,
                Audit = new AuditEntry { Who = "test", Detail = new string('x', bytes) },
            };
            records.Add(new PlainRecord(stream, record.Sequence, RecordCodec.Encode(record)));
            _time.Advance(apart);
        }

        foreach (var commit in records.Chunk(500)) Journal.Append(commit);
    }

    /// <summary>Time since the test began, which no clock of the box can be wrong about.</summary>
    public TimeSpan Now => _time.Elapsed;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by) => _time.Advance(by);

    /// <summary>Sets the wall clock.</summary>
    public void StepWall(TimeSpan by) => _wall.Step += by;

    /// <summary>The daemon is started again: another boot, and its clock begins at zero.</summary>
    public void Restart()
    {
        _boot = $"boot-{Guid.NewGuid():N}";
        _clock = new MonitorClock(_wall);
        Bounds = Make();
    }

    /// <summary>Steps until nothing more is given up; how many it took.</summary>
    public int Settle()
    {
        const int Counting = 4; // steps that count the longest range before anything of it goes
        for (var (step, idle) = (1, 0); ; step++)
        {
            var before = Held();
            Bounds.Keep(Journal, () => false);
            idle = Held() == before ? idle + 1 : 0;
            if (idle > Counting) return step;
            Assert.That(step, Is.LessThan(100_000), "it does not come to an end");
        }

        (long, long, long) Held() => (Journal.Count(JournalStreams.Telemetry), Journal.Count(JournalStreams.Audit), Journal.Count(JournalStreams.Alarms));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private StorageBounds Make()
    {
        var wall = new WallClock(_wall);
        var excess = new JournalExcess(_bounds, () => Free, new RecordAge(_boot, _clock, wall, () => IsSynchronised));
        var records = new RecordFactory(UplinkRig.Device, _boot, _clock, wall);
        return new StorageBounds(_bounds, excess, () => Free, records, _clock, Reports.Add, NullLogger<StorageBounds>.Instance);
    }
}
