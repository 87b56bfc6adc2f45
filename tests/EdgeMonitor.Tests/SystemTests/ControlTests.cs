using System.Diagnostics;
using System.Text.RegularExpressions;
using EdgeMonitor.Commands;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>The operator verbs against the running daemon, each in a process of its own, and what of them stands in the audit stream.</summary>
public sealed class ControlTests
{
    private Bedside _bedside = null!;
    private DaemonProcess _daemon = null!;

    private string SocketPath => Path.Combine(_bedside.State, "control.sock");

    [SetUp]
    public async Task StartDaemon()
    {
        _bedside = new Bedside();
        _daemon = DaemonProcess.Run(_bedside.Configure(Recordings.Mitdb("119"), speed: 1, port: null, repeat: true));
        await _daemon.SaysAsync("The control socket is");
    }

    [TearDown]
    public async Task EndDaemon()
    {
        await _daemon.DisposeAsync();
        _bedside.Dispose();
    }

    [Test]
    public async Task EveryVerbDoesItsWorkAndIsWrittenDown()
    {
        await AssertDoneAsync("pause", "--seconds", "60", "--reason", "suction at the bed");
        var status = await AssertDoneAsync("status");
        Assert.That(status[0], Does.Match(@"AUDIO PAUSED for (60|5\d) s yet\."));
        await AssertDoneAsync("pause", "--resume");
        Assert.That((await VerbAsync("ack", "--all")).ExitCode, Is.EqualTo(ExitCodes.Refused), "there is none");
        Assert.That(await AssertDoneAsync("limits", "set", "HrLow=45", "HrHigh=130", "--reason", "athlete"), Is.Not.Empty);
        Assert.That(await AssertDoneAsync("limits", "show"), Does.Contain("HrLow = 45").And.Contain("HrHigh = 130").And.Contain("Spo2Low = 90"));
        await AssertDoneAsync("limits", "profile");
        Assert.That(await AssertDoneAsync("limits", "show"), Does.Contain("HrLow = 50"));
        await AssertDoneAsync("patient", "observe", "--consciousness", "alert", "--oxygen", "no", "--temperature", "37.2");
        await AssertDoneAsync("patient", "admit", "--profile", "child", "--episode", "e-17");
        Assert.That((await AssertDoneAsync("status", "--json"))[0], Does.StartWith("{\"outcome\":\"done\"").And.Contain("\"profile\":\"child\""));
        await AssertDoneAsync("standby", "--minutes", "5");
        await AssertDoneAsync("standby", "--end");
        Assert.That((await _daemon.TerminateAsync()).ExitCode, Is.Zero);

        var root = $"{UnixAccounts.NameOf(UnixAccounts.OwnUser)}({UnixAccounts.OwnUser})/nurse+clinician+engineer+administrator by socket";
        var audit = Audit();
        Assert.That(audit, Does.Contain($"{root} | audio-pause | for 60 s; done; because: suction at the bed"));
        Assert.That(audit, Does.Contain($"{root} | limits-change | HrLow 50 -> 45, HrHigh 120 -> 130; done; because: athlete"));
        Assert.That(audit, Does.Contain($"{root} | limits-change | HrLow 45 -> 50, HrHigh 130 -> 120; done; no reason given"));
        Assert.That(audit, Has.Some.Matches($@"^{Regex.Escape(root)} \| patient-admit \| profile child, episode [0-9a-f]{{16}}; done; no reason given$"));
        Assert.That(audit, Has.None.Contains("e-17"), "the audit outlives the shredding of an episode");
        Assert.That(audit, Does.Contain($"{root} | alarm-acknowledge | all alarms; refused: There is no alarm to acknowledge.; no reason given"));
        foreach (var act in (string[])["signals-resume", "patient-observe", "standby-begin", "standby-end"])
            Assert.That(audit, Has.Some.StartWith($"{root} | {act} | "));
    }

    [TestCase("pause --seconds 100000", ExitCodes.Usage, "1 to 3600")]
    [TestCase("pause --seconds 3000", ExitCodes.Refused, "")]
    [TestCase("ack no-such-alarm", ExitCodes.Refused, "")]
    [TestCase("limits set HrLow=400", ExitCodes.Refused, "HrLow")]
    [TestCase("limits set Bogus=1", ExitCodes.Usage, "A limit is not known")]
    [TestCase("limits set HrLow", ExitCodes.Usage, "HrLow is no KEY=VALUE")]
    [TestCase("limits set", ExitCodes.Usage, "one of the two: see edgemonitor limits set --help")]
    [TestCase("limits set --file /does/not/exist", ExitCodes.InputOutput, "/does/not/exist")]
    [TestCase("pause --resume --off", ExitCodes.Usage, "stands alone")]
    [TestCase("patient admit --profile giant", ExitCodes.Usage, "'neonate'")]
    [TestCase("patient admit --profile adult --episode Erika", ExitCodes.Usage, "never a name")]
    [TestCase("patient", ExitCodes.Usage, "patient")]
    public async Task WhatIsRefusedSaysWhyInOneSentence(string line, int code, string names)
    {
        var (exitCode, output, errors) = await VerbAsync(line.Split(' '));
        Assert.That((exitCode, output.Count, errors.Count), Is.EqualTo((code, 0, 1)), string.Join('\n', errors));
        Assert.That(errors[0], Does.Contain(names).And.EndWith("."));
    }

