using System.Diagnostics;

namespace EdgeMonitor.Tests.Acquisition.Links.BlueZ;

/// <summary>A real message bus, of this test alone.</summary>
internal sealed class PrivateBus : IAsyncDisposable
{
    private const string Configuration = """
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig>
          <type>system</type>
          <keep_umask/>
          <listen>unix:path={0}/bus</listen>
          <auth>EXTERNAL</auth>
          <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
        </busconfig>
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("edgemonitor-bus-").FullName;
    private Process? _process;

    /// <summary>Where it is.</summary>
    public string Address => $"unix:path={_folder}/bus";

    /// <summary>Starts a bus and waits until it takes connections.</summary>
    public static async Task<PrivateBus> StartAsync()
    {
        var bus = new PrivateBus();
        await bus.StartAgainAsync();
        return bus;
    }

    /// <summary>Starts the process, for the first time or after <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        if (!File.Exists("/usr/bin/dbus-daemon")) Requirement.Missing("dbus-daemon was not found: install it (apt install dbus).");
        if (!System.Runtime.InteropServices.NativeLibrary.TryLoad("libsystemd.so.0", out _)) Requirement.Missing("libsystemd was not found: install it (apt install libsystemd0).");
        var file = Path.Combine(_folder, "bus.conf");
        File.WriteAllText(file, Configuration.Replace("{0}", _folder, StringComparison.Ordinal));
        File.Delete(Path.Combine(_folder, "bus"));
        _process = Process.Start(new ProcessStartInfo("/usr/bin/dbus-daemon", [$"--config-file={file}", "--nofork", "--print-address=1"]) { RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        Assert.That(await _process.StandardOutput.ReadLineAsync(limit.Token), Does.StartWith("unix:"));
    }

    /// <summary>Kills it as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
