using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeMonitor.Tests.Brokers;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>The built program in a process of its own, as systemd would run it: its lines are events to wait for.</summary>
internal sealed partial class DaemonProcess : IAsyncDisposable
{
    /// <summary>SIGSTOP: the process does nothing until <see cref="GoOn"/>.</summary>
    public const int StopInItsTracks = 19;

    /// <summary>SIGCONT.</summary>
    public const int GoOn = 18;

    private const int Interrupt = 2, Terminate = 15;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Arrivals<string> _output = new("standard output"), _errors = new("standard error");
    private readonly TaskCompletionSource<long> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DaemonProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        _process.Exited += (_, _) => _ended.TrySetResult(TimeProvider.System.GetTimestamp());
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program that the tests were built with: beside them in the build's own folders, else the copy beside the tests.</summary>
    public static string[] Program { get; } = FindProgram();

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The lines of standard output so far.</summary>
    public IReadOnlyList<string> Output => _output.All;

    /// <summary>The lines of standard error so far.</summary>
    public IReadOnlyList<string> Errors => _errors.All;

    /// <summary>Starts <c>edgemonitor</c> with these arguments.</summary>
    public static DaemonProcess Start(params string[] arguments) => new(How([], arguments));

    /// <summary>Starts the daemon with a configuration file.</summary>
    public static DaemonProcess Run(string configuration) => Start("run", "--config", configuration);

    /// <summary>How to start <c>edgemonitor</c>, for a test that changes its surroundings.</summary>
    public static ProcessStartInfo How(IReadOnlyList<string> wrapper, params string[] arguments)
    {
        string[] words = [.. wrapper, .. Program, .. arguments];
        return new ProcessStartInfo(words[0], words[1..]);
    }

    /// <summary>Starts it as told.</summary>
    public static DaemonProcess Start(ProcessStartInfo how) => new(how);

    /// <summary>Runs <c>edgemonitor</c> to its end; answers its exit code and what it said.</summary>
    public static async Task<(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> RunToEndAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        return (await process.ExitAsync(), process.Output, process.Errors);
    }

    /// <summary>Waits until standard error has brought so many lines with this text; answers the last of them.</summary>
    public Task<string> SaysAsync(string text, int count = 1) =>
        _errors.WaitAsync(line => line.Contains(text, StringComparison.Ordinal), count, () => string.Join('\n', Errors));

    /// <summary>Waits until standard output has brought so many lines that fulfil the condition; answers the last of them.</summary>
    public Task<string> PrintsAsync(Func<string, bool> condition, int count = 1) =>
        _output.WaitAsync(condition, count, () => string.Join('\n', [.. Output, .. Errors]));

    /// <summary>SIGTERM, as systemd sends it; answers the exit code and how long the process took to end.</summary>
    public Task<(int ExitCode, TimeSpan Took)> TerminateAsync() => SignalAsync(Terminate);

    /// <summary>SIGINT, as Ctrl+C sends it.</summary>
    public Task<(int ExitCode, TimeSpan Took)> InterruptAsync() => SignalAsync(Interrupt);

    /// <summary>SIGKILL: the process does nothing more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>Sends a signal that does not end it.</summary>
    public void Signal(int signal) => Assert.That(Kill(_process.Id, signal), Is.Zero);

    /// <summary>Waits for the end by itself.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit, TimeProvider.System);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static void Add(Arrivals<string> lines, string? line)
    {
        if (line is not null) lines.Add(line);
    }

    private async Task<(int ExitCode, TimeSpan Took)> SignalAsync(int signal)
    {
        var sent = TimeProvider.System.GetTimestamp();
        if (Kill(_process.Id, signal) != 0) throw new InvalidOperationException("The process was gone already: " + string.Join('\n', Errors));
        var ended = await _ended.Task.WaitAsync(Limit, TimeProvider.System);
        return (await ExitAsync(), TimeProvider.System.GetElapsedTime(sent, ended));
    }

    private static string[] FindProgram()
    {
        // tests/EdgeMonitor.Tests/bin/<configuration>/net10.0/ is where this runs.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var built = own.Parent?.Parent?.Parent?.Parent?.Parent is { } root && own.Parent is { } configuration
            ? Path.Combine(root.FullName, "src", "EdgeMonitor", "bin", configuration.Name, own.Name, "edgemonitor")
            : "";
        return File.Exists(built) ? [built] : ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "edgemonitor.dll")];
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
