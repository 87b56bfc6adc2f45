using System.Collections.Immutable;
using System.Globalization;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>
/// The header file of a single-segment WFDB record, as defined in header(5) of the WFDB Applications Guide (PhysioNet).
/// A frame holds the samples of all signals for one period of the frame rate; signals may have several samples in it.
/// </summary>
/// <param name="Path">Where the header was read from.</param>
/// <param name="Name">The record's name.</param>
/// <param name="FrameRate">Frames per second, Hz; 250 where the header gives none.</param>
/// <param name="CounterFrequency">Ticks per second of the recorder's counter, Hz; the frame rate where the header gives none.</param>
/// <param name="BaseCounter">The counter at frame 0.</param>
/// <param name="FrameCount">Frames in the record; 0 where the header does not say.</param>
/// <param name="BaseTime">Time of day at frame 0, or null.</param>
/// <param name="BaseDate">Date at frame 0, or null.</param>
/// <param name="Signals">All signals, in the order of the header.</param>
/// <param name="Comments">The lines after the last signal that begin with <c>#</c>, without it.</param>
internal sealed record WfdbHeader(
    string Path, string Name, double FrameRate, double CounterFrequency, double BaseCounter, long FrameCount,
    TimeSpan? BaseTime, DateOnly? BaseDate, ImmutableArray<WfdbSignal> Signals, ImmutableArray<string> Comments)
{
    /// <summary>The frame rate where the header gives none, Hz (header(5), DEFREQ).</summary>
    public const double DefaultFrameRate = 250;

    /// <summary>Most signals in a record. Chosen: a polysomnogram has some 60, the largest EEG caps 256.</summary>
    public const int MostSignals = 512;

    /// <summary>Most samples in one frame, all signals together. Chosen: it bounds the reading buffers to some megabytes.</summary>
    public const int MostSamplesPerFrame = 1_000_000;

    /// <summary>Sampling frequencies accepted, Hz. Chosen: from one numeric in an hour to beyond any biosignal.</summary>
    private const double LowestRate = 1e-4, HighestRate = 1e7;

    /// <summary>Longest record accepted, seconds. Chosen: 30 years; beyond it a header is wrong, and times stay exact.</summary>
    private const double LongestRecord = 30 * 365.25 * 86400;

    /// <summary>Largest header file, bytes. Chosen: the most signals and comments fit.</summary>
    private const int LargestFile = 1 << 20;

    /// <summary>Longest line, in characters. header(5) allows 255; chosen: what some writers exceed, and still bounded.</summary>
    private const int LongestLine = 4096;

    /// <summary>Most comment lines kept. Chosen: real headers have a few dozen.</summary>
    private const int MostComments = 1024;

    /// <summary>Reads a header file.</summary>
    /// <exception cref="InvalidDataException">It is no valid header; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WfdbHeader Read(string path)
    {
        using var file = WfdbFiles.OpenText(path);
        if (file.Length > LargestFile) throw new InvalidDataException($"The file {path} is no WFDB header: it has more than {LargestFile} bytes.");
        using var reader = new StreamReader(file);
        return Parse(reader, path);
    }

    /// <summary>Reads a header from text; <paramref name="path"/> is for messages and for finding the signal files.</summary>
    /// <exception cref="InvalidDataException">It is no valid header; the message names file and line.</exception>
    public static WfdbHeader Parse(TextReader text, string path)
    {
        WfdbHeader? header = null;
        var expected = 0;
        var signals = ImmutableArray.CreateBuilder<WfdbSignal>();
        var comments = ImmutableArray.CreateBuilder<string>();
        var number = 0;
        while (text.ReadLine() is { } raw)
        {
            number++;
            var line = new WfdbHeaderLine(path, number, raw.Trim());
            if (raw.Length > LongestLine) throw line.Error($"The line has {raw.Length} characters, at most {LongestLine} are allowed");
            if (line.Text.Length == 0) continue;
            var whole = header is not null && signals.Count == expected;
            if (line.Text[0] == '#')
            {
                if (whole && comments.Count < MostComments) comments.Add(line.Text[1..].Trim());
            }
            else if (header is null)
            {
                (header, expected) = ParseRecordLine(line);
            }
            else if (!whole)
            {
                signals.Add(WfdbSignal.Parse(line, signals));
            }
        }

        var end = new WfdbHeaderLine(path, number, "");
        if (header is null) throw end.Error("The file has no record line");
        if (signals.Count < expected) throw end.Error($"The record line promises {expected} signals, but only {signals.Count} are described");
        if (signals.Sum(signal => (long)signal.SamplesPerFrame) > MostSamplesPerFrame)
            throw end.Error($"A frame has more than {MostSamplesPerFrame} samples, which this reader does not hold");
        return header with { Signals = signals.ToImmutable(), Comments = comments.ToImmutable() };
    }

    private static (WfdbHeader Header, int Signals) ParseRecordLine(WfdbHeaderLine line)
    {
        var name = line.Require("record name");
        if (name.Contains('/', StringComparison.Ordinal))
            throw line.Error($"\"{name}\" is a multi-segment record, which this reader does not support: give the header of one segment");
        var signals = line.Integer(line.Require("number of signals"), "number of signals", 0, MostSignals);
        var (rate, counter, baseCounter) = ParseRates(line, line.Next());
        var frames = line.Next() is { } count ? line.Integer(count, "number of samples per signal", 0, long.MaxValue / MostSamplesPerFrame) : 0;
        if (frames / rate > LongestRecord)
            throw line.Error($"{frames} samples at {rate.ToString(CultureInfo.InvariantCulture)} Hz are more than 30 years");
        TimeSpan? time = line.Next() is { } clock ? ParseTime(line, clock) : null;
        DateOnly? date = line.Next() is { } day ? ParseDate(line, day) : null;
        return (new WfdbHeader(line.Path, name, rate, counter, baseCounter, frames, time, date, [], []), (int)signals);
    }

    /// <summary>The field <c>rate[/counter frequency[(base counter)]]</c>.</summary>
    private static (double Rate, double Counter, double BaseCounter) ParseRates(WfdbHeaderLine line, string? field)
    {
        if (field is null) return (DefaultFrameRate, DefaultFrameRate, 0);
        var slash = field.Split('/', 2);
        var rate = line.Number(slash[0], "sampling frequency");
        if (rate is < LowestRate or > HighestRate)
            throw line.Error($"The sampling frequency is \"{slash[0]}\", but it must be above 0, from 0.0001 to 10000000 Hz");
        if (slash.Length == 1) return (rate, rate, 0);

        var bracket = slash[1].TrimEnd(')').Split('(', 2);
        var counter = line.Number(bracket[0], "counter frequency");
        var baseCounter = bracket.Length > 1 ? line.Number(bracket[1], "base counter value") : 0;
        return (rate, counter > 0 ? counter : rate, baseCounter);
    }

    private static TimeSpan ParseTime(WfdbHeaderLine line, string field)
    {
        var parts = field.Split(':');
        if (parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours < 24
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes < 60
            && double.TryParse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 61)
            return new TimeSpan(hours, minutes, 0) + TimeSpan.FromSeconds(seconds);
        throw line.Error($"The base time is \"{field}\", but it must be HH:MM:SS");
    }

    /// <summary>The field <c>DD/MM/YYYY</c>; 0/0/0 stands for a date that was not recorded.</summary>
    private static DateOnly? ParseDate(WfdbHeaderLine line, string field)
    {
        if (field == "0/0/0") return null;
        return DateOnly.TryParseExact(field, "d/M/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw line.Error($"The base date is \"{field}\", but it must be DD/MM/YYYY");
    }
}
