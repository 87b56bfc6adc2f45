using System.Threading.Channels;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>Under whose key the recorder stores what a real monitor says, at admissions, discharges and restarts.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RecorderEpisodeTests : IDisposable
{
    private static readonly Actor Nurse = new("nurse-4", OperatorOrigin.Socket);

    private readonly TemporaryFolder _folder = new();

    private string State => Path.Combine(_folder.Path, "state");

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task TheEpisodeSwitchesExactlyAtTheAdmissionAndAfterTheDischarge()
    {
        using (var run = new Run(State))
        {
            run.Say(Value(0.1));
            run.Say(new AdmitPatient(PatientProfile.Adult, "e-1", Nurse, At(0.4)));
            run.Say(Value(0.5));
            run.Say(new AdmitPatient(PatientProfile.Child, "e-2", Nurse, At(0.8)));
            run.Say(Value(0.9));
            run.Say(new DischargePatient(Nurse, At(1.2)));
            run.Say(Value(1.3));
            await run.EndAsync();
        }

        using var found = new Found(State);
        Assert.That(found.Telemetry(), Is.EqualTo(new[] { ("", 0.1), ("e-1", 0.5), ("e-2", 0.9), ("", 1.3) }));
        var patients = found.Records(JournalStreams.Alarms).Where(entry => entry.Record.AlarmSystem?.Kind == "patient").Select(entry => (entry.Episode, entry.Record.AlarmSystem.State, entry.Record.AlarmSystem.Episode));
        Assert.That(patients, Is.EqualTo(new[] { ("e-1", "adult", "e-1"), ("e-2", "child", "e-2"), ("e-2", "none", "") }), "the discharge is the episode's last entry");
        Assert.That(found.Records(JournalStreams.Audit).Select(entry => entry.Episode), Has.All.Empty);
        foreach (var (episode, record) in found.Records(JournalStreams.State)) Assert.That(record.Memory.Episode, Is.EqualTo(episode), "a memory is under the key of whom it is of");
        Assert.That(found.Records(JournalStreams.Alarms).Select(entry => entry.Episode), Is.Ordered.Using<string>((one, other) => Order(one).CompareTo(Order(other))), "no episode comes back");

        static int Order(string episode) => episode switch { "e-1" => 1, "e-2" => 2, _ => 3 };
    }

    /// <summary>To the monitor the second patient is like the first one; the key is another one, over a restart as well.</summary>
    [Test]
    public async Task APatientWithoutPseudonymHasAKeyOfTheirOwnThatARestartFindsAgain(CancellationToken stop)
    {
        Episode? second;
        using (var run = new Run(State))
        {
            run.Say(new AdmitPatient(PatientProfile.Adult, "", Nurse, At(0.2)));
            var first = run.Episodes.Current;
            run.Say(Value(0.3));
            run.Say(new AdmitPatient(PatientProfile.Adult, "", Nurse, At(0.6)));
            run.Say(Value(0.7));
            await run.EndAsync();
            second = run.Episodes.Current;
            Assert.That(second!.Key, Is.Not.EqualTo(first?.Key));
        }

        using (var again = new Run(State))
        {
            await again.RestoreAsync(stop);
            Assert.That(again.Episodes.Current, Is.EqualTo(new Episode(second.Key, "")));
            again.Say(Value(0.1));
            await again.EndAsync();
        }

        using var found = new Found(State);
        Assert.That(found.Keys(JournalStreams.Telemetry)[^1], Is.EqualTo(second.Key));
        Assert.That(found.Keys(JournalStreams.Telemetry).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task AMemoryThatCannotBeReadIsSaidAndNotTakenForNone(CancellationToken stop)
    {
        using (var run = new Run(State))
        {
            run.Say(new AdmitPatient(PatientProfile.Child, "e-1", Nurse, At(0.2)));
            await run.EndAsync();
        }

        await File.WriteAllBytesAsync(Path.Combine(State, "edgemonitor.key"), new byte[32], stop);
        using var blind = new Run(State);
        await blind.RestoreAsync(stop);
        Assert.That(blind.Fallbacks.All.Single(), Does.Contain("could not be read: the configured limits are in force"));
        Assert.That(blind.Journal.KeyFaults.Single(fault => fault.Contains("data keys need the master key", StringComparison.Ordinal)), Does.Contain("put back"));
        await blind.EndAsync();
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Reading Value(double seconds) => Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, 97, At(seconds));

    /// <summary>One start of the daemon: monitor, feed and recorder.</summary>
    private sealed class Run : IDisposable
    {
        private readonly MonitorFeed _feed = new();
        private readonly MonitorClock _clock = new(new ManualTime());
        private readonly PatientMonitor _monitor = new(new MonitorSettings(new AlarmLimits()));
        private readonly Recorder _recorder;
        private readonly Task _running;

        public Run(string state)
        {
            Journal = new JournalHost(state, "bed-7", NullLogger<JournalHost>.Instance);
            var records = new RecordFactory("bed-7", "boot", _clock, new WallClock(new ManualTime()));
            Episodes = records.Episodes;
            var bounds = new StorageOptions().ToBounds();
            var excess = new JournalExcess(bounds, () => null, new RecordAge("boot", _clock, new WallClock(new ManualTime()), () => true));
            _recorder = new Recorder(
                _feed.Listen(), Journal, records, new AlarmLimits(), new AlarmLogKeeper(forwards: false),
                new StorageBounds(bounds, excess, () => null, records, _clock, _ => { }, NullLogger<StorageBounds>.Instance), _clock, _ => { }, NullLogger<Recorder>.Instance);
            _running = _recorder.RunAsync();
        }

        public JournalHost Journal { get; }

        public EpisodeInForce Episodes { get; }

        public Fallbacks Fallbacks { get; } = new();

        public void Say(MonitorInput input)
        {
            var events = _monitor.Process(input);
            _feed.Say(new FeedItem(input, null), mayWait: false);
            foreach (var said in events) _feed.Say(new FeedItem(null, said), mayWait: false);
        }

        public async Task RestoreAsync(CancellationToken stop)
        {
            var intake = Channel.CreateBounded<MonitorInput>(4);
            var restorer = new MemoryRestorer(Journal, new AlarmLimits(), intake.Writer, _recorder.Record, Episodes, Fallbacks, _clock, NullLogger<MemoryRestorer>.Instance);
            await restorer.StartAsync(stop);
            while (intake.Reader.TryRead(out var input)) Say(input);
        }

        public async Task EndAsync()
        {
            _feed.Complete();
            await _running;
        }

        public void Dispose() => Journal.Dispose();
    }

    /// <summary>What lies in the journal, and under which keys.</summary>
    private sealed class Found(string state) : IDisposable
    {
        private readonly JournalReading _reading = JournalReading.Open(state, "bed-7");
        private readonly KeyRing _ring = KeyRing.Read(state, credentials: null);

        public List<KeyId> Keys(string stream) =>
            [.. _reading.Journal.KeysOf(stream, new HashSet<KeyId>()).SelectMany(run => Enumerable.Repeat(run.Key!.Value, (int)run.Count))];

        public List<(string Episode, EdgeMonitor.Uplink.Wire.Record Record)> Records(string stream)
        {
            var names = _ring.Episodes().ToDictionary(episode => episode.Key, episode => episode.Pseudonym);
            return [.. _reading.Journal.ReadFrom(stream, 0, 1000).Records.Zip(Keys(stream), (record, key) => (names.GetValueOrDefault(key, ""), RecordCodec.Decode(record.Bytes.Span)))];
        }

        public List<(string Episode, double At)> Telemetry() =>
            [.. Records(JournalStreams.Telemetry).SelectMany(entry => entry.Record.Telemetry.Readings.Where(reading => reading.Mdc == Mdc.PulsOximSatO2).Select(reading => (entry.Episode, reading.AtUs / 1e6)))];

        public void Dispose()
        {
            _reading.Dispose();
            _ring.Dispose();
        }
    }
}
