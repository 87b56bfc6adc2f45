using System.Collections.Immutable;
using System.Globalization;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>One recording of the BIDMC PPG and Respiration set as its CSV files have it: waves, the bedside monitor's own numbers once a second, and the breaths that two people marked.</summary>
/// <param name="Name">The recording's name, <c>bidmc_01</c>.</param>
/// <param name="Signals">The waves that the monitor knows, in the file's order.</param>
/// <param name="Counts">Samples of each signal, oldest first, in counts.</param>
/// <param name="Numbers">The bedside monitor's numbers: time in s, pulse rate and respiration rate a minute, NaN where it had none.</param>
/// <param name="Breaths">Times of the breaths, s, by each of the two annotators.</param>
internal sealed record BidmcRecord(
    string Name, ImmutableArray<SignalDescriptor> Signals, int[][] Counts, IReadOnlyList<(double At, double Pulse, double Respiration)> Numbers, double[][] Breaths)
{
    private const string SignalsEnd = "_Signals.csv", NumericsEnd = "_Numerics.csv", BreathsEnd = "_Breaths.csv";

    /// <summary>Samples per second of all waves (the set's description).</summary>
    public const double SampleRate = 125;

    /// <summary>
    /// What one count stands for. The files give each wave as a fraction of the converter's range with five digits: finer than its own steps, and a count is then
    /// as small a thing as in a device's own numbers.
    /// </summary>
    private const double Scale = 1.0 / 4096;

    /// <summary>The recordings of a directory by the names of their files.</summary>
    public static IEnumerable<string> NamesIn(string directory) => Directory.GetFiles(directory, "*" + SignalsEnd)
        .Select(path => Path.GetFileName(path)[..^SignalsEnd.Length]).Order(StringComparer.Ordinal);

    /// <summary>Reads a recording.</summary>
    /// <exception cref="IOException">A file is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is not like the others; the message names it.</exception>
    public static BidmcRecord Read(string directory, string name)
    {
        var (titles, rows) = Table(Path.Combine(directory, name + SignalsEnd));
        var signals = ImmutableArray.CreateBuilder<SignalDescriptor>();
        var counts = new List<int[]>();
        for (var column = 1; column < titles.Length; column++)
        {
            if (DescriptorOf(titles[column]) is not { } signal) continue;
            signals.Add(signal);
            var at = column;
            counts.Add([.. rows.Select(row => (int)Math.Round((double.IsNaN(row[at]) ? 0 : row[at]) / Scale))]);
        }

        var (numberTitles, numbers) = Table(Path.Combine(directory, name + NumericsEnd));
        var (pulse, respiration) = (ColumnOf(numberTitles, "PULSE"), ColumnOf(numberTitles, "RESP"));
        var (_, breaths) = Table(Path.Combine(directory, name + BreathsEnd));
        return new(
            name,
            signals.ToImmutable(),
            [.. counts],
            [.. numbers.Select(row => (Math.Abs(row[0]), row[pulse], row[respiration]))],
            [.. Enumerable.Range(0, 2).Select(annotator => breaths.Select(row => row[annotator] / SampleRate).Where(at => !double.IsNaN(at)).ToArray())]);

        int ColumnOf(string[] all, string title)
        {
            var column = Array.IndexOf(all, title);
            return column >= 0 ? column : throw new InvalidDataException($"{Path.Combine(directory, name + NumericsEnd)} has no column {title}.");
        }
    }

    private static SignalDescriptor? DescriptorOf(string title) => title switch
    {
        "PLETH" => new(Replay.Sensor, title, Mdc.PulsOximPleth, MdcUnit.Dimensionless, SampleRate, Scale),
        "RESP" => new(Replay.Sensor, title, Mdc.ImpedTthor, MdcUnit.Dimensionless, SampleRate, Scale),
        _ => Mdc.EcgLeadOf(title) is { } lead ? new(Replay.Sensor, title, lead, MdcUnit.Millivolt, SampleRate, Scale) : null,
    };

    /// <summary>A table of numbers under one line of titles; an empty cell is NaN.</summary>
    private static (string[] Titles, List<double[]> Rows) Table(string path)
    {
        string[]? titles = null;
        var rows = new List<double[]>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0) continue;
            var cells = line.Split(',', StringSplitOptions.TrimEntries);
            if (titles is null)
            {
                titles = cells;
                continue;
            }

            var row = new double[titles.Length];
            Array.Fill(row, double.NaN);
            if (cells.Length > row.Length) throw Fault(line);
            for (var i = 0; i < cells.Length; i++)
            {
                if (cells[i] is "" or "NaN") continue;
                if (!double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out row[i])) throw Fault(line);
            }

            rows.Add(row);
        }

        if (titles is null || titles.Length < 2) throw new InvalidDataException($"{path} has no line of titles.");
        return (titles, rows);

        InvalidDataException Fault(string line) => new($"{path}, line {number}: \"{line}\" is not a row of {titles!.Length} numbers.");
    }
}
