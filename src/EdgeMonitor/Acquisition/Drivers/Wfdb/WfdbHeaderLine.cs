using System.Globalization;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>One line of a header file, taken apart field by field from its front; it knows where it stands, for messages.</summary>
internal sealed class WfdbHeaderLine(string path, int number, string text)
{
    private static readonly char[] Blanks = [' ', '\t'];
    private string _rest = text;

    /// <summary>The header file.</summary>
    public string Path { get; } = path;

    /// <summary>The whole line without outer blanks.</summary>
    public string Text { get; } = text;

    /// <summary>Everything after the fields taken so far.</summary>
    public string Rest => _rest;

    /// <summary>The next field, or null at the line's end.</summary>
    public string? Next()
    {
        if (_rest.Length == 0) return null;
        var end = _rest.IndexOfAny(Blanks);
        var field = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? "" : _rest[end..].TrimStart(Blanks);
        return field;
    }

    /// <summary>The next field, which must be there.</summary>
    public string Require(string what) => Next() ?? throw Error($"The {what} is missing");

    /// <summary>A whole number within a range.</summary>
    public long Integer(string field, string what, long lowest, long highest) =>
        long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= lowest && value <= highest
            ? value
            : throw Error($"The {what} is \"{field}\", but it must be a whole number from {lowest} to {highest}");

    /// <summary>A finite number, in any way that scanf(3) would read it.</summary>
    public double Number(string field, string what) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Error($"The {what} is \"{field}\", but it must be a number");

    /// <summary>One sentence that names file and line.</summary>
    public InvalidDataException Error(string problem) => new($"{problem} ({Path}, line {number}).");
}
