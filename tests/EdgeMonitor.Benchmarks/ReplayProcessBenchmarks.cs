using System.Diagnostics;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// Whole programs over an hour of ECG, two processes of half an hour each, start and end of the process counted. Budget: 0.1 s an hour
/// for one lead (gqrs, which only detects, is published with 0.13, OSEA with 0.35). Beside the build's own output run, where they are there, what <c>publish.ps1 -SelfContained</c> made and the peer
/// gqrs of the WFDB software (on the PATH).
/// </summary>
public class ReplayProcessBenchmarks
{
    private const string Built = "built", Published = "published", Gqrs = "gqrs";

    private static readonly Dictionary<string, string> Paths = new()
    {
        [Built] = Path.Combine(EcgRecords.Repository, "src", "EdgeMonitor", "bin", "Release", "net10.0", "edgemonitor"),
        [Published] = Path.Combine(EcgRecords.Repository, "artifacts", RuntimeInformation.RuntimeIdentifier, "edgemonitor"),
        [Gqrs] = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, "gqrs")).FirstOrDefault(File.Exists, ""),
    };

    private readonly string _scratch = Path.Combine(AppContext.BaseDirectory, "replay-benchmark", Guid.NewGuid().ToString("N"));
    private string[] _headers = [];

    /// <summary>The program: this build's output, the published one, or the peer.</summary>
    [ParamsSource(nameof(Programs))]
    public string Program { get; set; } = "";

    /// <summary>What was replayed.</summary>
    [ParamsSource(nameof(Sources))]
    public string Record { get; set; } = "";

    public static IEnumerable<string> Programs => Paths.Where(program => File.Exists(program.Value)).Select(program => program.Key);

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
        foreach (var header in _headers) Run(["replay", header, "--leads", "0", "--beats", Path.Combine(_scratch, "beats")], header);
    }

    /// <summary>The start of as many processes alone: they say their version and end.</summary>
    [Benchmark(Baseline = true)]
    public void StartAlone()
    {
        foreach (var header in _headers) Run(["--version"], header);
    }

    private void Run(string[] arguments, string header)
    {
        var start = new ProcessStartInfo(Paths[Program]) { WorkingDirectory = _scratch, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Program == Gqrs)
        {
            start.Environment["WFDB"] = Path.GetDirectoryName(header); // it writes its beats to the working directory
            arguments = arguments.Length == 1 ? ["-h"] : ["-r", Path.GetFileNameWithoutExtension(header)];
        }

        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        var errors = process.StandardError.ReadToEnd(); // a line or two: the pipes cannot fill
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 && !arguments.Contains("-h")) throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}: {errors}");
    }
}
