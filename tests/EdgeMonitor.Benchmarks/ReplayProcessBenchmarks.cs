using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// Whole programs over an hour of ECG, two processes of half an hour each, start and end of the process counted. Budget: 0.35 s an hour, the
/// figure published for OSEA. The peer gqrs of the WFDB software runs beside it where it is on the PATH.
/// </summary>
public class ReplayProcessBenchmarks
{
    private readonly string _scratch = Path.Combine(AppContext.BaseDirectory, "replay-benchmark", Guid.NewGuid().ToString("N"));
    private string[] _headers = [];

    /// <summary>The program.</summary>
    [ParamsSource(nameof(Programs))]
    public string Program { get; set; } = "";

    /// <summary>What was replayed.</summary>
    [ParamsSource(nameof(Sources))]
    public string Record { get; set; } = "";

    public static IEnumerable<string> Programs => Which("gqrs") is null ? ["edgemonitor"] : ["edgemonitor", "gqrs"];

    public static IEnumerable<string> Sources => [EcgRecords.Source];

    [GlobalSetup]
    public void Prepare()
    {
        Directory.CreateDirectory(_scratch);
        _headers = EcgRecords.Headers();
    }

    [GlobalCleanup]
    public void Clean() => Directory.Delete(_scratch, recursive: true);

    [Benchmark]
    public void AnHour()
    {
        foreach (var header in _headers) Run(header);
    }

    private static string? Which(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private void Run(string header)
    {
        var start = new ProcessStartInfo { WorkingDirectory = _scratch, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments;
        if (Program == "gqrs")
        {
            start.FileName = Which("gqrs");
            start.Environment["WFDB"] = Path.GetDirectoryName(header); // it writes its beats to the working directory
            arguments = ["-r", Path.GetFileNameWithoutExtension(header)];
        }
        else
        {
            start.FileName = Path.Combine(EcgRecords.Repository, "src", "EdgeMonitor", "bin", "Release", "net10.0", "edgemonitor");
            arguments = ["replay", header, "--speed", "max", "--beats", Path.Combine(_scratch, "beats")];
        }

        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        var errors = process.StandardError.ReadToEnd(); // a line or two: the pipes cannot fill
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}: {errors}");
    }
}
