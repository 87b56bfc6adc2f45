using System.Text;
using EdgeMonitor.Commands;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>Keys by command: the real program, with a running daemon over its control socket and without one.</summary>
public sealed class ShredTests
{
    private const string First = "patient-4711", Second = "patient-4712";

    private Bedside _bedside = null!;
    private DaemonProcess _daemon = null!;

    private string SocketPath => Path.Combine(_bedside.State, "control.sock");

    private string Configuration => _bedside.PathOf("edgemonitor.json");

    private string MasterKey => Path.Combine(_bedside.State, "edgemonitor.key");

    [SetUp]
    public async Task StartDaemon()
    {
        _bedside = new Bedside();
        _bedside.Configure(Recordings.Mitdb("119"), speed: 1, port: null, repeat: true);
        _daemon = await StartAsync();
    }

    [TearDown]
    public async Task EndDaemon()
    {
        await _daemon.DisposeAsync();
        _bedside.Dispose();
    }

    [Test]
    public async Task ADischargedPatientIsShreddedByTheRunningDaemonAndTheNextOneStays()
    {
        await DoneAsync("patient", "admit", "--profile", "adult", "--episode", First);
        await DoneAsync("pause", "--seconds", "60"); // an entry in the alarm log
        Assert.That(await ShredAsync(First), Is.EqualTo((ExitCodes.Refused, "This patient is admitted: discharge the patient first.")));
        await TelemetryGrowsAsync(2);
        await DoneAsync("patient", "discharge");
        await DoneAsync("patient", "admit", "--profile", "adult", "--episode", Second);
        await TelemetryGrowsAsync(2);
        Assert.That(InAnyFile(First), Is.Empty);

        var (code, said) = await ShredAsync(First);
        Assert.That(code, Is.EqualTo(ExitCodes.Refused));
        Assert.That(said, Does.Match(@"^The centre has never confirmed \d+ of alarms, \d+ of telemetry: wait until it has, or destroy them for good with --unsent\.$"));
        var master = await File.ReadAllBytesAsync(MasterKey);
        (code, said) = await ShredAsync(First, "--unsent", "--reason", "the patient asked for it");
        Assert.That((code, said), Is.EqualTo((ExitCodes.Ok, said)));
        Assert.That(said, Does.Match(@"^Shredded: \d+ of alarms, \d+ of telemetry, \d+ of state can be read by nobody any more\.$"));
        Assert.That(await File.ReadAllBytesAsync(MasterKey), Is.Not.EqualTo(master));
        Assert.That((await ShredAsync(Second, "--unsent")).Said, Is.EqualTo("This patient is admitted: discharge the patient first."));

        // Beside the daemon, which goes on; then after a kill, with the patient who is there.
        var (exitCode, output, errors) = await DaemonProcess.RunToEndAsync("explain", "--config", Configuration);
        Assert.That(exitCode, Is.Zero, string.Join('\n', errors));
        Assert.That(errors, Has.Some.Match(@"^\d+ entries of the log were shredded with their patients' episodes").And.None.Contains("cannot be read:"));
        Assert.That(output, Is.Not.Null);
        await TelemetryGrowsAsync(2);
        await _daemon.KillAsync();
        _daemon = await StartAsync();
        Assert.That(_daemon.Errors, Has.None.Contains("The journal's keys:"));
        Assert.That((await ShredAsync(Second, "--unsent")).Said, Is.EqualTo("This patient is admitted: discharge the patient first."), "the episode has come back");
        await _daemon.TerminateAsync();

        using var reading = JournalReading.Open(_bedside.State, Bedside.Device);
        foreach (var stream in JournalStreams.Recorded) Assert.That(reading.Journal.ReadFrom(stream, 0, int.MaxValue).Unreadable, Is.Empty, stream);
        Assert.That(reading.Journal.ReadFrom(JournalStreams.Telemetry, 0, int.MaxValue).Shredded, Is.Not.Empty);
        var audit = reading.Journal.ReadFrom(JournalStreams.Audit, 0, int.MaxValue).Records.Select(record => Encoding.UTF8.GetString(record.Bytes.Span)).ToList();
        Assert.That(audit, Has.Some.Contains("journal-shred").And.Some.Contains("the patient asked for it").And.Some.Contains("the key of the episode"));
        Assert.That(audit, Has.None.Contains(First), "nothing that outlives the shredding leads to the patient");
        Assert.That(InAnyFile(First, Second, "MLII", "MDC_ECG_HEART_RATE"), Is.Empty);
    }

