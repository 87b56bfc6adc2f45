using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Tests;

/// <summary>
/// Real recordings for tests, where <see cref="RecordingsFolder"/> finds them. Where they are missing a generated record takes their place and the
/// test's output says so; where CI is set a missing one fails the test.
/// </summary>
internal static class Recordings
{
    /// <summary>The generated heart, beats a minute: too fast for the default limit, so that its record has an alarm as the real ones have.</summary>
    private const double FastRate = 135;

    private static readonly Lock Gate = new();

    /// <summary>Where the recordings are, or null where there are none.</summary>
    public static string? Root { get; } = RecordingsFolder.Find();

    /// <summary>The header of a record of the MIT-BIH Arrhythmia Database (360 Hz, two leads, format 212).</summary>
    public static string Mitdb(string record) => Find("mitdb", record);

    /// <summary>The header of a record of the CinC Challenge 2015 (250 Hz, ECG and pulse waves, MATLAB files).</summary>
    public static string Cinc2015(string record) => Find("cinc2015", record);

    /// <summary>The header of a record of the MIT-BIH Malignant Ventricular Ectopy Database (250 Hz, two leads, format 212).</summary>
    public static string Vfdb(string record) => Find("vfdb", record);

    /// <summary>The header of a record of the MIT-BIH Noise Stress Test Database (360 Hz, <c>bw</c> or <c>ma</c>).</summary>
    public static string Nstdb(string record) => Find("nstdb", record);

    /// <summary>A database's folder with all its files, or null where it is missing (with CI set: a failed test).</summary>
    public static string? Folder(string database)
    {
        var folder = Root is null ? null : Path.Combine(Root, database);
        if (Directory.Exists(folder)) return folder;
        Missing(database);
        return null;
    }

    /// <summary>A database's folder, for a test that nothing generated can serve: where it is missing the test is skipped and says why (with CI set: it fails).</summary>
    public static string NeededFolder(string database)
        => Folder(database) ?? throw new IgnoreException($"The recordings of {database} are not there ({RecordingsFolder.Places}).");

    /// <summary>All headers of a database, in the order of their names; a generated one where it is missing.</summary>
    public static IReadOnlyList<string> All(string database) =>
        Folder(database) is { } folder
            ? [.. Directory.GetFiles(folder, "*.hea").Order(StringComparer.Ordinal)]
            : [Generate(database, "generated")];

    private static string Find(string database, string record)
    {
        if (Root is not null && Path.Combine(Root, database, record + ".hea") is var path && File.Exists(path)) return path;
        Missing($"{database}/{record}");
        return Generate(database, record);
    }

    private static void Missing(string what)
    {
        var message = $"The recording {what} is not there ({RecordingsFolder.Places})";
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))) Assert.Fail(message + ", and CI is set.");
        TestContext.Out.WriteLine(message + ": a generated record takes its place.");
    }

    /// <summary>A regular, fast heart, half an hour of it where a test plays it at speed, else a minute, with the signals and the format of that database.</summary>
    private static string Generate(string database, string record)
    {
        var directory = Path.Combine(TestContext.CurrentContext.WorkDirectory, "generated-recordings", database);
        lock (Gate)
        {
            Directory.CreateDirectory(directory);
            return database switch
            {
                "cinc2015" => WfdbWriter.WriteBedside(directory, record, seconds: 60, beatsPerMinute: FastRate),
                "vfdb" => WfdbWriter.WriteEcg(directory, record, seconds: 60, sampleRate: 250, FastRate, ["ECG", "ECG"]),
                "nstdb" => WfdbWriter.WriteEcg(directory, record, seconds: 60, sampleRate: 360, labels: ["noise1", "noise2"]),
                _ => WfdbWriter.WriteEcg(directory, record, seconds: 1800, sampleRate: 360, FastRate, ["MLII", "V1"]),
            };
        }
    }
}
