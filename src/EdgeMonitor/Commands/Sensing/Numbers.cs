using System.CommandLine;
using System.Globalization;

namespace EdgeMonitor.Commands.Sensing;

/// <summary>Options that take a number within bounds, its decimal sign a point.</summary>
internal static class Numbers
{
    /// <summary>Makes one; its value is null where it was not given.</summary>
    public static Option<double?> Option(string name, string description, double lowest, double highest)
    {
        var allowed = string.Create(CultureInfo.InvariantCulture, $"{name}: allowed is {lowest} to {highest}");
        var option = new Option<double?>(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest) return number;
                result.AddError(allowed);
                return null;
            },
        };
        return option;
    }
}
