using System.Net.Sockets;
using System.Text;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Hosting;

/// <summary>Against a real datagram socket, as systemd's own.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SystemdNotifierTests
{
    private readonly ManualTime _time = new();

    [TestCase("file")]
    [TestCase("abstract")]
    [CancelAfter(20_000)]
    public async Task EveryStateIsOneDatagram(string kind, CancellationToken stop)
    {
        using var systemd = new SystemdSocket(isAbstract: kind == "abstract");
        using var notifier = new SystemdNotifier(systemd.Name, _time);
        notifier.PetWatchdog();
        notifier.Ready();
        notifier.Stopping();

        string[] said = [await systemd.ReceiveAsync(stop), await systemd.ReceiveAsync(stop), await systemd.ReceiveAsync(stop)];
        Assert.That(said, Is.EqualTo(new[] { "WATCHDOG=1", "READY=1", "STOPPING=1" }));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task TheWatchdogIsPettedOnceASecondHoweverOftenTheLoopTurns(CancellationToken stop)
    {
        using var systemd = new SystemdSocket(isAbstract: true);
        using var notifier = new SystemdNotifier(systemd.Name, _time);
        for (var turn = 0; turn < 350; turn++)
        {
            notifier.PetWatchdog();
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        notifier.Stopping();
        var said = new List<string>();
        while (said.LastOrDefault() != "STOPPING=1") said.Add(await systemd.ReceiveAsync(stop));
        Assert.That(said, Has.Count.EqualTo(5), "at 0, 1, 2 and 3 s, and the stop");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task ASystemdThatDoesNotReadNeverHoldsUpTheLoop(CancellationToken stop)
    {
        using var systemd = new SystemdSocket(isAbstract: true);
        using var notifier = new SystemdNotifier(systemd.Name, _time);
        notifier.Ready();

        // Far more than a socket's queue takes; a send that waits would keep this from ever ending.
        var pets = Task.Run(
            () =>
            {
                for (var turn = 0; turn < 20_000; turn++)
                {
                    _time.Advance(SystemdNotifier.PetEvery);
                    notifier.PetWatchdog();
                }
            },
            stop);
        await pets.WaitAsync(stop);

        Assert.That(await systemd.ReceiveAsync(stop), Is.EqualTo("READY=1"));
    }

    [Test]
    public void ASystemdThatHasGoneIsNoError()
    {
        var systemd = new SystemdSocket(isAbstract: false);
        using var notifier = new SystemdNotifier(systemd.Name, _time);
        systemd.Dispose();

        Assert.That(notifier.Ready, Throws.Nothing);
    }

    [Test]
    public void AfterItsEndNothingIsSaidAndNothingThrown()
    {
        using var systemd = new SystemdSocket(isAbstract: true);
        var notifier = new SystemdNotifier(systemd.Name, _time);
        notifier.Dispose();

        Assert.That(notifier.PetWatchdog, Throws.Nothing);
    }

    [TestCase(null)]
    [TestCase("")]
    public void WithoutSystemdItDoesNothing(string? socket)
    {
        using var notifier = new SystemdNotifier(socket, _time);

        Assert.That(
            () =>
            {
                notifier.Ready();
                notifier.PetWatchdog();
                notifier.Stopping();
            },
            Throws.Nothing);
    }
}

/// <summary>What systemd listens on; its name as it stands in <c>$NOTIFY_SOCKET</c>.</summary>
internal sealed class SystemdSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly DirectoryInfo? _directory;

    public SystemdSocket(bool isAbstract)
    {
        if (!isAbstract) _directory = Directory.CreateTempSubdirectory("edgemonitor-notify-");
        var name = _directory is null ? $"edgemonitor-notify-{Guid.NewGuid():N}" : Path.Combine(_directory.FullName, "notify");
        Name = _directory is null ? "@" + name : name;
        _socket.Bind(new UnixDomainSocketEndPoint(_directory is null ? "\0" + name : name));
    }

    public string Name { get; }

    public async Task<string> ReceiveAsync(CancellationToken stop)
    {
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, stop));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _directory?.Delete(recursive: true);
    }
}
