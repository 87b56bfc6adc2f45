using System.Text.RegularExpressions;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>One signal of a WFDB record: its line in the header.</summary>
/// <param name="File">The signal file's name, relative to the header's directory.</param>
/// <param name="Format">The storage format (<see cref="WfdbFormat"/>).</param>
/// <param name="SamplesPerFrame">Samples of this signal in one frame.</param>
/// <param name="Skew">Samples of this signal in the file that precede sample 0.</param>
/// <param name="ByteOffset">Bytes in the file before the first frame.</param>
/// <param name="Gain">Counts per physical unit; 200 where the header gives none.</param>
/// <param name="IsCalibrated">False where the header gives no gain.</param>
/// <param name="Baseline">The count at physical zero; the ADC zero where the header gives none.</param>
/// <param name="Units">The physical unit; <c>mV</c> where the header gives none.</param>
/// <param name="AdcResolution">Bits of the converter.</param>
/// <param name="AdcZero">The count in the middle of the converter's range.</param>
/// <param name="InitialValue">The file's first count of this signal, or null where the header does not say.</param>
/// <param name="Checksum">Sum of all counts modulo 65536, or null where the header does not say.</param>
/// <param name="BlockSize">The block size for tape drives; not used.</param>
/// <param name="Description">What the signal is, e.g. <c>MLII</c>; empty where the header does not say.</param>
internal sealed partial record WfdbSignal(
    string File, int Format, int SamplesPerFrame, long Skew, long ByteOffset, double Gain, bool IsCalibrated, int Baseline, string Units,
    int AdcResolution, int AdcZero, int? InitialValue, int? Checksum, long BlockSize, string Description)
{
    /// <summary>The gain where the header gives none, counts per unit (header(5), DEFGAIN).</summary>
    public const double DefaultGain = 200;

    /// <summary>The resolution where neither header nor format gives one, bits (header(5)).</summary>
    private const int DefaultResolution = 12;

    /// <summary>The skew in frames; its resolution is one frame, as in the WFDB library (isigopen).</summary>
    public long SkewFrames => (Skew + SamplesPerFrame / 2) / SamplesPerFrame;

    /// <summary>Reads a signal line.</summary>
    /// <param name="line">The line, nothing of it taken yet.</param>
    /// <param name="before">The signals described before this one.</param>
    /// <exception cref="InvalidDataException">The line is not valid; the message names file and line.</exception>
    public static WfdbSignal Parse(WfdbHeaderLine line, IReadOnlyList<WfdbSignal> before)
    {
        var file = line.Require("signal file name");
        RequireBesideHeader(line, file);
        var format = ParseFormat(line, line.Require("format"));
        var (gain, baseline, units) = ParseGain(line, line.Next());
        var resolution = line.Next() is { } bits ? (int)line.Integer(bits, "ADC resolution", 0, 64) : 0;
        var zero = line.Next() is { } middle ? (int)line.Integer(middle, "ADC zero", int.MinValue, int.MaxValue) : 0;
        int? initial = line.Next() is { } first ? (int)line.Integer(first, "initial value", int.MinValue, int.MaxValue) : null;
        int? checksum = line.Next() is { } sum ? (int)line.Integer(sum, "checksum", int.MinValue, int.MaxValue) : null;
        var block = line.Next() is { } size ? line.Integer(size, "block size", int.MinValue, int.MaxValue) : 0;
        var signal = new WfdbSignal(
            file, format.Code, format.SamplesPerFrame, format.Skew, format.ByteOffset,
            gain == 0 ? DefaultGain : gain, gain != 0, baseline ?? zero, units,
            resolution > 0 ? resolution : WfdbFormat.ResolutionOf(format.Code) ?? DefaultResolution, zero, initial, checksum, block, line.Rest);
        RequireSameGroup(line, signal, before);
        return signal;
    }

    [GeneratedRegex(@"^(?<code>\d{1,4})(x(?<samples>\d{1,7}))?(:(?<skew>\d{1,12}))?(\+(?<offset>\d{1,15}))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex FormatField { get; }

    [GeneratedRegex(@"^(?<gain>[^(/]+)(\((?<baseline>[^)]*)\))?(/(?<units>.+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex GainField { get; }

    /// <summary>A header says which files are read: none outside its own directory, whoever wrote it.</summary>
    private static void RequireBesideHeader(WfdbHeaderLine line, string file)
    {
        if (file == "-") throw line.Error("The signal file is \"-\" (standard input), but only files can be read");
        if (file == "~") throw line.Error("The signal has no file (\"~\", a layout header): give the header of a segment with samples");
        if (System.IO.Path.IsPathRooted(file) || file.Split('/', '\\').Contains("..") || file.Any(char.IsControl))
            throw line.Error($"The signal file \"{file}\" lies outside the header's directory, where this reader does not look");
    }

    /// <summary>The field <c>format[xsamples per frame][:skew][+byte offset]</c>.</summary>
    private static (int Code, int SamplesPerFrame, long Skew, long ByteOffset) ParseFormat(WfdbHeaderLine line, string field)
    {
        var match = FormatField.Match(field);
        if (!match.Success) throw line.Error($"The format is \"{field}\", but it must be like 212, 16+24 or 16x2:1");
        var code = (int)line.Integer(match.Groups["code"].Value, "format", 0, 9999);
        if (!WfdbFormat.IsSupported(code)) throw line.Error($"The format is {code}, but this reader knows only {WfdbFormat.SupportedNames}");
        long Part(string name, string what, long otherwise, long lowest, long highest) =>
            match.Groups[name].Success ? line.Integer(match.Groups[name].Value, what, lowest, highest) : otherwise;
        return (code, (int)Part("samples", "number of samples per frame", 1, 1, WfdbHeader.MostSamplesPerFrame),
            Part("skew", "skew", 0, 0, long.MaxValue), Part("offset", "byte offset", 0, 0, long.MaxValue));
    }

    /// <summary>The field <c>gain[(baseline)][/units]</c>; a gain of 0 stands for none.</summary>
    private static (double Gain, int? Baseline, string Units) ParseGain(WfdbHeaderLine line, string? field)
    {
        if (field is null) return (0, null, "mV");
        var match = GainField.Match(field);
        if (!match.Success) throw line.Error($"The gain is \"{field}\", but it must be like 200, 200/mV or 200(1024)/mV");
        var gain = line.Number(match.Groups["gain"].Value, "gain");
        int? baseline = match.Groups["baseline"].Success
            ? (int)line.Integer(match.Groups["baseline"].Value, "baseline", int.MinValue, int.MaxValue)
            : null;
        return (gain, baseline, match.Groups["units"].Success ? match.Groups["units"].Value : "mV");
    }

    /// <summary>Signals of one file are interleaved in it: they stand together and agree on how it is stored.</summary>
    private static void RequireSameGroup(WfdbHeaderLine line, WfdbSignal signal, IReadOnlyList<WfdbSignal> before)
    {
        if (before.FirstOrDefault(other => other.File == signal.File) is not { } first) return;
        if (before[^1].File != signal.File) throw line.Error($"The signals of \"{signal.File}\" do not stand together");
        if (first.Format != signal.Format || first.ByteOffset != signal.ByteOffset)
            throw line.Error($"The signals of \"{signal.File}\" differ in format or byte offset");
    }
}