    [Test]
    public async Task WithoutADaemonTheVerbSaysSo()
    {
        await _daemon.KillAsync();
        // The killed daemon has left its socket's file.
        foreach (var socket in (string[])[SocketPath, _bedside.PathOf("none.sock")])
        {
            var (exitCode, _, errors) = await DaemonProcess.RunToEndAsync("ack", "--socket", socket);
            Assert.That((exitCode, errors.Count), Is.EqualTo((ExitCodes.InputOutput, 1)));
            Assert.That(errors[0], Does.Contain(socket).And.Contain("start it, or name its socket with --socket"));
        }
    }

    [Test]
    public async Task AfterAKillTheNextDaemonTakesTheSocketOver()
    {
        await _daemon.KillAsync();
        Assert.That(File.Exists(SocketPath));
        await using var next = DaemonProcess.Run(_bedside.PathOf("edgemonitor.json"));
        await next.SaysAsync("The control socket is");
        await AssertDoneAsync("status");
    }

    /// <summary>Other users, as only root can play them. Debian's groups stand for the roles: daemon for the nurses, bin for the clinicians.</summary>
    [Test]
    public async Task RolesFollowTheUsersGroups()
    {
        if (UnixAccounts.OwnUser != 0) Assert.Ignore("Only root can play other users.");
        await _daemon.TerminateAsync();
        var how = DaemonProcess.How([], "run", "--config", _bedside.PathOf("edgemonitor.json"));
        var socket = _bedside.PathOf("c.sock");
        (how.Environment["EDGEMONITOR__Security__ControlSocket"], how.Environment["EDGEMONITOR__Security__Roles__Nurse"]) = (socket, "daemon");
        how.Environment["EDGEMONITOR__Security__Roles__Clinician"] = "bin";
        await using var daemon = DaemonProcess.Start(how);
        await daemon.SaysAsync("The control socket is");
        Process.Start("chmod", ["a+x", Path.GetDirectoryName(socket)!]).WaitForExit();

        // The socket's mode keeps out who is not in its group.
        Assert.That(await AsAsync("bin", socket, "ack"), Is.EqualTo((ExitCodes.NoPermission, "You may not use " + socket + ": ask to be put into the group edgemonitor and the group of your role.")));
        File.SetUnixFileMode(socket, File.GetUnixFileMode(socket) | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);

        Assert.That((await AsAsync("daemon", socket, "pause")).Code, Is.EqualTo(ExitCodes.Ok));
        Assert.That(await AsAsync("daemon", socket, "limits", "set", "HrLow=45"), Is.EqualTo((ExitCodes.NoPermission, "You may not do this (limits-change): it needs the role clinician, and you are nurse.")));
        Assert.That((await AsAsync("bin", socket, "limits", "set", "HrLow=45")).Code, Is.EqualTo(ExitCodes.Ok));
        Assert.That(await AsAsync("games", socket, "status"), Is.EqualTo((ExitCodes.NoPermission, "You have no role here: ask to be put into one of the groups of Security:Roles.")));
        Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);

        Assert.That(Audit(), Does.Contain("nobody(65534)/nurse | refused | limits-change: You may not do this (limits-change): it needs the role clinician, and you are nurse.")
            .And.Contain("nobody(65534)/clinician by socket | limits-change | HrLow 50 -> 45; done; no reason given")
            .And.Some.StartWith("nobody(65534)/nobody | refused | control-socket"));
    }

    private static async Task<(int Code, string Said)> AsAsync(string group, string socket, params string[] verb)
    {
        await using var process = DaemonProcess.Start(DaemonProcess.How(
            ["setpriv", "--reuid", "65534", "--regid", group, "--clear-groups"], [.. verb, "--socket", socket]));
        var code = await process.ExitAsync();
        return (code, string.Join('\n', process.Errors));
    }

    private Task<(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> VerbAsync(params string[] verb)
        => DaemonProcess.RunToEndAsync([.. verb, "--socket", SocketPath]);

    private async Task<IReadOnlyList<string>> AssertDoneAsync(params string[] verb)
    {
        var (exitCode, output, errors) = await VerbAsync(verb);
        Assert.That((exitCode, errors.Count), Is.EqualTo((ExitCodes.Ok, 0)), $"{string.Join(' ', verb)}: {string.Join('\n', errors)}");
        return output;
    }

    private List<string> Audit() => [.. StoredState.Read(_bedside.State).Records[JournalStreams.Audit].Values
        .Select(record => $"{record.Audit.Who} | {record.Audit.Action} | {record.Audit.Detail}")];
}
