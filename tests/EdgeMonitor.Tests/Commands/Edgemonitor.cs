using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EdgeMonitor.Tests.Commands;

/// <summary>What a process left behind.</summary>
internal sealed record Ended(int Code, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] Complaints => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The built executable, run as its user runs it: <c>using var process = Edgemonitor.Start("version");</c>.</summary>
internal sealed partial class Edgemonitor : IDisposable
{
    public const int Interrupt = 2, Terminate = 15;

    private readonly Process _process;
    private bool _left;

    private Edgemonitor(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Starts it; environment variables are the arguments in front that hold a <c>=</c> and begin with a capital.</summary>
    public static Edgemonitor Start(params string[] arguments)
    {
        var variables = arguments.TakeWhile(argument => char.IsAsciiLetterUpper(argument.FirstOrDefault()) && argument.Contains('=')).ToArray();
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "edgemonitor.dll"), .. arguments.Skip(variables.Length)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in variables) start.Environment[variable.Split('=')[0]] = variable[(variable.IndexOf('=') + 1)..];
        return new Edgemonitor(Process.Start(start)!);
    }

    /// <summary>Runs it to its end without input.</summary>
    public static async Task<Ended> RunAsync(CancellationToken stop, params string[] arguments)
    {
        using var process = Start(arguments);
        process.Input.Close();
        return await process.EndAsync(stop);
    }

    /// <summary>Runs it to its end on this input.</summary>
    public static async Task<Ended> FeedAsync(ReadOnlyMemory<byte> input, CancellationToken stop, params string[] arguments)
    {
        using var process = Start(arguments);
        await process.Input.WriteAsync(input, stop);
        process.Input.Close();
        return await process.EndAsync(stop);
    }

    /// <summary>Closes the reader of its output, as <c>| head</c> does.</summary>
    public void LeaveOutput()
    {
        _left = true;
        Output.Close();
    }

    /// <summary>Waits for the end; what was not read yet is in the answer.</summary>
    public async Task<Ended> EndAsync(CancellationToken stop)
    {
        var output = _left ? Task.FromResult("") : Output.ReadToEndAsync(stop);
        var error = await _process.StandardError.ReadToEndAsync(stop);
        await _process.WaitForExitAsync(stop);
        return new Ended(_process.ExitCode, await output, error);
    }

    /// <summary>Sends it a signal, as Ctrl+C or systemd does.</summary>
    public void Signal(int number) => Assert.That(Kill(_process.Id, number), Is.Zero);

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
