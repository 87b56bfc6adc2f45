using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Control;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Security;
using EdgeMonitor.Tests.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Control;

/// <summary>The real socket; this process's own user may do everything.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ControlServerTests : IDisposable
{
    private const UnixFileMode Shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly KnownAudit _audit = new();
    private readonly KnownKeyDesk _keys = new();
    private readonly ControlDesk _desk;
    private readonly ControlServer _server;

    public ControlServerTests()
    {
        var intake = Channel.CreateBounded<MonitorInput>(16);
        _desk = new ControlDesk(
            new OperatorDesk(intake), () => AnnunciationPlan.Quiet, () => Task.FromResult(new SelfTestResult(SelfTestOutcome.Passed, [])), new BedsideState(new AlarmLimits()), new MonitorClock(_time), _audit, new KeyActs(_keys.Desk), new CuffActs(new SensorDesk(_time), _audit));
        _server = New();
    }

    private string SocketPath => Path.Combine(_folder.Path, "run", "control.sock");

    public void Dispose()
    {
        _server.Dispose();
        _desk.Dispose();
        _keys.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task TheSocketIsForItsGroupAndGoneAfterTheStop(CancellationToken stop)
    {
        await StartAsync();
        Assert.That(File.GetUnixFileMode(SocketPath), Is.EqualTo(Shared));
        Assert.That((await StatusAsync(stop)).Outcome, Is.EqualTo(ControlOutcome.Done));
        await _server.StopAsync(stop);
        Assert.That(File.Exists(SocketPath), Is.False);
    }

    [Test]
    public async Task SeveralRequestsFollowOnOneConnection(CancellationToken stop)
    {
        await StartAsync();
        using var client = await ControlSocket.ConnectAsync(SocketPath, stop);
        for (var i = 0; i < 3; i++) Assert.That((await AskAsync(client, """{"act":"status"}""", stop)).Outcome, Is.EqualTo(ControlOutcome.Done));
        await _server.StopAsync(stop);
    }

    [Test]
    public async Task ClientsThatSayNothingHoldUpNobodyAndAreSentAwayInTime(CancellationToken stop)
    {
        await StartAsync();
        var silent = new List<Socket>();
        for (var i = 0; i < ControlServer.MostConnections - 1; i++) silent.Add(await ControlSocket.ConnectAsync(SocketPath, stop));
        Assert.That((await StatusAsync(stop)).Outcome, Is.EqualTo(ControlOutcome.Done));

        // One more than all places: it waits until a place is free, and no longer.
        silent.Add(await ControlSocket.ConnectAsync(SocketPath, stop));
        silent.Add(await ControlSocket.ConnectAsync(SocketPath, stop));
        var waiting = StatusAsync(stop);
        await UplinkRig.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return waiting.IsCompleted;
        });
        Assert.That((await waiting).Outcome, Is.EqualTo(ControlOutcome.Done));
        Assert.That(await silent[0].ReceiveAsync(new byte[1], stop), Is.Zero, "it was sent away");
        foreach (var client in silent) client.Dispose();
        await _server.StopAsync(stop);
    }

    [TestCase("nonsense\n")]
    [TestCase("\0\u0001\n")]
    public async Task AGarbledRequestIsOneSentenceAndTheEndOfTheConnection(string line, CancellationToken stop)
    {
        await StartAsync();
        using var client = await ControlSocket.ConnectAsync(SocketPath, stop);
        Assert.That((await AskAsync(client, line.TrimEnd('\n'), stop)).Outcome, Is.EqualTo(ControlOutcome.Malformed));
        Assert.That(await client.ReceiveAsync(new byte[1], stop), Is.Zero);
        Assert.That(_audit.Entries, Has.Count.EqualTo(1));
        await _server.StopAsync(stop);
    }

    [Test]
    public async Task AnEndlessRequestIsOneSentence(CancellationToken stop)
    {
        await StartAsync();
        using var client = await ControlSocket.ConnectAsync(SocketPath, stop);
        Assert.That((await AskAsync(client, new string('x', ControlLines.MostBytes), stop)).Answer, Does.Contain("65536 bytes"));
        await _server.StopAsync(stop);
    }

    [Test]
    public async Task TheSocketOfADeadDaemonIsReplaced(CancellationToken stop)
    {
        // A killed process leaves its file; a socket that is disposed of takes the file where it was bound away.
        using (UnixSocketFile.Bind(SocketPath + ".bound", SocketType.Stream, Shared)) File.Move(SocketPath + ".bound", SocketPath);
        Assert.That(IsListening(), Is.False);
        await StartAsync();
        Assert.That((await StatusAsync(stop)).Outcome, Is.EqualTo(ControlOutcome.Done));
        await _server.StopAsync(stop);
    }

    [Test]
    public async Task TheSocketOfALivingDaemonIsNot(CancellationToken stop)
    {
        await StartAsync();
        Assert.That(() => UnixSocketFile.Bind(SocketPath, SocketType.Stream, Shared), Throws.InstanceOf<IOException>().With.Message.Contains("of another process, which lives"));
        using var second = New();
        await second.StartAsync(stop);
        await second.StopAsync(stop);
        Assert.That((await StatusAsync(stop)).Outcome, Is.EqualTo(ControlOutcome.Done), "the first one is still there");
        await _server.StopAsync(stop);
    }

    [Test]
    public void AFileThatIsNoSocketStays()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(SocketPath)!);
        File.WriteAllText(SocketPath, "somebody's");
        Assert.That(() => UnixSocketFile.Bind(SocketPath, SocketType.Stream, Shared), Throws.InstanceOf<IOException>().With.Message.Contains("is not a socket"));
        Assert.That(File.ReadAllText(SocketPath), Is.EqualTo("somebody's"));
    }

    [Test]
    public async Task APlaceThatCannotBeUsedIsTriedAgain(CancellationToken stop)
    {
        var folder = Path.GetDirectoryName(SocketPath)!;
        await File.WriteAllTextAsync(folder, "in the way", stop);
        await _server.StartAsync(stop);
        await UplinkRig.UntilAsync(() =>
        {
            if (File.Exists(folder) && _time.Elapsed > TimeSpan.Zero) File.Delete(folder);
            _time.Advance(TimeSpan.FromSeconds(1));
            return File.Exists(SocketPath);
        });
        Assert.That((await StatusAsync(stop)).Outcome, Is.EqualTo(ControlOutcome.Done));
        await _server.StopAsync(stop);
    }

    private ControlServer New() => new(SocketPath, Shared, _desk, new PersonFinder(new RoleOptions()), _time, NullLogger<ControlServer>.Instance);

    private async Task StartAsync()
    {
        await _server.StartAsync(CancellationToken.None);
        await UplinkRig.UntilAsync(IsListening);
    }

    private bool IsListening()
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            client.Connect(UnixSocketFile.EndPointOf(SocketPath));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<ControlReply> StatusAsync(CancellationToken stop) => await ControlClient.AskAsync(SocketPath, new JsonObject { ["act"] = "status" }, stop);

    private static async Task<ControlReply> AskAsync(Socket client, string line, CancellationToken stop)
    {
        await client.SendAsync(Encoding.UTF8.GetBytes(line + "\n"), stop);
        return ControlLines.ParseReply((await ControlLines.ReadAsync(client, stop))!);
    }
}
