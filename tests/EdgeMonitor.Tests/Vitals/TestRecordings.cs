using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>Real recordings: from EDGEMONITOR_RECORDINGS, else ../shared/data beside the repository. In CI their absence is a failure.</summary>
internal static class TestRecordings
{
    /// <summary>The folder of one database, or null where it is not there and need not be.</summary>
    public static string? Folder(string database, [CallerFilePath] string caller = "")
    {
        var configured = Environment.GetEnvironmentVariable("EDGEMONITOR_RECORDINGS");
        var folder = Roots(configured, caller).Select(root => Path.Combine(root, database)).FirstOrDefault(Directory.Exists);
        if (folder is null && Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) Assert.Fail($"The recordings '{database}' are missing.");
        return folder;
    }

    /// <summary>The first lead of a two-lead record in format 212, mV, and its sampling rate, Hz.</summary>
    public static (double Rate, float[] Lead) Format212(string folder, string record)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, record + ".hea"));
        var rate = double.Parse(lines[0].Split(' ')[2].Split('/')[0], CultureInfo.InvariantCulture);
        var fields = lines[1].Split(' ');
        var gain = double.Parse(fields[2].Split('(', '/')[0], CultureInfo.InvariantCulture);
        var zero = int.Parse(fields[4], CultureInfo.InvariantCulture);
        var bytes = File.ReadAllBytes(Path.Combine(folder, record + ".dat"));
        var lead = new float[bytes.Length / 3];
        for (var i = 0; i < lead.Length; i++)
        {
            var count = ((bytes[3 * i + 1] & 15) << 8 | bytes[3 * i]) << 20 >> 20;
            lead[i] = (float)((count - zero) / gain);
        }

        return (rate, lead);
    }

    /// <summary>The annotations of an MIT file: sample and code, oldest first.</summary>
    public static List<(long Sample, int Code)> Annotations(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        var (annotations, sample) = (new List<(long, int)>(), 0L);
        for (var at = 0; at + 1 < bytes.Length;)
        {
            var word = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
            var (code, value) = (word >> 10, word & 1023);
            at += 2;
            if (word == 0) break;
            if (code == 59)
            {
                sample += ((long)BinaryPrimitives.ReadInt16LittleEndian(bytes[at..]) << 16) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 2)..]);
                at += 4;
            }
            else if (code == 63)
            {
                at += value + value % 2;
            }
            else if (code < 59)
            {
                sample += value;
                annotations.Add((sample, code));
            }
        }

        return annotations;
    }

    private static IEnumerable<string> Roots(string? configured, string caller)
    {
        if (!string.IsNullOrEmpty(configured)) yield return configured;
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(caller)! })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                yield return Path.Combine(folder.FullName, "shared", "data");
        }
    }
}
