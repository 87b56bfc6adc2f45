using System.Globalization;
using System.Text.Json.Nodes;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Control;

/// <summary>The keys of one request, each taken once; what is left over in the end is refused, since it would have been ignored.</summary>
/// <param name="request">The request.</param>
internal sealed class RequestKeys(JsonObject request)
{
    /// <summary>Chosen: a sentence; it is kept for ever in the audit stream.</summary>
    public const int MostCharacters = 200;

    private readonly HashSet<string> _left = [.. request.Select(pair => pair.Key)];

    /// <summary>A text; null where it is not given.</summary>
    /// <exception cref="FormatException">It is no text, too long, or more than one line.</exception>
    public string? Text(string key)
    {
        if (Take(key) is not { } node) return null;
        if (node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length <= MostCharacters && !text.Any(char.IsControl)) return text;
        throw Wrong(key, $"a text of one line with at most {MostCharacters} characters");
    }

    /// <summary>A text that must be given.</summary>
    public string Needed(string key) => Text(key) ?? throw new FormatException($"The request needs the key {key}.");

    /// <summary>A number within bounds; null where it is not given.</summary>
    public double? Number(string key, double lowest, double highest)
    {
        if (Take(key) is not { } node) return null;
        if (node is JsonValue value && value.TryGetValue<double>(out var number) && number >= lowest && number <= highest) return number;
        throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"a number from {lowest} to {highest}"));
    }

    /// <summary>A duration; null where it is not given.</summary>
    /// <param name="key">Its key, which says the unit.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="most">Most of them; the monitor itself may allow less.</param>
    public TimeSpan? Duration(string key, TimeSpan unit, int most) => Number(key, 1, most) is { } number ? number * unit : null;

    /// <summary>True or false; null where it is not given.</summary>
    public bool? Flag(string key)
    {
        if (Take(key) is not { } node) return null;
        return node is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : throw Wrong(key, "true or false");
    }

    /// <summary>One of an enumeration's names; null where it is not given.</summary>
    public T? OneOf<T>(string key)
        where T : struct, Enum
    {
        if (Text(key) is not { } text) return null;
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (Names.Of(candidate) == text) return candidate;
        }

        throw Wrong(key, $"one of {string.Join(", ", Enum.GetValues<T>().Select(Names.Of))}");
    }

    /// <summary>A group of keys that must be given.</summary>
    public JsonObject Group(string key) => Take(key) as JsonObject ?? throw Wrong(key, "a group of keys in braces");

    /// <summary>Nothing may be left.</summary>
    /// <exception cref="FormatException">A key is not known to this act.</exception>
    public void End()
    {
        if (_left.Count > 0) throw new FormatException($"The key {Cut(_left.Order(StringComparer.Ordinal).First())} is not known to this act.");
    }

    private static FormatException Wrong(string key, string allowed) => new($"{key}: allowed is {allowed}.");

    private static string Cut(string text) => string.Concat(text.Take(40).Select(letter => char.IsControl(letter) ? '?' : letter));

    private JsonNode? Take(string key) => _left.Remove(key) ? request[key] ?? throw Wrong(key, "a value, not null") : null;
}
