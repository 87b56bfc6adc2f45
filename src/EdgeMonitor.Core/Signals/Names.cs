using System.Text;

namespace EdgeMonitor.Core.Signals;

/// <summary>Enumeration values as they stand on the wire and on the command line: lower case with hyphens, e.g. <c>lead-off</c>.</summary>
public static class Names
{
    /// <summary>The wire name of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Cache<T>.Names.TryGetValue(value, out var name) ? name : value.ToString();

    /// <summary>The value of a wire name; null where there is none of that name.</summary>
    public static T? ValueOf<T>(string name)
        where T : struct, Enum
    {
        foreach (var (value, known) in Cache<T>.Names)
        {
            if (known == name) return value;
        }

        return null;
    }

    private static string Hyphenated(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private static class Cache<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Names = Enum.GetValues<T>().Distinct().ToDictionary(value => value, value => Hyphenated(value.ToString()));
    }
}
