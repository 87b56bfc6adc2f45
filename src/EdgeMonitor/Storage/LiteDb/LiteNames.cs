using System.Globalization;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>Names of the journal's files: <c>journal-000001.litedb</c> and its log <c>journal-000001.litedb-wal</c>, counted up.</summary>
internal static class LiteNames
{
    private const string Before = "journal-";
    private const string After = ".litedb";
    private const string Log = "-wal";

    /// <summary>Name of a file.</summary>
    public static string Of(int number) => string.Create(CultureInfo.InvariantCulture, $"{Before}{number:000000}{After}");

    /// <summary>Name of a file's log.</summary>
    public static string LogOf(int number) => Of(number) + Log;

    /// <summary>Numbers of the files in a directory, or of their logs.</summary>
    public static SortedSet<int> In(string directory, bool logs = false)
    {
        var end = logs ? After + Log : After;
        if (!Directory.Exists(directory)) return [];
        return [.. Directory.EnumerateFiles(directory, $"{Before}*{end}").Select(Path.GetFileName).Select(name => NumberIn(name!, end)).OfType<int>()];
    }

    /// <summary>The highest number that a file in the directory has or had before it was set aside, 0 where there is none: no number comes twice.</summary>
    public static int LastUsedIn(string directory) => Directory.EnumerateFiles(directory, $"{Before}*{After}*").Select(Path.GetFileName)
        .Select(name => NumberIn(name![..(name!.IndexOf(After, StringComparison.Ordinal) + After.Length)], After)).Max() ?? 0;

    private static int? NumberIn(string name, string end) =>
        name.EndsWith(end, StringComparison.Ordinal) && int.TryParse(name.AsSpan(Before.Length, name.Length - Before.Length - end.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
