using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>A box whose daemon is started again and again on one state directory, with something wrong in between; and what it must never have lost.</summary>
internal sealed class FaultedBox : IDisposable
{
    private readonly string _recording = Recordings.Mitdb("203");

    /// <summary>Its folder and certificates.</summary>
    public Bedside Bedside { get; } = new();

    /// <summary>Its state directory.</summary>
    public string State => Bedside.State;

    /// <summary>The number of the newest telemetry record that a reader beside the daemon sees: it was stored, whatever comes.</summary>
    public static long StoredIn(string state)
    {
        using var reader = SqliteJournal.OpenReader(Path.Combine(state, "journal"));
        return reader.LastSequence(JournalStreams.Telemetry);
    }

    /// <summary>A configuration under which telemetry comes 30 times as fast as at a bed.</summary>
    public string Configure(int? port = null, string? state = null) => Bedside.Configure(_recording, speed: 30, port, repeat: true, state: state);

    /// <summary>Waits until the running daemon has stored so many telemetry records more.</summary>
    /// <param name="more">How many.</param>
    /// <param name="state">Another state directory than <see cref="State"/>.</param>
    public async Task StoresAsync(int more, string? state = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        for (var until = StoredIn(state ?? State) + more; StoredIn(state ?? State) < until;) await beat.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>A run on a healthy box that stores so many telemetry records and is killed; answers what it has left.</summary>
    public async Task<StoredState> FillAsync(int records, string? credentials = null)
    {
        var how = DaemonProcess.How([], "run", "--config", Configure());
        how.Environment["CREDENTIALS_DIRECTORY"] = credentials;
        await using (var daemon = DaemonProcess.Start(how))
        {
            await daemon.SaysAsync("data comes");
            await StoresAsync(records);
            await daemon.KillAsync();
        }

        return StoredState.Read(State, credentials);
    }

    /// <summary>Every number of every stream is stored or at the centre, and what was known of it before is still the same.</summary>
    public static void AssertNothingLost(StoredState stored, StoredState? before = null, Centre? centre = null)
    {
        foreach (var stream in JournalStreams.All)
        {
            var there = (centre?.Records(stream) ?? []).Concat(stored.Records[stream].Values).GroupBy(record => record.Sequence).ToDictionary(found => found.Key, found => found.Distinct().ToList());
            Assert.That(there.Values, Has.All.Count.EqualTo(1), $"a number of {stream} has two contents");
            Assert.That(there.Keys, Is.EquivalentTo(Centre.Range(1, stored.Last[stream])), stream);
            foreach (var (sequence, record) in before?.Records[stream] ?? []) Assert.That(there[sequence].Single(), Is.EqualTo(record), $"{stream} {sequence}");
        }

        Assert.That(centre?.Faults ?? [], Is.Empty);
    }

    /// <summary>What an operator would ask the box itself.</summary>
    public async Task VerifiesAsync(string? credentials = null)
    {
        var how = DaemonProcess.How([], "journal", "verify", "--state", State, "--device", Bedside.Device);
        how.Environment["CREDENTIALS_DIRECTORY"] = credentials;
        await using var verify = DaemonProcess.Start(how);
        Assert.That(await verify.ExitAsync(), Is.Zero, string.Join('\n', [.. verify.Output, .. verify.Errors]));
    }

    /// <summary>An alarm of this condition is stored; answers why it sounded.</summary>
    public static string ReasonOf(string condition, IEnumerable<Record> alarms)
    {
        var started = alarms.Select(record => record.Alarm).Where(alarm => alarm is { Phase: "start" } && alarm.Condition == condition).ToList();
        Assert.That(started, Is.Not.Empty, $"no alarm {condition}");
        return string.Join(' ', started.Select(alarm => alarm.Reason));
    }

    /// <inheritdoc/>
    public void Dispose() => Bedside.Dispose();
}
