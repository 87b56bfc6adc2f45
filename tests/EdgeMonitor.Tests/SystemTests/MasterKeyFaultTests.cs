using System.Security.Cryptography;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>
/// A real daemon without its right master key for one start: it says so, stores and sends what comes, touches nothing that the right key opens, and with that
/// key back everything of all its starts is there.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MasterKeyFaultTests : IDisposable
{
    private const int Records = 25; // telemetry records of each run

    private readonly FaultedBox _box = new();

    private string Key => Path.Combine(_box.State, "edgemonitor.key");

    private string Credentials => _box.Bedside.PathOf("credentials");

    private string Credential => Path.Combine(Credentials, "edgemonitor.key");

    public void Dispose() => _box.Dispose();

    [TestCase("another key", "need the master key")]
    [TestCase("truncated", "must be exactly 32 bytes")]
    [TestCase("missing", "is not there or may not be read: put it back")]
    [TestCase("no credential", "is not there or may not be read: put it back, or give the service its credential")]
    [TestCase("another credential", "need the master key")]
    public async Task WhatWasStoredBeforeAndWithoutTheRightKeyIsAllThereWhenItIsBack(string fault, string said)
    {
        var credentials = fault.EndsWith("credential", StringComparison.Ordinal) ? Directory.CreateDirectory(Credentials).FullName : null;
        var path = credentials is null ? Key : Credential;
        if (credentials is not null) await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(32));
        var before = await _box.FillAsync(Records, credentials);
        var right = await File.ReadAllBytesAsync(path);
        Spoil(path, fault);

        await using var broker = await MosquittoBroker.StartAsync(_box.Bedside.Broker());
        await using var centre = await Centre.ListenAsync(broker, _box.Bedside.Certificates.IssueClient("centre"));
        await using (var daemon = Start(broker, credentials))
        {
            TestContext.Out.WriteLine(await daemon.SaysAsync("The journal's keys: "));
            Assert.That(daemon.Errors, Has.Some.Contains("The journal's keys: ").And.Some.Contains(said));
            Assert.That(daemon.Errors, Has.Some.Contains("sealed under an interim master key"));
            await daemon.SaysAsync("The journal is open");
            await centre.WaitAsync(record => record.Sequence > before.Last[record.Stream] && record.Stream == JournalStreams.Telemetry, Records);
            await centre.WaitAsync(record => record.Alarm is { Condition: "journal-gap", Phase: "start" });
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
            Assert.That(daemon.Errors, Has.None.Contains("wait in memory"));
        }

        foreach (var stream in JournalStreams.All) Assert.That(centre.Records(stream).Select(record => record.Sequence), Has.All.GreaterThan(before.Last[stream]), "what could not be read was passed over");
        await File.WriteAllBytesAsync(path, right);
        await using (var daemon = Start(broker, credentials))
        {
            TestContext.Out.WriteLine(await daemon.SaysAsync("The right master key is there again"));
            foreach (var stream in JournalStreams.All) await centre.HasAllAsync(stream, before.Records[stream].Keys);
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
            Assert.That(daemon.Errors, Has.None.Contains("The journal's keys: "));
        }

        FaultedBox.AssertNothingLost(StoredState.Read(_box.State, credentials), before, centre);
        await _box.VerifiesAsync(credentials);
        Assert.That(File.Exists(Path.Combine(_box.State, "keys", "interim-master")), Is.False, "nothing needs it any more");
        if (credentials is not null) Assert.That(File.Exists(Key), Is.False, "a box with a credential makes no key file");
    }

    /// <summary>Restored by a person whose copy has the mode of any file.</summary>
    [Test]
    public async Task AKeyFileThatOthersCouldReadIsClosedAndItsKeyChanged()
    {
        var before = await _box.FillAsync(Records);
        var exposed = await File.ReadAllBytesAsync(Key);
        File.SetUnixFileMode(Key, File.GetUnixFileMode(Key) | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await using (var daemon = DaemonProcess.Run(_box.Configure()))
        {
            TestContext.Out.WriteLine(await daemon.SaysAsync("could be read by others, which it cannot any more"));
            await daemon.SaysAsync("data comes");
            await _box.StoresAsync(Records);
            await daemon.KillAsync();
        }

        Assert.That(File.GetUnixFileMode(Key), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(await File.ReadAllBytesAsync(Key), Is.Not.EqualTo(exposed));
        FaultedBox.AssertNothingLost(StoredState.Read(_box.State), before);
        await _box.VerifiesAsync();
    }

    /// <summary>The journal is damaged at the same time: nobody can tell what is in it before the key is back, so nothing may be given up.</summary>
    [Test]
    public async Task ADamagedJournalIsNotGivenUpWhileItsKeyIsAway()
    {
        var before = await _box.FillAsync(Records);
        var right = await File.ReadAllBytesAsync(Key);
        Spoil(Key, "missing");
        using (var file = new FileStream(Path.Combine(_box.State, "journal", "journal.sqlite"), FileMode.Open)) file.SetLength(0);
        var configuration = _box.Configure();
        await using (var daemon = DaemonProcess.Run(configuration))
        {
            await daemon.SaysAsync("is set aside as");
            TestContext.Out.WriteLine(await daemon.SaysAsync("holds records whose keys cannot be opened now"));
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
        }

        await File.WriteAllBytesAsync(Key, right);
        await using (var daemon = DaemonProcess.Run(configuration))
        {
            TestContext.Out.WriteLine(await daemon.SaysAsync(" records are back: "));
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
        }

        var after = StoredState.Read(_box.State);
        foreach (var (sequence, record) in before.Records[JournalStreams.Telemetry]) Assert.That(after.Records[JournalStreams.Telemetry][sequence], Is.EqualTo(record));
    }

    private static void Spoil(string path, string fault)
    {
        if (fault.StartsWith("another", StringComparison.Ordinal)) File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(32));
        else if (fault == "truncated") File.WriteAllBytes(path, File.ReadAllBytes(path)[..20]);
        else File.Delete(path);
    }

    private DaemonProcess Start(MosquittoBroker broker, string? credentials)
    {
        var how = DaemonProcess.How([], "run", "--config", _box.Configure(broker.Port));
        how.Environment["CREDENTIALS_DIRECTORY"] = credentials;
        return DaemonProcess.Start(how);
    }
}