    [Test]
    public async Task TheMasterKeyIsRotatedByTheRunningDaemonAndByTheCommandItself()
    {
        await DoneAsync("patient", "admit", "--profile", "adult", "--episode", First);
        await TelemetryGrowsAsync(1);
        var first = await File.ReadAllBytesAsync(MasterKey);
        Assert.That(await DoneAsync("journal", "rotate-key"), Has.Some.Match("^The master key is another one: 2 data keys were wrapped anew, no record was touched.$"));
        var second = await File.ReadAllBytesAsync(MasterKey);
        await TelemetryGrowsAsync(1);
        await _daemon.TerminateAsync();

        var (exitCode, output, errors) = await DaemonProcess.RunToEndAsync("journal", "rotate-key", "--config", Configuration, "--reason", "yearly");
        Assert.That((exitCode, errors.Count), Is.EqualTo((ExitCodes.Ok, 0)), string.Join('\n', errors));
        Assert.That(output, Has.Some.StartWith("The master key is another one: 2 data keys"));
        var third = await File.ReadAllBytesAsync(MasterKey);
        Assert.That((byte[][])[first, second, third], Is.Unique);

        var given = _bedside.PathOf("new.key");
        await File.WriteAllBytesAsync(given, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        Assert.That((await DaemonProcess.RunToEndAsync("journal", "rotate-key", "--state", _bedside.State, "--device", Bedside.Device, "--new", given)).ExitCode, Is.Zero);
        Assert.That(await File.ReadAllBytesAsync(MasterKey), Is.EqualTo(await File.ReadAllBytesAsync(given)));

        _daemon = await StartAsync();
        await TelemetryGrowsAsync(1);
        await _daemon.TerminateAsync();
        var stored = StoredState.Read(_bedside.State); // fails where a record cannot be read
        Assert.That(stored.Records[JournalStreams.Audit].Values.Count(record => record.Audit?.Action == "journal-rotate-key"), Is.EqualTo(3));
    }

    [Test]
    public async Task WithoutADaemonTheCommandShredsAndSecondOwnersAreRefused()
    {
        await DoneAsync("patient", "admit", "--profile", "adult", "--episode", First);
        await TelemetryGrowsAsync(1);
        await _daemon.KillAsync();
        string[] verb = ["journal", "shred", "--patient", First, "--unsent", "--state", _bedside.State, "--device", Bedside.Device];
        var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync(verb);
        Assert.That((exitCode, errors.Single()), Is.EqualTo((ExitCodes.Refused, "This patient is admitted: discharge the patient first.")), "as the box remembers");

        _daemon = await StartAsync();
        await DoneAsync("patient", "discharge");
        await _daemon.TerminateAsync();
        IReadOnlyList<string> output;
        (exitCode, output, errors) = await DaemonProcess.RunToEndAsync(verb);
        Assert.That((exitCode, errors.Count), Is.EqualTo((ExitCodes.Ok, 0)), string.Join('\n', errors));
        Assert.That(output.Single(), Does.StartWith("Shredded: "));
        using var reading = JournalReading.Open(_bedside.State, Bedside.Device);
        Assert.That(reading.Journal.ReadFrom(JournalStreams.Telemetry, 0, int.MaxValue).Shredded, Is.Not.Empty);
    }

    [TestCase("journal shred", ExitCodes.Usage, "--patient")]
    [TestCase("journal shred --patient nobody-7", ExitCodes.Refused, "No episode of that name")]
    [TestCase("journal rotate-key --new /does/not/exist", ExitCodes.InputOutput, "/does/not/exist is not there")]
    public async Task WhatIsRefusedSaysWhyInOneSentence(string line, int code, string names)
    {
        var (exitCode, output, errors) = await DaemonProcess.RunToEndAsync([.. line.Split(' '), "--socket", SocketPath]);
        Assert.That((exitCode, output.Count, errors.Count), Is.EqualTo((code, 0, 1)), string.Join('\n', errors));
        Assert.That(errors[0], Does.Contain(names).And.EndWith("."));
    }

    private async Task<DaemonProcess> StartAsync()
    {
        var daemon = DaemonProcess.Run(Configuration);
        await daemon.SaysAsync("The control socket is");
        return daemon;
    }

    private async Task<(int Code, string Said)> ShredAsync(string patient, params string[] more)
    {
        var (code, output, errors) = await DaemonProcess.RunToEndAsync(["journal", "shred", "--patient", patient, .. more, "--socket", SocketPath]);
        return (code, string.Join('\n', [.. output, .. errors]));
    }

    private async Task<IReadOnlyList<string>> DoneAsync(params string[] verb)
    {
        var (exitCode, output, errors) = await DaemonProcess.RunToEndAsync([.. verb, "--socket", SocketPath]);
        Assert.That((exitCode, errors.Count), Is.EqualTo((ExitCodes.Ok, 0)), $"{string.Join(' ', verb)}: {string.Join('\n', errors)}");
        return output;
    }

    /// <summary>Waits until so many more records of telemetry are on the disk, read beside the daemon.</summary>
    private async Task TelemetryGrowsAsync(int records)
    {
        var goal = Last() + records;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        while (Last() < goal) await beat.WaitForNextTickAsync(limit.Token);
    }

    private long Last()
    {
        using var reading = JournalReading.Open(_bedside.State, Bedside.Device);
        return reading.Journal.LastSequence(JournalStreams.Telemetry);
    }

    private List<string> InAnyFile(params string[] secrets)
    {
        var found = new List<string>();
        foreach (var file in Directory.GetFiles(_bedside.State, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("lock" or "control.sock")))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            found.AddRange(secrets.Where(secret => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)) >= 0).Select(secret => $"{secret} in {file}"));
        }

        return found;
    }
}
