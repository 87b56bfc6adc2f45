using System.Diagnostics;
using System.Globalization;
using EdgeMonitor.Tests.Brokers;
using Npgsql;

namespace EdgeMonitor.Tests.Receiver;

/// <summary>
/// A real PostgreSQL in a folder of its own, reached by a socket there. It refuses to run as root, so under root it runs as Debian's user
/// postgres. It can be killed and started again on what it had committed.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60), Beat = TimeSpan.FromMilliseconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("edgemonitor-postgres-").FullName;
    private readonly string _programs;
    private readonly string[] _settings;
    private Process? _process;

    private PostgresServer(string programs, string[] settings) => (_programs, _settings) = (programs, settings);

    /// <summary>How to reach it. No pool: a killed server leaves nothing behind.</summary>
    public string Connection => $"Host={_folder};Username=postgres;Database=postgres;Pooling=false;Timeout=5;Command Timeout=10";

    /// <summary>Makes a cluster and starts it; a test that lacks PostgreSQL is ignored, or fails where CI is set.</summary>
    /// <param name="settings">Settings as <c>name=value</c>.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
        if (programs is null) Requirement.Missing("PostgreSQL was not found: install it (apt install postgresql).");
        var server = new PostgresServer(programs, settings);
        if (Environment.IsPrivilegedProcess) await RunAsync(Programs.Start("chown", "postgres", server._folder));
        await RunAsync(server.AsItsUser("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "--no-sync"));
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts the server, for the first time or after <see cref="KillAsync"/>, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        string[] arguments = ["-D", Data, "-k", _folder, "-c", "listen_addresses=", .. _settings.SelectMany(setting => new[] { "-c", setting })];
        while (true)
        {
            // While the children of a killed server end, the next one refuses to start.
            if (_process is null or { HasExited: true }) _process = Process.Start(AsItsUser("postgres", arguments))!;
            try
            {
                await using var session = new NpgsqlConnection(Connection);
                await session.OpenAsync(limit.Token);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(Beat, TimeProvider.System, limit.Token);
            }
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>The one value that a statement brings.</summary>
    public async Task<long> CountAsync(string statement)
    {
        await using var source = NpgsqlDataSource.Create(Connection);
        await using var command = source.CreateCommand(statement);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        while (!TryDelete()) await Task.Delay(Beat, TimeProvider.System, limit.Token);
    }

    private string Data => Path.Combine(_folder, "data");

    private bool TryDelete()
    {
        try
        {
            if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false; // a child of the killed server still writes there
        }
    }

    private ProcessStartInfo AsItsUser(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = _folder;
        start.RedirectStandardOutput = start.RedirectStandardError = program != "postgres";
        if (program == "postgres") start.Environment["LC_ALL"] = "C";
        return start;
    }

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName} failed: {await errors}");
    }
}
