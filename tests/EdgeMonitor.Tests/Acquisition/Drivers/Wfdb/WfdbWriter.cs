using System.Globalization;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

/// <summary>A signal to be written to a WFDB record.</summary>
/// <param name="Label">The description in the header, e.g. <c>MLII</c>.</param>
/// <param name="Counts">All counts that go into the file; the first <see cref="Skew"/> of them precede sample 0.</param>
internal sealed record WfdbWriterSignal(string Label, int[] Counts)
{
    /// <summary>Storage format: 16, 24, 32, 80 or 212.</summary>
    public int Format { get; init; } = 16;

    /// <summary>Counts per unit.</summary>
    public double Gain { get; init; } = 200;

    /// <summary>The count at physical zero.</summary>
    public int Baseline { get; init; }

    /// <summary>The unit.</summary>
    public string Units { get; init; } = "mV";

    /// <summary>The signal file; the record's name with <c>.dat</c> where not given. Signals that share a file are interleaved in it.</summary>
    public string? File { get; init; }

    /// <summary>Counts in a frame.</summary>
    public int SamplesPerFrame { get; init; } = 1;

    /// <summary>Counts that precede sample 0.</summary>
    public int Skew { get; init; }

    /// <summary>Bytes in the file before the first frame.</summary>
    public int ByteOffset { get; init; }
}

/// <summary>Writes WFDB records for tests: <c>var header = WfdbWriter.Write(directory, "r1", 250, new WfdbWriterSignal("II", counts));</c>.</summary>
internal static class WfdbWriter
{
    /// <summary>Writes a record; answers the path of its header.</summary>
    /// <param name="directory">Where to; it must exist.</param>
    /// <param name="name">The record's name.</param>
    /// <param name="sampleRate">Frames per second, Hz: the rate of a signal with one sample a frame.</param>
    /// <param name="signals">The signals, all equally many frames long; those of one file stand together.</param>
    public static string Write(string directory, string name, double sampleRate, params WfdbWriterSignal[] signals)
    {
        var frames = signals.Length == 0 ? 0 : signals[0].Counts.Length / signals[0].SamplesPerFrame;
        var header = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{name} {signals.Length} {sampleRate:R} {frames}") };
        header.AddRange(signals.Select(signal => Line(name, signal)));
        foreach (var group in signals.GroupBy(signal => FileOf(name, signal)))
        {
            var bytes = new List<byte>(new byte[group.First().ByteOffset]);
            bytes.AddRange(Encode(group.First().Format, Interleave([.. group], frames)));
            File.WriteAllBytes(Path.Combine(directory, group.Key), [.. bytes]);
        }

        var path = Path.Combine(directory, name + ".hea");
        File.WriteAllLines(path, header);
        return path;
    }

    /// <summary>Writes an ECG of a regular heart in format 212, every lead the same shape with its own height; answers the header's path.</summary>
    public static string WriteEcg(
        string directory, string name, double seconds, double sampleRate = 360, double beatsPerMinute = 75, IReadOnlyList<string>? labels = null) =>
        Write(directory, name, sampleRate,
            [.. (labels ?? ["MLII", "V1"]).Select((label, lead) =>
                new WfdbWriterSignal(label, Ecg(seconds, sampleRate, beatsPerMinute, 200 / (1.0 + lead))) { Format = 212 })]);

    /// <summary>Writes what a bedside monitor would: two ECG leads, pleth and pressure, as MATLAB files are (format 16 behind 24 bytes).</summary>
    public static string WriteBedside(string directory, string name, double seconds, double sampleRate = 250, double beatsPerMinute = 75)
    {
        WfdbWriterSignal Signal(string label, string units, double gain, int baseline, int[] counts) =>
            new(label, counts) { File = name + ".mat", ByteOffset = 24, Gain = gain, Units = units, Baseline = baseline };
        return Write(directory, name, sampleRate,
            Signal("II", "mV", 1000, 0, Ecg(seconds, sampleRate, beatsPerMinute, 1000)),
            Signal("V", "mV", 1000, 0, Ecg(seconds, sampleRate, beatsPerMinute, 600)),
            Signal("PLETH", "NU", 2000, 0, Pulse(seconds, sampleRate, beatsPerMinute, 1000, 0)),
            Signal("ABP", "mmHg", 100, 0, Pulse(seconds, sampleRate, beatsPerMinute, 4000, 8000)));
    }

