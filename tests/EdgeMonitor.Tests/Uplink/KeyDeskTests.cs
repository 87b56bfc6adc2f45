using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>Shredding on a real journal: what is refused, what is destroyed, what is written down of it, and what stays.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KeyDeskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JournalHost _host;
    private readonly RecordFactory _records;
    private readonly RecorderQueue _queue;
    private readonly KeyDesk _desk;

    public KeyDeskTests()
    {
        _host = new JournalHost(State, "bed-7", NullLogger<JournalHost>.Instance);
        _records = new RecordFactory("bed-7", "boot", new MonitorClock(TimeProvider.System), new WallClock(TimeProvider.System));
        _queue = new RecorderQueue(600, _records.Episodes);
        _desk = new KeyDesk(_host, _records, Store, _queue.Holds);
    }

    private string State => Path.Combine(_folder.Path, "state");

    private SealedJournal Journal => _host.Open();

    public void Dispose()
    {
        _desk.Dispose();
        _host.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task APatientWhoIsAdmittedIsNotShredded()
    {
        var key = Stay("e-17", discharge: false);
        foreach (var name in (string[])["e-17", key.ToString()])
        {
            var answer = await _desk.ShredAsync("root", "", name, unsent: true, next: null);
            Assert.That((answer.Done, answer.Sentence), Is.EqualTo((false, "This patient is admitted: discharge the patient first.")));
        }

        Assert.That(Readable(JournalStreams.Alarms), Is.EqualTo(2));
    }

    [Test]
    public async Task WhatTheCentreHasNeverConfirmedIsDestroyedOnlyWhenSaidSoAndLeavesAGap()
    {
        Stay("e-16");
        var key = Stay("e-17");
        var refused = await _desk.ShredAsync("root", "", "e-17", unsent: false, next: null);
        Assert.That((refused.Done, refused.Sentence), Is.EqualTo((false,
            "The centre has never confirmed 2 of alarms, 3 of telemetry: wait until it has, or destroy them for good with --unsent.")));
        Assert.That(Journal.Count(JournalStreams.Audit), Is.EqualTo(1));

        var done = await _desk.ShredAsync("root", "asked for", "e-17", unsent: true, next: null);
        Assert.That((done.Done, done.Sentence), Is.EqualTo((true, "Shredded: 2 of alarms, 3 of telemetry, 1 of state can be read by nobody any more.")));
        var page = Journal.ReadFrom(JournalStreams.Telemetry, 0, 100);
        Assert.That((page.Records.Count, page.Unreadable.Count), Is.EqualTo((3, 0)), "the other patient's");
        Assert.That(page.Shredded.Select(record => (record.Sequence, record.Key)), Is.EqualTo(new[] { (4L, key), (5L, key), (6L, key) }));
        Assert.That(page.Last, Is.EqualTo(6));
        Assert.That(Journal.Count(JournalStreams.State), Is.EqualTo(1));

        var audit = Journal.ReadFrom(JournalStreams.Audit, 0, 100).Records.Select(record => RecordCodec.Decode(record.Bytes.Span)).ToList();
        var gaps = audit.Select(record => record.Gap).OfType<RecordGap>().ToList();
        Assert.That(gaps.Select(gap => (gap.Stream, gap.FirstSequence, gap.LastSequence, gap.Count)), Is.EqualTo(new[] { ("alarms", 3L, 4L, 2L), ("telemetry", 4L, 6L, 3L) }));
        Assert.That(gaps.Select(gap => gap.HasStartMs && gap.HasEndMs && gap.Cause.Contains(key.ToString(), StringComparison.Ordinal)), Has.All.True);
        Assert.That(audit.Select(record => record.Audit).OfType<AuditEntry>().Select(entry => $"{entry.Who} | {entry.Action} | {entry.Detail}"), Is.EqualTo(new[]
        {
            $"root | journal-shred | refused: {refused.Sentence}; no reason given",
            $"root | journal-shred | episode {key}; begins; destroys 2 of alarms, 3 of telemetry, 1 of state, never sent: 2 of alarms, 3 of telemetry; because: asked for",
            $"root | journal-shred | episode {key}; done; the master key was rotated",
        }));
    }

    [Test]
    public async Task WhatTheCentreHasConfirmedNeedsNoSecondWord()
    {
        Stay("e-17");
        Confirm();
        var answer = await _desk.ShredAsync("root", "", "e-17", unsent: false, next: null);
        Assert.That(answer.Done, Is.True, answer.Sentence);
        Assert.That(Journal.ReadFrom(JournalStreams.Audit, 0, 100).Records.Select(record => RecordCodec.Decode(record.Bytes.Span).Gap), Has.All.Null);
        Assert.That(Readable(JournalStreams.Alarms), Is.Zero);
    }

    [Test]
    public async Task AMasterKeyThatIsThePresentOneIsRefusedBeforeAnythingIsDestroyed()
    {
        var key = Stay("e-17");
        using var present = EdgeMonitor.Security.KeyFile.TryRead(Path.Combine(State, "edgemonitor.key"))!;
        foreach (var answer in (KeyAnswer[])[await _desk.ShredAsync("root", "", "e-17", unsent: true, present), await _desk.RotateAsync("root", "yearly", present)])
            Assert.That((answer.Done, answer.Sentence), Is.EqualTo((false, "The new master key is the present one: make another.")));
        Assert.That(_host.Keys!.IsShredded(key), Is.False);
        var audit = Journal.ReadFrom(JournalStreams.Audit, 0, 100).Records.Select(record => RecordCodec.Decode(record.Bytes.Span)).ToList();
        Assert.That(audit.Select(record => $"{record.Audit?.Action} | {record.Audit?.Detail}"), Is.EqualTo(new[]
        {
            "journal-shred | refused: The new master key is the present one: make another.; no reason given",
            "journal-rotate-key | refused: The new master key is the present one: make another.; because: yearly",
        }), "no gap was announced");
    }

    [Test]
    public async Task EveryStayOfAPatientGoesAndOneByItsNameInTheAudit()
    {
        var keys = (KeyId[])[Stay("e-17"), Stay("e-18"), Stay("e-17")];
        Assert.That((await _desk.ShredAsync("root", "", keys[1].ToString(), unsent: true, next: null)).Done, Is.True);
        Assert.That(keys.Select(_host.Keys!.IsShredded), Is.EqualTo(new[] { false, true, false }));
        Assert.That((await _desk.ShredAsync("root", "", "e-17", unsent: true, next: null)).Done, Is.True);
        Assert.That(keys.Select(_host.Keys!.IsShredded), Has.All.True);
    }

    [TestCase("e-99")]
    [TestCase("")]
    public async Task AnUnknownPatientIsRefused(string patient)
    {
        Stay("e-17");
        Stay("");
        var answer = await _desk.ShredAsync("root", "", patient, unsent: true, next: null);
        Assert.That((answer.Done, answer.Sentence), Is.EqualTo((false, "No episode of that name has a key here that can be opened.")));
    }

    [Test]
    public async Task RecordsThatWaitForTheDiskAreNotLeftBehind()
    {
        Stay("e-17");
        _records.Episodes.Restore(new Episode(_host.Keys!.Episodes().Single().Key, "e-17"));
        _queue.Add(_records.Of(new Telemetry(), TimeSpan.Zero));
        _records.Episodes.End();
        Assert.That((await _desk.ShredAsync("root", "", "e-17", unsent: true, next: null)).Sentence, Does.StartWith("Records of this patient still wait"));
        _queue.StoreIn(Journal);
        Assert.That((await _desk.ShredAsync("root", "", "e-17", unsent: true, next: null)).Done, Is.True);
    }

    [TestCase("journal.sqlite.damaged-1")]
    [TestCase("of another provider")]
    public async Task WhileRecordsAreNotBackNothingIsShredded(string file)
    {
        var key = Stay("e-17");
        Confirm();
        var path = Path.Combine(_host.Records, file.Contains(' ', StringComparison.Ordinal) ? Journal.Provider == "litedb" ? "journal.sqlite" : "journal-1.litedb" : file);
        await File.WriteAllBytesAsync(path, [1]);
        const string sentence = "Records of a damaged or other journal are not back yet: try again when they are.";
        foreach (var answer in (KeyAnswer[])[await _desk.ShredConfirmedAsync(), await _desk.ShredAsync("root", "", "e-17", unsent: true, next: null)])
            Assert.That((answer.Done, answer.Sentence), Is.EqualTo((false, sentence)));
        Assert.That(_host.Keys!.IsShredded(key), Is.False);

        File.Delete(path);
        Assert.That((await _desk.ShredConfirmedAsync()).Done, Is.True);
    }

    [Test]
    public async Task WhileNobodyKnowsWhoIsInTheBedNothingIsShredded()
    {
        var key = Stay("e-17", discharge: false);
        Confirm();
        _records.Episodes.Restore(null, isKnown: false);
        const string sentence = "Who is in the bed is not known since the restart: admit or discharge first.";
        foreach (var answer in (KeyAnswer[])[await _desk.ShredConfirmedAsync(), await _desk.ShredAsync("root", "", "e-17", unsent: true, next: null)])
            Assert.That((answer.Done, answer.Sentence), Is.EqualTo((false, sentence)));
        Assert.That(_host.Keys!.IsShredded(key), Is.False);

        _records.Episodes.End();
        Assert.That((await _desk.ShredConfirmedAsync()).Done, Is.True);
    }

    [Test]
    public async Task WhoIsInTheBedIsKnownWhereItWasReadOrNobodyHasAKeyYet()
    {
        Assert.That(Known(), Is.True, "a new box");
        Stay("e-17");
        Assert.That(Known(), Is.True, "as it was stored");
        await File.WriteAllBytesAsync(Path.Combine(_host.Records, "journal.sqlite.damaged-1"), [1]);
        Assert.That(Known(), Is.False, "a newer state may be in the other file");
        File.Delete(Path.Combine(_host.Records, "journal.sqlite.damaged-1"));
        _queue.Add(_records.Of(MonitorMemoryStore.Write(new MonitorMemory(PatientProfile.Adult, "", new AlarmLimits(), []), new AlarmLimits(), null, isKnown: false), TimeSpan.Zero));
        _queue.StoreIn(Journal);
        Assert.That(Known(), Is.False, "nobody knew when it was stored");
        Journal.Trim(JournalStreams.State, 1, Journal.LastSequence(JournalStreams.State));
        Assert.That(Known(), Is.False, "the state is gone and a patient's key is there");
        _records.Episodes.End();
        await _desk.ShredAsync("root", "", "e-17", unsent: true, next: null);
        Assert.That(Known(), Is.True, "no patient's key is there");

        bool Known() => MonitorMemoryStore.IsEpisodeKnown(MonitorMemoryStore.Read(Journal, new AlarmLimits()), _host);
    }

    [Test]
    public async Task ByItselfOnlyWhatIsOverAndWhollyConfirmedIsShredded()
    {
        var confirmed = Stay("e-16");
        Confirm();
        var waiting = Stay("e-17");
        var present = Stay("e-18", discharge: false);
        var answer = await _desk.ShredConfirmedAsync();
        Assert.That((answer.Done, answer.Sentence), Is.EqualTo((true, "1 episodes were shredded: they are over, and the centre has confirmed everything of them.")));
        Assert.That(((KeyId[])[confirmed, waiting, present]).Select(_host.Keys!.IsShredded), Is.EqualTo(new[] { true, false, false }));
        Assert.That((await _desk.ShredConfirmedAsync()).Done, Is.False, "nothing is left to do");
        Confirm();
        Assert.That((await _desk.ShredConfirmedAsync()).Done, Is.True);
        Assert.That(_host.Keys.IsShredded(waiting), Is.True);
        _records.Episodes.End();
        Assert.That((await _desk.ShredConfirmedAsync()).Done, Is.True);
    }

    /// <summary>The whole state directory: pseudonyms, what was measured, and keys, but for the master key in its own file.</summary>
    [Test]
    public async Task NothingLiesInTheClearInAnyFile()
    {
        Stay("patient-4711");
        Stay("patient-4712");
        await _desk.RotateAsync("root", "", next: null);
        await _desk.ShredAsync("root", "", "patient-4711", unsent: true, next: null);
        _host.Dispose();
        using var master = EdgeMonitor.Security.KeyFile.TryRead(Path.Combine(State, "edgemonitor.key"))!;
        var secrets = new List<(string What, byte[] Bytes)> { ("a pseudonym", "patient-471"u8.ToArray()), ("a label", "MLII"u8.ToArray()), ("a condition", "asystole"u8.ToArray()) };
        foreach (var file in Directory.GetFiles(Path.Combine(State, "keys"), "*.key"))
            secrets.Add(("a data key", WrappedKey.Parse(await File.ReadAllBytesAsync(file))!.Unwrap(master)!.Key.Bytes.ToArray()));
        Assert.That(secrets, Has.Count.EqualTo(5), "the key of no patient, and that of the one who was not shredded");
        foreach (var file in Directory.GetFiles(State, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var (what, secret) in secrets) Assert.That(bytes.AsSpan().IndexOf(secret), Is.Negative, $"{file} holds {what}");
            if (Path.GetFileName(file) != "edgemonitor.key") Assert.That(bytes.AsSpan().IndexOf(master.Bytes), Is.Negative, $"{file} holds the master key");
            Assert.That(File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite), Is.EqualTo(UnixFileMode.None), file);
        }
    }

    /// <summary>A patient comes, is measured, and goes.</summary>
    private KeyId Stay(string pseudonym, bool discharge = true)
    {
        _records.Episodes.Begin(pseudonym);
        var key = _records.Episodes.Current!.Key;
        _queue.Add(_records.Of(new AlarmSystemEvent { Kind = "patient", State = "adult", Episode = pseudonym }));
        _queue.Add(_records.Of(MonitorMemoryStore.Write(new MonitorMemory(PatientProfile.Adult, pseudonym, new AlarmLimits(), []), new AlarmLimits(), _records.Episodes.Current), TimeSpan.Zero));
        for (var second = 0; second < 3; second++)
            _queue.Add(_records.Of(new Telemetry { Waveforms = { new Waveform { Label = "MLII", Differences = { 1, 2, 3 } } } }, TimeSpan.FromSeconds(second)));
        _queue.Add(_records.Of(new AlarmSystemEvent { Kind = "inactivation", State = "asystole" }));
        if (discharge) _records.Episodes.End();
        _queue.StoreIn(Journal);
        return key;
    }

    /// <summary>The centre confirms everything there is.</summary>
    private void Confirm()
    {
        var all = new SequenceRanges();
        all.Add(1, Journal.LastSequence(JournalStreams.Alarms));
        new ConfirmedMarks(Journal).Add(all);
        Journal.Trim(JournalStreams.Telemetry, 1, Journal.LastSequence(JournalStreams.Telemetry));
        if (Journal.LastSequence(JournalStreams.Audit) is > 0 and var last) Journal.Trim(JournalStreams.Audit, 1, last);
    }

    private int Readable(string stream) => Journal.ReadFrom(stream, 0, 1000).Records.Count;

    private Task Store(IReadOnlyList<Record> entries)
    {
        foreach (var entry in entries) _queue.Add(entry);
        _queue.StoreIn(Journal);
        return Task.CompletedTask;
    }
}
