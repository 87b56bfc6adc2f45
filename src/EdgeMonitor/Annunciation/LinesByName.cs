using System.ComponentModel.DataAnnotations;

namespace EdgeMonitor.Annunciation;

/// <summary>
/// Lines that are configured by name: passes everything on to a provider, with the number that the chip's line of that name has now. So every provider can do it, and a chip
/// that was plugged in again with other numbers is driven right.
/// </summary>
/// <param name="provider">Drives the lines.</param>
/// <param name="names">The names, by the number that stands for the line in the settings.</param>
/// <param name="find">Finds the line of a chip by its name.</param>
internal sealed class LinesByName(IGpioProvider provider, IReadOnlyDictionary<int, string> names, Func<string, string, int> find) : IGpioProvider
{
    /// <summary>The kernel keeps 31 bytes of a name (linux/gpio.h).</summary>
    private const int LongestName = 31;

    /// <inheritdoc/>
    public string Name => provider.Name;

    /// <summary>The provider for these settings: itself where no line has a name.</summary>
    /// <param name="provider">Drives the lines.</param>
    /// <param name="options">The settings, validated.</param>
    /// <param name="find">Finds the line of a chip by its name.</param>
    public static IGpioProvider Of(IGpioProvider provider, AnnunciationOptions options, Func<string, string, int> find)
    {
        if (options.LineNames.Count == 0) return provider;
        Dictionary<int, string> names = options.Lines()
            .Where(line => options.LineNames.ContainsKey(line.Name))
            .ToDictionary(line => line.Number, line => options.LineNames[line.Name]);
        return new LinesByName(provider, names, find);
    }

    /// <summary>What is wrong with the names in these settings.</summary>
    public static IEnumerable<ValidationResult> Check(AnnunciationOptions options)
    {
        string[] settings = [.. options.Lines().Select(line => line.Name)];
        foreach ((string setting, string name) in options.LineNames)
        {
            string key = $"{nameof(AnnunciationOptions.LineNames)}:{setting}";
            if (!settings.Contains(setting, StringComparer.OrdinalIgnoreCase)) yield return new ValidationResult($"only lines that are in use: {string.Join(", ", settings)}", [key]);
            else if (name.Length is 0 or > LongestName) yield return new ValidationResult("a line's name as gpioinfo shows it, 1 to 31 letters", [key]);
        }

        foreach (IGrouping<string, string> shared in options.LineNames.GroupBy(line => line.Value, line => line.Key).Where(same => same.Count() > 1))
        {
            yield return new ValidationResult($"a line of its own; {string.Join(" and ", shared)} are {shared.Key}", [nameof(AnnunciationOptions.LineNames)]);
        }
    }

    /// <inheritdoc/>
    public IGpioLine OpenOutput(string chip, int offset, bool activeLow, string consumer, bool active) =>
        provider.OpenOutput(chip, NumberOf(chip, offset), activeLow, consumer, active);

    /// <inheritdoc/>
    public IGpioInput OpenInput(string chip, int offset, bool activeLow, string consumer) =>
        provider.OpenInput(chip, NumberOf(chip, offset), activeLow, consumer);

    private int NumberOf(string chip, int offset) => names.TryGetValue(offset, out string? name) ? find(chip, name) : offset;
}