    /// <summary>A regular ECG: P, QRS and T as bells around each beat; the first R wave is half a beat after the start.</summary>
    public static int[] Ecg(double seconds, double sampleRate, double beatsPerMinute, double countsPerMillivolt)
    {
        (double At, double Width, double Millivolts)[] waves =
            [(-0.18, 0.022, 0.12), (-0.028, 0.008, -0.12), (0, 0.011, 1.1), (0.03, 0.009, -0.2), (0.26, 0.045, 0.28)];
        return Periodic(seconds, sampleRate, beatsPerMinute, t =>
            countsPerMillivolt * waves.Sum(wave => wave.Millivolts * Math.Exp(-Math.Pow((t - wave.At) / wave.Width, 2) / 2)));
    }

    /// <summary>A pulse wave: a steep rise a quarter of a second after the R wave and a dicrotic wave behind it.</summary>
    public static int[] Pulse(double seconds, double sampleRate, double beatsPerMinute, double height, double foot) =>
        Periodic(seconds, sampleRate, beatsPerMinute, t =>
            foot + height * (Math.Exp(-Math.Pow((t - 0.25) / 0.08, 2) / 2) + 0.3 * Math.Exp(-Math.Pow((t - 0.45) / 0.06, 2) / 2)));

    private static int[] Periodic(double seconds, double sampleRate, double beatsPerMinute, Func<double, double> around)
    {
        var period = 60 / beatsPerMinute;
        return [.. Enumerable.Range(0, (int)(seconds * sampleRate)).Select(i =>
        {
            var t = i / sampleRate % period - period / 2;
            return (int)Math.Round(around(t - period) + around(t) + around(t + period));
        })];
    }

    private static string FileOf(string name, WfdbWriterSignal signal) => signal.File ?? name + ".dat";

    private static string Line(string name, WfdbWriterSignal signal)
    {
        var format = signal.Format.ToString(CultureInfo.InvariantCulture);
        if (signal.SamplesPerFrame != 1) format += $"x{signal.SamplesPerFrame}";
        if (signal.Skew != 0) format += $":{signal.Skew}";
        if (signal.ByteOffset != 0) format += $"+{signal.ByteOffset}";
        var sum = unchecked((short)signal.Counts.Aggregate(0, (all, count) => unchecked(all + count)));
        var gain = string.Create(CultureInfo.InvariantCulture, $"{signal.Gain:R}({signal.Baseline})/{signal.Units}");
        return string.Create(CultureInfo.InvariantCulture,
            $"{FileOf(name, signal)} {format} {gain} 12 0 {signal.Counts.FirstOrDefault()} {sum} 0 {signal.Label}");
    }

    private static IEnumerable<int> Interleave(WfdbWriterSignal[] signals, int frames)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            foreach (var signal in signals)
            {
                for (var i = 0; i < signal.SamplesPerFrame; i++) yield return signal.Counts[frame * signal.SamplesPerFrame + i];
            }
        }
    }

    private static IEnumerable<byte> Encode(int format, IEnumerable<int> counts) => format switch
    {
        16 => counts.SelectMany(count => new[] { (byte)count, (byte)(count >> 8) }),
        24 => counts.SelectMany(count => new[] { (byte)count, (byte)(count >> 8), (byte)(count >> 16) }),
        32 => counts.SelectMany(BitConverter.GetBytes),
        80 => counts.Select(count => (byte)(count + 128)),
        212 => counts.Chunk(2).SelectMany(pair => pair.Length == 2
            ? new[] { (byte)pair[0], (byte)(pair[0] >> 8 & 15 | pair[1] >> 4 & 0xF0), (byte)pair[1] }
            : [(byte)pair[0], (byte)(pair[0] >> 8 & 15)]),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
    };
}
